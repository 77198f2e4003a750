"""One small known county: two townships, their villages, grids and branches, and the people of the posts every test speaks of.

Names and identity numbers (area 99xxxx, which is no place) are invented. Built through the verbs, so that every row has its entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.kept import Once
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.guard import access, trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.guard.models import Account
from yanzhen.kernel.register.actions import belong_many, found_households, found_org, register_people
from yanzhen.kernel.register.models import Household, Org, Person

SINCE = date(2020, 1, 1)
BUILT = datetime(2024, 1, 8, 9, tzinfo=ZONE)
TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=ZONE)

# Who holds which posts where: attribute, name, born, gender, posts as role@place.
PEOPLE = (
    ("clerk", "温素笺", date(1988, 4, 2), "f", "village_clerk@village"),
    ("other_clerk", "路清和", date(1991, 9, 17), "m", "village_clerk@other_village"),
    ("far_clerk", "邬闻舟", date(1985, 1, 30), "m", "village_clerk@far_village"),
    ("grid_worker", "桑小穗", date(1994, 6, 8), "f", "grid_worker@grid"),
    ("other_grid_worker", "鄢立春", date(1979, 2, 4), "m", "grid_worker@other_grid"),
    ("chief", "匡守田", date(1971, 11, 23), "m", "village_secretary@branch village_head@village"),
    ("other_chief", "边玉禾", date(1976, 8, 15), "f", "village_secretary@other_branch"),
    ("other_head", "冷大川", date(1969, 3, 3), "m", "village_head@other_village"),
    ("area_head", "羊启明", date(1982, 12, 12), "m", "area_head@area"),
    ("office_head", "扈安澜", date(1980, 7, 7), "f", "office_head@office"),
    ("dispatcher", "阎知行", date(1983, 5, 21), "m", "dispatcher@town"),
    ("secretary", "岑望山", date(1974, 10, 10), "m", "town_secretary@town"),
    ("liaison", "晏如林", date(1970, 2, 28), "f", "county_liaison@town"),
    ("system_admin", "逄子墨", date(1992, 1, 5), "m", "system_admin@town"),
    ("security_admin", "户思齐", date(1990, 3, 19), "f", "security_admin@town"),
    ("audit_admin", "干若水", date(1987, 9, 9), "f", "audit_admin@town"),
    ("stranger", "訾远行", date(1981, 6, 30), "m", "dispatcher@other_town"),
    ("villager", "璩老根", date(1956, 2, 29), "m", ""),
    ("wife", "蔺秋月", date(1958, 8, 1), "f", ""),
    ("child", "璩小满", date(2012, 5, 20), "m", ""),
    ("neighbour", "苌有福", date(1963, 4, 4), "m", ""),
    ("other_villager", "雒长河", date(1960, 10, 1), "m", ""),
    ("far_villager", "宓北辰", date(1966, 12, 31), "m", ""),
    ("worker", "仉新生", date(1995, 7, 1), "m", ""),
    ("worker2", "逯晓峰", date(1996, 7, 1), "f", ""),
    ("worker3", "郏明义", date(1997, 7, 1), "m", ""),
)
# Attribute, kind, name, parent, and what it serves or how large it is.
PLACES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("county", "county", "青岭县", "", {"code": "990100"}),
    ("town", "town", "石桥镇", "county", {"code": "990101"}),
    ("other_town", "town", "柳湾镇", "county", {"code": "990102"}),
    ("office", "office", "民生服务站", "town", {}),
    ("other_office", "office", "建设站", "town", {}),
    ("area", "area", "东片区", "town", {}),
    ("other_area", "area", "西片区", "town", {}),
    ("village", "village", "上河村", "area", {"area_km2": Decimal("3.20")}),
    ("other_village", "village", "下河村", "other_area", {"area_km2": Decimal("4.05")}),
    ("third_village", "village", "山口村", "area", {"area_km2": Decimal("1.75")}),
    ("far_village", "village", "柳树村", "other_town", {"area_km2": Decimal("2.50")}),
    ("grid", "grid", "上河第一网格", "village", {}),
    ("other_grid", "grid", "上河第二网格", "village", {}),
    ("far_grid", "grid", "柳树第一网格", "far_village", {}),
    ("company", "company", "清泉食品公司", "town", {}),
    ("bare_company", "company", "远山木业公司", "town", {}),
    ("party", "party_committee", "石桥镇党委", "town", {}),
    ("united", "united_committee", "非公综合党委", "party", {}),
    ("branch", "branch_village", "上河村党支部", "party", {"serves": "village"}),
    ("other_branch", "branch_village", "下河村党支部", "party", {"serves": "other_village"}),
    ("organ_branch", "branch_organ", "机关第一党支部", "party", {"serves": "town"}),
    ("company_branch", "branch_company", "清泉食品党支部", "united", {"serves": "company"}),
)
# Number, place, head and the others with their relation.
HOMES = (
    ("home", "0101", "grid", "villager", (("wife", "妻"), ("child", "孙子"))),
    ("next_home", "0102", "other_grid", "neighbour", ()),
    ("loose_home", "0103", "village", "chief", ()),
    ("other_home", "0201", "other_village", "other_villager", ()),
    ("far_home", "0301", "far_grid", "far_villager", ()),
)
# Person, organisation, tie, confirmed or not.
TIES = (
    ("chief", "branch", "member", True),
    ("villager", "branch", "member", True),
    ("clerk", "branch", "member", False),
    ("other_chief", "other_branch", "member", True),
    ("dispatcher", "organ_branch", "member", True),
    ("secretary", "organ_branch", "member", True),
    ("worker", "organ_branch", "member", True),
    ("worker2", "organ_branch", "member", True),
    ("worker3", "organ_branch", "member", True),
    ("worker", "bare_company", "employee", False),
    ("worker2", "bare_company", "employee", False),
    ("worker3", "bare_company", "employee", False),
    ("neighbour", "company", "employee", False),
)


@dataclass
class World:
    """The county once it is built; what stands above by its attribute."""

    places: dict[str, Org] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    homes: dict[str, Household] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for shelf in ("places", "people", "homes"):
            if name in self.__dict__.get(shelf, ()):
                return self.__dict__[shelf][name]
        raise AttributeError(name)

    @property
    def operator(self) -> Actor:
        return access.operator(TODAY)

    def actor(self, name: str, day: date = TODAY) -> Actor:
        """A person as he may act on a day; "operator" is whoever stands at the server."""
        if name == "operator":
            return access.operator(day)
        person = self.people[name]
        return access.actor_of(person.pk, person.name, day)

    def account(self, name: str) -> Account:
        """The person's account, opened at the first call: nobody knows its password, and it need not be changed."""
        person = self.people[name]
        found = Account.objects.filter(person=person).first()
        if found is None:
            with trail.act(self.operator, BUILT, None, {}) as act:
                found = Account(login=name, person=person, must_change=False, password_at=BUILT)
                found.set_unusable_password()
                found.save()
                act.note("account.open", tenant=self.town.pk, subject=found, rows=[found])
        return found

    def now(self, thing: Any) -> Any:
        """A row as the database has it now."""
        return type(thing)._base_manager.get(pk=thing.pk)


@Once
def build() -> World:
    """The whole county."""
    world, by = World(), access.operator(BUILT.date())
    for name, kind, title, above, more in PLACES:
        more = more | {"serves": world.places[more["serves"]]} if "serves" in more else more
        world.places[name] = found_org(actor=by, at=BUILT, kind=kind, name=title, parent=world.places.get(above), since=SINCE, **more)
    rows = [{"name": n, "id_number": id_number(born, 11 + i, g), "phone": f"1990000{i:04}"} for i, (_, n, born, g, _p) in enumerate(PEOPLE)]
    people = register_people(rows, actor=by, at=BUILT, org=world.town, reason="建账")
    world.people = dict(zip((p[0] for p in PEOPLE), people, strict=True))
    for name, *_, posts in PEOPLE:
        for role, place in (post.split("@") for post in posts.split()):
            appoint(actor=by, at=BUILT, person=world.people[name], org=world.places[place], role=role, since=SINCE)
    _settle(world, by)
    for shelf in (world.places, world.people, world.homes):
        shelf.update({name: world.now(row) for name, row in shelf.items()})
    return world


def _settle(world: World, by: Actor) -> None:
    homes: list[dict[str, Any]] = [
        {
            "org": world.places[place], "number": number, "since": SINCE, "head": world.people[head], "address": f"{number}号",
            "members": [(world.people[who], what) for who, what in others],
        }
        for _, number, place, head, others in HOMES
    ]
    made = found_households(homes, actor=by, at=BUILT, org=world.town, reason="建账")
    world.homes = dict(zip((h[0] for h in HOMES), made, strict=True))
    ties = [
        {"person": world.people[who], "org": world.places[place], "sort": sort, "since": SINCE, "confirmed_on": SINCE if full else None}
        for who, place, sort, full in TIES
    ]
    belong_many(ties, actor=by, at=BUILT, org=world.town)


def id_number(born: date, order: int, gender: str, area: str = "990101") -> str:
    """An identity number nobody has: area 99xxxx, with a right check digit. `order` is up to 499."""
    first = f"{area}{born:%Y%m%d}{order * 2 + (gender == 'm'):03}"
    return first + "10X98765432"[sum(int(d) * pow(2, 17 - n, 11) for n, d in enumerate(first)) % 11]
