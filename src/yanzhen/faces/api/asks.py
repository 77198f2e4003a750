"""What the verbs are sent, field by field. A field is named as the verb names it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

Key = Annotated[int, Field(ge=1, lt=2**63)]
#: Somebody within the caller's posts, by key or by the whole identity number.
Somebody = Key | Annotated[str, Field(min_length=15, max_length=20)]
Word = Annotated[str, Field(max_length=30)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Reason = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=120)]
Area = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, max_digits=9, decimal_places=6)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]
Spot = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]
Ring = Annotated[list[Spot], Field(min_length=3, max_length=20_000)]
Facts = Annotated[dict[str, str | int | None], Field(max_length=40)]
Number = Annotated[str, Field(min_length=1, max_length=20)]


class ActIn(Schema):
    """The sender's own id of the act: the same id again gives the first result."""

    uid: UUID


class ReasonIn(ActIn):
    reason: Reason


class CorrectIn(ReasonIn):
    """`version` is that of the row as it was read: where somebody else has changed the same since, this is refused."""

    version: int = Field(ge=0, lt=2**63)


class SinceIn(ActIn):
    since: date


class UntilIn(ActIn):
    until: date


class CorrectRecordIn(CorrectIn):
    """What is not sent stays as it is."""

    happened_on: date = Field(None)  # type: ignore[assignment]
    title: str = Field(None, min_length=1, max_length=200)  # type: ignore[assignment]
    facts: Facts = Field(default_factory=dict)


class DrawIn(ActIn):
    """Of which year's problems; this one's, if none is sent."""

    size: int = Field(ge=1, le=500)
    year: int = Field(None, ge=2000, le=9000)  # type: ignore[assignment]


class FoundOrgIn(SinceIn):
    kind: Word
    name: Name
    parent: Key
    code: str = Field("", max_length=20)
    serves: Key | None = None
    area_km2: Area | None = None


class RenameIn(CorrectIn):
    name: Name


class CorrectOrgIn(CorrectIn):
    """What is not sent stays as it is. `shape` is the outline: rings of longitude and latitude."""

    code: str = Field("", max_length=20)
    serves: Key | None = None
    area_km2: Area | None = None
    shape: list[Ring] = Field(default_factory=list, max_length=100)


class MoveIn(SinceIn):
    to: Key


class MergeIn(SinceIn):
    into: Key


class PartIn(Schema):
    """One of the new organisations, and what goes into it."""

    name: Name
    households: list[Key] = Field(default_factory=list, max_length=5000)
    orgs: list[Key] = Field(default_factory=list, max_length=500)


class SplitIn(SinceIn):
    parts: list[PartIn] = Field(min_length=2, max_length=20)


class PersonColumns(Schema):
    id_number: str = Field("", max_length=20)
    gender: str = Field("", max_length=1)
    birth: date | None = None
    phone: str = Field("", max_length=30)
    nation: str = Field("", max_length=20)
    education: str = Field("", max_length=20)


class RegisterPersonIn(PersonColumns, SinceIn):
    """Somebody new, who lives in a household or belongs to an organisation from a day on, or both."""

    name: str = Field(min_length=1, max_length=40)
    org: Key
    household: Key | None = None
    relation: str = Field("", max_length=10)
    tie: str = Field("", max_length=20)


class CorrectPersonIn(PersonColumns, CorrectIn):
    """What is not sent stays as it is; what is sealed is taken and never given back."""

    name: str = Field(None, min_length=1, max_length=40)  # type: ignore[assignment]
    died_on: date | None = None


class DeathIn(ActIn):
    on: date


class BelongIn(SinceIn):
    org: Key
    sort: Word
    confirmed_on: date | None = None


class ConfirmIn(ActIn):
    org: Key
    sort: Word
    on: date


class LeaveIn(UntilIn):
    org: Key
    sort: Word


class FoundHouseholdIn(SinceIn):
    org: Key
    number: Number
    head: Somebody | None = None
    address: Text = ""
    lat: Latitude | None = None
    lng: Longitude | None = None


class CorrectHouseholdIn(CorrectIn):
    """What is not sent stays as it is."""

    number: Number = Field(None)  # type: ignore[assignment]
    head: Key | None = None
    address: Text = ""
    lat: Latitude | None = None
    lng: Longitude | None = None


class JoinIn(SinceIn):
    person: Somebody
    relation: str = Field("", max_length=10)


class MoveOutIn(UntilIn):
    person: Key


class RelationIn(CorrectIn):
    person: Key
    relation: str = Field(max_length=10)


class HeadIn(ActIn):
    """What each of the others is to the new head, by person; of whom nothing is sent it is no longer known."""

    head: Key
    relations: dict[Key, Annotated[str, Field(max_length=10)]] = Field(default_factory=dict, max_length=100)


class AppointIn(SinceIn):
    person: Somebody
    org: Key
    role: Word
    until: date | None = None
    title: str = Field("", max_length=60)
    appointed_by: str = Field("", max_length=60)


class AdoptIn(ActIn):
    """A text of rules in TOML under the name of its document."""

    origin: Name
    text: str = Field(min_length=1, max_length=200_000)


class DraftIn(ActIn):
    org: Key
    name: Name
    year: int = Field(ge=2000, le=2100)
    body: str = Field(max_length=60_000)


class EditIn(ActIn):
    """`version` is that of the text that was changed: if somebody changed it meanwhile, this is refused."""

    version: int = Field(ge=1, lt=2**31)
    body: str = Field(max_length=60_000)


class SignIn(ActIn):
    version: int = Field(ge=1, lt=2**31)


class ChooseIn(ActIn):
    """How a file is to be read; what is left out is recognised again. By the names of its sheets: the first and last row of
    the header, counted from 1, and which column, counted from 0, is which of the kind's."""

    kind: str = Field("", max_length=40)
    day: date | None = None
    headers: dict[str, tuple[Annotated[int, Field(ge=1, le=200)], Annotated[int, Field(ge=1, le=200)]]] = Field(default_factory=dict, max_length=50)
    columns: dict[str, dict[Annotated[int, Field(ge=0, le=16_383)], Annotated[str, Field(max_length=40)]]] = Field(default_factory=dict, max_length=50)
