"""What the API gives of the register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema


class PlaceOut(Schema):
    """Where something stood, from a day to the day before another."""

    org: int | None
    since: date
    until: date | None


class PostHeld(Schema):
    id: int
    person: int
    name: str
    org: int
    role: str
    title: str
    since: date
    until: date | None


class OrgOut(Schema):
    id: int
    kind: str
    name: str
    parent: int | None
    since: date
    until: date | None


class OrgWhole(OrgOut):
    """What and who is in it is told to those whose posts reach it. `version` is what a correction sends along."""

    version: int
    code: str
    area_km2: Decimal | None
    serves: int | None
    successor: int | None
    places: list[PlaceOut]
    posts: list[PostHeld] | None


class NodeOut(Schema):
    id: int
    kind: str
    name: str
    parent: int | None


class TreeOut(Schema):
    """The organisations of a tree as they stood on the day, each after the one above it."""

    key: str
    name: str
    orgs: list[NodeOut]


class HouseholdOut(Schema):
    id: int
    number: str
    org: int
    address: str
    lat: Decimal | None
    lng: Decimal | None
    since: date
    until: date | None


class MemberOut(Schema):
    person: int
    name: str
    relation: str
    since: date
    until: date | None


class HouseholdWhole(HouseholdOut):
    """With who lives there on the day. `version` is what a correction, also of a relation, sends along."""

    version: int
    head: int | None
    members: list[MemberOut]
    places: list[PlaceOut]


class TieOut(PlaceOut):
    sort: str
    confirmed_on: date | None


class HomeOut(Schema):
    household: int
    relation: str
    since: date
    until: date | None


class PersonOut(Schema):
    id: int
    name: str
    gender: str
    birth: date | None


class PersonWhole(PersonOut):
    """With where the person lives, belongs and serves, or did, as far as the caller may look. `version` is what
    a correction sends along."""

    version: int
    nation: str
    education: str
    died_on: date | None
    homes: list[HomeOut]
    ties: list[TieOut]
    posts: list[PostHeld]


class BareOut(Schema):
    org: int
    name: str
    members: int


class GapsOut(Schema):
    """Companies that must have a branch and have none, households in no grid, and secretaries who are heads too."""

    org: int
    day: date
    bare: list[BareOut]
    outside: int
    page: int
    households: list[int]
    both: int
    villages: int
