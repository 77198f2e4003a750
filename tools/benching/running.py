"""One run of the bench: a county is made (or found), both servers are started, and what was asked for is measured."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from yanzhen.faces.web.finding import words_for
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.pack import problem

from . import capturing, county, history, measuring, rosters
from .driving import Client
from .filling import quickly
from .measuring import FAR, Bench
from .serving import Server, serving
from .telling import Row

PRODUCT, BARE = "yanzhen.wsgi:application", "tools.benching.bare:application"
ROSTER, PLAN, COPY = "roster.xlsx", "plan.json", "bare.sqlite3"
#: Answers a round, and seconds a round, of a whole run and of a small one.
LONG, SHORT = (300, 4.0), (5, 0.2)


def run(asked: argparse.Namespace, postmaster: int | None) -> Iterator[Row]:
    """The rows, one after the other as they are measured."""
    size = county.SMALL if asked.small else county.FULL
    prepare(size)
    town = Org.objects.filter(kind="town").order_by("pk")[0]
    paths, form = addresses(town)
    with two_servers(asked.server, paths, form, postmaster) as (ours, bare):
        bench = Bench(ours, bare, user(ours, "secretary"), user(ours, "clerk"), Client(bare.port), paths, form, *(SHORT if asked.small else LONG))
        for name, measure in MEASURES.items():
            if asked.only in (None, name):
                yield from measure(bench, size)


MEASURES: dict[str, Callable[[Bench, county.Size], Iterator[Row]]] = {
    "list": lambda bench, size: measuring.lists(bench),
    "record": lambda bench, size: measuring.records(bench),
    "write": lambda bench, size: measuring.writes(bench),
    "board": lambda bench, size: measuring.board(bench),
    "import": lambda bench, size: measuring.imports(bench, settings.YZ_HOME / ROSTER, size.roster),
}


def prepare(size: county.Size) -> None:
    """Tables, the county, its roster and the files of the pages, as far as they are not there yet."""
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    today = local_day(timezone.now())
    if not Org.objects.exists():
        with quickly():
            history.write(size, county.settle(size, today), today)
    if not (settings.YZ_HOME / ROSTER).exists():
        rosters.write_roster(settings.YZ_HOME / ROSTER, size, today)
    call_command("collectstatic", verbosity=0, interactive=False)


def addresses(town: Org) -> tuple[dict[str, str], Callable[[], dict[str, object]]]:
    """The pages to ask for, and a problem as a clerk writes it down."""
    clerk = Org.objects.filter(tenant=town, kind="village").order_by("pk")[0]
    home = Household.objects.filter(org__path__startswith=clerk.path or "-").select_related("org__parent").order_by("pk")[0]
    solved = Record.objects.filter(tenant=town, kind=problem.key, state="answered").order_by("-pk")[0]
    own = Record.objects.filter(org__path__startswith=clerk.path or "-", kind=problem.key, state="solved").order_by("-pk")[0]

    def form() -> dict[str, object]:
        return {
            "uid": uuid4(), "org": home.org_id, "happened_on": local_day(timezone.now()), "title": "路灯坏了三盏", "household": words_for(home),
            "category": "road", "detail": "老人晚上出行不便,请尽快修好。",
        }

    pages = f"/l/{problem.key}/"
    paths = {"list": pages, "far": f"{pages}?page={FAR}", "record": f"/r/{solved.pk}/", "write": f"/new/{problem.key}/", "board": "/f/", "own": f"/r/{own.pk}/"}
    return paths, form


def user(server: Server, login: str) -> Client:
    client = Client(server.port)
    client.sign_in(login, county.password())
    return client


@contextmanager
def two_servers(server: str, paths: dict[str, str], form: Callable[[], dict[str, object]], postmaster: int | None) -> Iterator[tuple[Server, Server]]:
    """The product, and the same statements run bare on a copy of its database."""
    pages = measuring.plan(paths, form)
    copied = copy_database()
    capturing.save(settings.YZ_HOME / PLAN, copied, pages)
    env = os.environ | {"YZ_BENCH_PLAN": str(settings.YZ_HOME / PLAN)}
    beside = (postmaster,) if postmaster else ()
    with serving(PRODUCT, env, server, beside) as ours, serving(BARE, env, server, beside) as bare:
        yield ours, bare


def copy_database() -> str:
    """A copy that the bare server may write into; its address."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for left in settings.YZ_HOME.glob(f"{COPY}*"):  # a log left beside a copy that was replaced would be played into the new one
            left.unlink()
        return str(shutil.copyfile(settings.DATABASES["default"]["NAME"], settings.YZ_HOME / COPY))
    named, host, user = (connection.settings_dict[key] for key in ("NAME", "HOST", "USER"))
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bare")
        cursor.execute(f'CREATE DATABASE bare TEMPLATE "{named}"')
    return f"host={host} user={user} dbname=bare"
