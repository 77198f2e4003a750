"""A small known place for the guard's tests: a county with two towns, its people, and roles kept apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection

from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor, Role, actor_of, operator
from yanzhen.kernel.guard.actions import appoint, change_password, open_account
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.models import Account, Appointment, ChainHead, Entry
from yanzhen.kernel.guard.trail import entry_hash
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.register.models import Org, OrgPlace, Person

DAY = date(2026, 5, 12)
AT = datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
SINCE = date(2020, 1, 1)
PASSWORD = "river-stone-1024"

ROLES = (
    Role("g_clerk", "文书", at=("g_village",), may=(), given_by=("g_security", "g_desk")),
    Role("g_head", "主任", at=("g_town",), may=(), given_by=("g_security",)),
    Role("g_desk", "办公室", at=("g_town",), may=("posts.write",), given_by=("g_security",)),
    Role("g_cashier", "出纳", at=("g_village", "g_town"), apart=("g_bookkeeper",), given_by=("g_security",)),
    Role("g_bookkeeper", "会计", at=("g_village", "g_town"), given_by=("g_security",)),
    Role("g_system", "系统管理员", at=("g_town", "g_county"), may=("accounts.write",), apart=("g_security", "g_audit"), given_by=("g_security",)),
    Role("g_security", "安全管理员", at=("g_town", "g_county"), may=("posts.write",), apart=("g_audit",), given_by=("g_security",)),
    Role("g_audit", "审计管理员", at=("g_town", "g_county"), may=("trail.read",), given_by=("g_security",)),
    Role("g_chief", "书记", at=("g_village",), given_by=("g_security",), sole=True),
    Role("g_root", "只在服务器上任命", at=("g_town",)),
)


@dataclass
class Place:
    """The organisations and people by short names."""

    orgs: dict[str, Org] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def org(self, kind: str, name: str, above: str = "") -> Org:
        parent = self.orgs.get(above)
        org = Org.objects.create(kind=kind, name=name, parent=parent, since=SINCE)
        org.path = f"{parent.path if parent else '/'}{org.pk}/"
        org.tenant_id = org.pk if kind == "g_town" else parent and parent.tenant_id
        org.save()
        place = OrgPlace.objects.create(org=org, parent=parent, path=org.path, since=SINCE)
        self.orgs[name] = org
        wrote("test.found_org", org.tenant_id, org, place)
        return org

    def person(self, name: str, **columns: Any) -> Person:
        self.people[name] = Person.objects.create(name=name, **columns)
        wrote("test.register", None, self.people[name])
        return self.people[name]

    def post(self, name: str, role: str, org: str, **more: Any) -> Appointment:
        person = self.people.get(name) or self.person(name)
        given = {"actor": operator(DAY), "at": AT, "since": SINCE, **more}
        return appoint(person=person, org=self.orgs[org], role=role, **given)

    def actor(self, name: str, day: date = DAY) -> Actor:
        return actor_of(self.people[name].pk, name, day)

    def account(self, name: str, login: str, at: datetime = AT) -> Account:
        """An account whose first password was changed."""
        account, once = open_account(self.people[name], login, actor=operator(DAY), at=at)
        return change_password(account, actor=self.actor(name), at=at, old=once, new=PASSWORD)


def stored(org: Org, data: bytes) -> Path:
    """Bytes that lie on the disk, and a row that names them; where they lie."""
    storage, digest = FsyncStorage(), sha256(data).hexdigest()
    lies = Path(storage.path(storage.put(digest, data)))
    wrote("test.receive", org.tenant_id, Import.objects.create(org=org, name="名册.xlsx", sha256=digest, size=len(data), at=AT))
    return lies


def wrote(verb: str, tenant: int | None, *rows: Any) -> None:
    """Tell the trail that rows were written, as a verb of the register would."""
    with trail.act(operator(DAY), AT, None, {}) as act:
        act.note(verb, tenant=tenant, subject=rows[0], rows=rows)


def build() -> Place:
    place = Place()
    place.org("g_county", "青禾县")
    place.org("g_town", "柳湾镇", "青禾县")
    place.org("g_town", "石桥镇", "青禾县")
    place.org("g_village", "东柳村", "柳湾镇")
    place.org("g_village", "西柳村", "柳湾镇")
    return place


def later(**span: float) -> datetime:
    return AT + timedelta(**span)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def wheres(found: list[Finding]) -> set[str]:
    return {f.where for f in found}


def tail(chain: int) -> Entry:
    return Entry.objects.filter(chain=chain).latest("seq")


def rehash(chain: int, first: int) -> None:
    """What a forger does who knows how the chain is made: every hash from there on, and the head."""
    before = Entry.objects.filter(chain=chain, seq=first - 1).values_list("hash", flat=True).first() or ""
    for entry in Entry.objects.filter(chain=chain, seq__gte=first).order_by("seq"):
        entry.previous = before
        before = entry_hash(entry)
        Entry.objects.filter(pk=entry.pk).update(previous=entry.previous, hash=before)
    ChainHead.objects.filter(chain=chain).update(seq=tail(chain).seq, hash=before)
