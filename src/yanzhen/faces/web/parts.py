"""The pieces a page is made of, as plain values: one class for each file in ``templates/parts``.

A view fills these in and hands them to its template under the name the part documents; the template includes the part.
Words arrive here already translated. Nothing here reads the database or the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

TONES = ("", "do", "ok", "soon", "late", "seal", "line")
"""The tones a tag may have; the word beside it always says the same."""


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere; `keys` are typed to follow it (``"gi"`` = g, then i)."""

    label: str
    url: str = ""
    current: bool = False
    keys: str = ""


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation; `count` waits there, `late` of them are past their day, `gap` begins a group."""

    label: str
    url: str
    count: int | None = None
    current: bool = False
    gap: bool = False
    late: bool = False
    keys: str = ""


@dataclass(frozen=True)
class Bar:
    """The bar above every page: where am I, as of which day, who am I.

    `who` is the account, a dash, and its posts: drafts kept in the browser under another `who` are thrown away.
    `keep` are the (name, value) pairs of the query that choosing another day must not lose.
    """

    person: str
    post: str = ""
    who: str = ""
    place: str = ""
    places: Sequence[Link] = ()
    day: date | None = None
    keep: Sequence[tuple[str, str]] = ()
    search_url: str = ""
    query: str = ""
    links: Sequence[Link] = ()
    sign_out: str = ""


@dataclass(frozen=True)
class Tag:
    """A state in a word, with a tone from `TONES`."""

    word: str
    tone: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why something was not done: a sentence, the rule that says so, what can be done instead."""

    sentence: str
    rule: Link | None = None
    instead: Sequence[Link] = ()


@dataclass(frozen=True)
class StepMark:
    """One stop of a flow's bar: `state` is done, now, late or todo; `note` its day or who has it."""

    label: str
    note: str = ""
    state: str = "todo"


@dataclass(frozen=True)
class TrailLine:
    """One sentence of a history: at `when`, `by` (post and name) did `deed`, `rest` of the sentence; the `reason` given, or what was `told`."""

    when: datetime
    by: str
    deed: str
    rest: str = ""
    reason: str = ""
    read: bool = False
    told: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that waits: its title, what it is about, from whom it came, by when, and the one act it asks for."""

    title: str
    url: str
    about: str = ""
    sender: str = ""
    due: Tag | None = None
    act: Link | None = None


@dataclass(frozen=True)
class Fact:
    """One line of a record: a label and what is known; `sealed` marks an identity that was masked or whose reading is kept."""

    label: str
    value: str
    url: str = ""
    note: str = ""
    sealed: bool = False


@dataclass(frozen=True)
class Pager:
    """Which rows of a list are shown; `withheld` exist but are not the viewer's to open; urls are empty at the ends."""

    first: int
    last: int
    total: int
    number: int = 1
    pages: int = 1
    previous: str = ""
    next: str = ""
    withheld: int = 0


@dataclass(frozen=True)
class Column:
    """A column of a table: `kind` is text, num, day (never broken), or lead (the words a phone shows across); `url` sorts by it, `sorted` is up or down."""

    label: str
    kind: str = "text"
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a table: text, where it leads, a tag instead, or why it was refused."""

    text: str = ""
    url: str = ""
    tag: Tag | None = None
    why: str = ""
    small: str = ""

    def __bool__(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.text or self.tag or self.small)


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; the first cell of a row names it. `foot` is the row of sums, `caption` the table's name."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    foot: Sequence[Cell] = ()


@dataclass(frozen=True)
class Stat:
    """A number with its unit and its words; `url` opens the records it counts. `value` None = not yet recorded."""

    value: str | None
    words: str
    unit: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tile:
    """A figure on the board: name, value, unit, evidence; `under` says period or comparison, `spark` is a drawn line."""

    name: str
    value: str | None
    url: str
    unit: str = ""
    under: str = ""
    spark: str = ""


@dataclass(frozen=True)
class Node:
    """An organisation in a tree, with those under it; `open` shows them at once."""

    label: str
    url: str = ""
    note: str = ""
    tag: Tag | None = None
    open: bool = False
    children: Sequence[Node] = ()


@dataclass(frozen=True)
class Progress:
    """Work that goes on elsewhere: `done` of `total` (None = not known yet); `url` is asked again while `running`."""

    words: str
    done: int
    total: int | None = None
    note: str = ""
    url: str = ""
    running: bool = True


@dataclass(frozen=True)
class PaperLine:
    """A file on a record: its name, where it opens, size and kind in words, and, for who may take it away, where that is
    posted with which id."""

    name: str
    url: str
    about: str = ""
    withdraw: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Confirm:
    """A question before something that is hard to take back: what will happen, where it is posted, the verb of the button."""

    question: str
    action: str
    verb: str
    text: str = ""
    back: str = ""
    tone: str = ""
    fields: Sequence[tuple[str, Any]] = ()
    facts: Sequence[Fact] = field(default=())
