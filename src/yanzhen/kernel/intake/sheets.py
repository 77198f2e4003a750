"""What a pack declares so that its spreadsheets can come in: the columns of a kind of sheet, and what makes two rows one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext

from yanzhen.kernel.base.definitions import Definition

Sort = Literal["text", "name", "date", "idnumber", "creditcode", "phone", "integer", "decimal", "choice", "yesno"]

#: How people write yes and no, ticks among them.
YES = frozenset("是 有 对 √ ✓ ✔ ☑ y yes 1 true t".split())
NO = frozenset("否 无 不是 没有 错 × ✗ ✘ x n no 0 false f".split())


@dataclass(frozen=True, eq=False)
class Column:
    """One column, by any of the names people give it, or one of those they `perhaps` give it, where no other column needs that one.

    `sort` says what a cell must hold and what comes of it: text and name (str), date (Dated: a day and how exactly
    it is known), idnumber, creditcode and phone (str), integer (int), decimal (Decimal), choice (a key of `choices`),
    yesno (bool). A blank cell is None, or `blank` if that is given; `required` refuses the row instead.
    `choices` maps what is stored to its spellings; a spelling that ends with * stands for all that begin so, one that
    also begins with * for all that hold it, the longest first;
    `open` keeps an unknown spelling as it is written. `unit` may follow a number ("12户"); `units` are others in which people
    write it, in the cell, the heading or above the table, each with how much of `unit` it is. `fill_down` carries
    a value into the blank cells below it: True always, a column's key only while that column does not change. `words_of` is the key of a column whose cells this one keeps as
    they are written, so that nothing is lost where a choice has fewer words than people. `leads` is the key of the column
    that this one is for the head of a group, who has a row of his own or none (see `SheetKind.leader`). Where `several`
    columns of a sheet may be this one, the first that says something is taken. `told_by` is the key of a column that tells
    this one as well: where that is sound, a cell here that cannot be read is passed over with a hint (a date: that of a birth). A column that is `by_sheet` may be
    left out where a whole sheet is of one: among natural keys the sheet then stands for it. Of a column that may be `many` each
    in the sheet, and each point of a numbered cell, makes a row of its own. Where nothing but
    yes and no stands in it, the column is the one that is `ticked`. What is not `taken` only tells of which kind the sheet is: nothing of it is read, and it is shown as unused.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    ticked: str = ""
    sort: Sort = "text"
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = False
    fill_down: bool | str = False
    unit: str = ""
    units: Mapping[str, Fraction] = field(default_factory=dict)
    words_of: str = ""
    taken: bool = True
    blank: Any = None
    leads: str = ""
    several: bool = False
    told_by: str = ""
    by_sheet: bool = False
    many: bool = False

    @property
    def shown(self) -> str:
        """The label in the reader's language. Declare labels with gettext_noop: sheets are recognised by the Chinese."""
        return gettext(self.label)

    def __post_init__(self) -> None:
        if bool(self.choices) != (self.sort == "choice"):
            raise ValueError(f"column {self.key}: choices belong to the sort choice, and to no other")


@dataclass(frozen=True, eq=False)
class Beside:
    """How people stand side by side in one row. `roles` are what headings call them (patterns) and the word each is then said to be, as
    written where it is blank; that word is for the column `says`, `keys` are the columns each may have. Where one of them is the `leader`, his
    name is the others' `lead`. A cell that fits `same` stands for the first of them, and one of `nobody` for none."""

    says: str
    keys: tuple[str, ...]
    roles: Mapping[str, str]
    leader: str = ""
    lead: str = ""
    same: str = ""
    nobody: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        return bool(name) and any(re.fullmatch(pattern, name) for pattern in self.roles)

    def word(self, name: str) -> str:
        """What the column `says` is told."""
        return next(word or name.rstrip("0123456789一二三四五六七八九") for pattern, word in self.roles.items() if re.fullmatch(pattern, name))


@dataclass(frozen=True, eq=False)
class SheetKind(Definition):
    """A kind of spreadsheet. `keys` are natural keys, best first: the first one with all its cells filled names the row.

    Two rows of one file with the same key are a mistake and the later is refused, unless `repeats`: then equal rows are
    separate facts, told apart by their count. `titles` are words of its title rows, which decide between kinds alike.
    Of each of `needs` at least one column must be there. `leader` is what the row says besides that is made of the columns
    that lead, where the head of a group has none of his own. A row that holds nothing but what a pattern of `sections` fits
    tells that column of the rows below, where the sheet has none for it. Where a sheet has none of the columns it `wants`, it is
    rather of a kind that its titles name. `abreast` says how several people may stand in one row. `titled` are values that words of the titles tell of all rows, where no column does.
    """

    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = ()
    repeats: bool = False
    titles: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    leader: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    wants: tuple[str, ...] = ()
    titled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    abreast: Beside | None = None

    def __post_init__(self) -> None:
        known = {column.key for column in self.columns}
        if len(known) < len(self.columns):
            raise ValueError(f"sheet {self.key} declares a column twice")
        followed = {column.fill_down for column in self.columns if isinstance(column.fill_down, str)}
        strange = (followed | {key for keys in self.keys for key in keys}) - known
        if strange:
            raise ValueError(f"sheet {self.key} speaks of columns it does not have: {', '.join(sorted(strange))}")

    def column(self, key: str) -> Column:
        """The column with this key; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.key} has no column {key}")
