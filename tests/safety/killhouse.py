"""Run by the tests of killing, in a process of its own: the small county in an empty database, and keys to it as JSON."""

from __future__ import annotations

import json
import sys

import django

WRITERS = ("clerk", "grid_worker", "other_clerk", "dispatcher")


def main() -> None:
    """Tables, county, tokens; what a writer needs to know is printed."""
    from datetime import timedelta  # noqa: PLC0415  (Django must be set up before anything that has models)

    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from tests.world import build  # noqa: PLC0415
    from yanzhen.kernel.base.days import local_day  # noqa: PLC0415
    from yanzhen.kernel.guard.actions import issue_token  # noqa: PLC0415

    call_command("migrate", run_syncdb=True, verbosity=0)
    world, at = build(), timezone.now()
    day, tokens = local_day(at), {}
    for name in WRITERS:
        _token, tokens[name] = issue_token(world.account(name), actor=world.actor(name, day), at=at, name="写", until=day + timedelta(days=9))
    places = {name: {"org": getattr(world, org).pk, "household": getattr(world, home).pk} for name, org, home in (
        ("clerk", "village", "loose_home"), ("grid_worker", "grid", "home"), ("other_clerk", "other_village", "other_home"),
    )}  # fmt: skip
    json.dump({"tokens": tokens, "places": places, "office": world.office.pk, "day": day.isoformat()}, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main()
