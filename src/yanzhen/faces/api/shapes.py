"""What goes in and out of the API, and nothing else does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class PostOut(Schema):
    role: str
    name: str
    org: int
    org_name: str


class MeOut(Schema):
    name: str
    day: date
    posts: list[PostOut]


class OrgOut(Schema):
    id: int
    kind: str
    name: str
    parent: int | None
    since: date
    until: date | None


class HouseholdOut(Schema):
    id: int
    number: str
    org: int
    address: str
    lat: float | None
    lng: float | None


class PersonOut(Schema):
    id: int
    name: str
    gender: str
    birth: date | None


class RecordOut(Schema):
    id: int
    kind: str
    number: str
    title: str
    org: int
    happened_on: date
    recorded_at: datetime
    state: str
    turn_role: str
    turn_org: int | None
    due_on: date | None
    facts: dict[str, Any]


class StepOut(Schema):
    step: str
    source: str
    target: str
    on: date
    late: bool
    answers: dict[str, Any]


class RecordWhole(RecordOut):
    steps: list[StepOut]
    open: list[str]


class Listed(Schema):
    total: int
    page: int
    rows: list[Any]


class RecordIn(Schema):
    uid: UUID
    kind: str = Field(max_length=30)
    org: int = Field(ge=1, lt=2**63)
    happened_on: date
    title: str = Field(min_length=1, max_length=200)
    facts: dict[str, str | int | None] = Field(default_factory=dict, max_length=40)


class StepIn(Schema):
    uid: UUID
    on: date | None = None
    answers: dict[str, str | int | None] = Field(default_factory=dict, max_length=20)


class RaisedIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    category: str = Field(max_length=10)
    detail: str = Field("", max_length=2000)


class VisitIn(Schema):
    uid: UUID
    org: int = Field(ge=1, lt=2**63)
    happened_on: date
    household: int | None = Field(None, ge=1, lt=2**63)
    company: int | None = Field(None, ge=1, lt=2**63)
    heard: str = Field("", max_length=2000)
    problems: list[RaisedIn] = Field(default_factory=list, max_length=20)


class FigureOut(Schema):
    key: str
    name: str
    unit: str
    value: str | None
    means: str
    since: date
    until: date
    day: date


class FigureWhole(FigureOut):
    counted: int
    withheld: int
    page: int
    evidence: list[int]


class ReportOut(Schema):
    id: int
    org: int
    name: str
    year: int
    title: str
    signed_on: date | None
    chain_head: str


class FigureSaid(Schema):
    key: str
    text: str
    value: str | None


class ReportWhole(ReportOut):
    paragraphs: list[str]
    figures: list[FigureSaid]
    lacking: list[str]


class ImportOut(Schema):
    id: int
    name: str
    sheet: str
    state: str
    said: str
    counts: dict[str, Any]


class Why(Schema):
    """Why something was not done, as a sentence."""

    refused: str
