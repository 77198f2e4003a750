"""What goes in and out of the API, and nothing else does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from .asks import ActIn, Facts, Key, Word


class PostOut(Schema):
    role: str
    name: str
    org: int
    org_name: str


class MeOut(Schema):
    name: str
    day: date
    posts: list[PostOut]


class RecordOut(Schema):
    id: int
    kind: str
    number: str
    title: str
    org: int
    happened_on: date
    voided_on: date | None
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


class PaperOut(Schema):
    id: int
    record: int
    name: str
    media: str
    size: int
    at: datetime


class CorrectionOut(Schema):
    field: str
    old: str
    new: str
    reason: str
    at: datetime


class RecordWhole(RecordOut):
    """`version` is what a correction of it sends along."""

    version: int
    steps: list[StepOut]
    open: list[str]
    papers: list[PaperOut]
    corrections: list[CorrectionOut]


class Listed(Schema):
    total: int
    page: int
    rows: list[Any]


class RecordSaid(Schema):
    kind: Word
    org: Key
    happened_on: date
    title: str = Field(min_length=1, max_length=200)
    facts: Facts = Field(default_factory=dict)


class RecordIn(ActIn, RecordSaid):
    pass


class StepIn(ActIn):
    on: date | None = None
    answers: dict[str, str | int | None] = Field(default_factory=dict, max_length=20)


class RaisedIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    category: str = Field(max_length=10)
    detail: str = Field("", max_length=2000)


class VisitSaid(Schema):
    """`again`: that the very same visit was made once more on that day."""

    org: Key
    happened_on: date
    household: Key | None = None
    company: Key | None = None
    heard: str = Field("", max_length=2000)
    problems: list[RaisedIn] = Field(default_factory=list, max_length=20)
    again: bool = False


class VisitIn(ActIn, VisitSaid):
    __doc__ = VisitSaid.__doc__


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
    version: int
    signed_on: date | None
    chain_head: str


class FigureSaid(Schema):
    key: str
    text: str
    value: str | None


class ReportWhole(ReportOut):
    """`body` is the text as it was written; `faults` is what stands against signing it."""

    body: str
    faults: list[str]
    paragraphs: list[str]
    figures: list[FigureSaid]
    lacking: list[str]


class ChangedOut(Schema):
    """One figure of a signed report that would come out otherwise today: the keys of the rows that came, went, or now
    bring another amount, those the caller may open; of the others how many."""

    place: int
    key: str
    text: str
    then: str | None
    now: str | None
    came: list[int]
    came_withheld: int
    went: list[int]
    went_withheld: int
    differ: list[int]
    differ_withheld: int


class JobOut(Schema):
    task: str
    state: str
    done: int
    total: int
    said: str


class ImportOut(Schema):
    id: int
    name: str
    sheet: str
    state: str
    said: str
    counts: dict[str, Any]
    job: JobOut | None


class SheetOut(Schema):
    """How a sheet was read: its header from which row to which, and which column, counted from 0, is which."""

    name: str
    first: int
    last: int
    headings: list[str]
    columns: dict[str, str]


class ImportWhole(ImportOut):
    sheets: list[SheetOut]
    unread: list[tuple[str, str]]


class ImportLine(Schema):
    sheet: str
    row: int
    why: str


class AdoptedOut(Schema):
    id: int
    origin: str
    sha256: str
    at: datetime


class EntryOut(Schema):
    """One act as the trail keeps it. What it was about is named by table and key."""

    seq: int
    at: datetime
    person: int | None
    name: str
    verb: str
    says: str
    subject: str
    said: dict[str, Any]
    hash: str


class TrailOut(Schema):
    chain: int
    total: int
    page: int
    rows: list[EntryOut]


class Why(Schema):
    """Why something was not done, as a sentence."""

    refused: str


class RuleOut(Schema):
    key: str
    name: str
    says: str
    since: date
    until: date | None
    source: str
    article: str
    level: str
    place: str
    status: str
