"""Which declared kind of sheet a file is, which column is which, and what a person may decide otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy

from .abreast import Abreast, abreast
from .by_hand import ByHand, sound_columns, sound_rows
from .cellnames import letters
from .head import Head
from .headers import Found, beside, find, heads_only, joined, read, said, spares
from .headings import RETURNED, Heading, Parts
from .sandbox import RawSheet, Row
from .sheets import NO, YES, Column, SheetKind
from .unfolding import Unfold, unfolded

#: Below this share of recognised columns nobody is told that the file is of a kind; a person may still say so.
ENOUGH = 0.35
TITLE_BONUS = 0.03
#: Heads stand in many lists: one that has little else of its kind is of another, which nobody declared.
HEADS_ALONE = 0.7
TICKS = YES | NO


@dataclass(frozen=True)
class SheetPlan:
    """How one sheet will be read. `columns` is {column index from 0: column key}."""

    index: int
    name: str
    kind: SheetKind
    first: int
    last: int
    headings: tuple[Heading, ...]
    columns: Mapping[int, str]
    titles: tuple[str, ...]
    score: float
    spares: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    beside: tuple[int, int] | None = None
    joined: Mapping[int, Parts] = field(default_factory=dict)
    unfold: Unfold | Abreast = field(default_factory=Unfold)

    @property
    def further(self) -> frozenset[int]:
        """Columns that are read beside one of `columns`."""
        return frozenset(n for more in (*self.spares.values(), *(parts.more for parts in self.joined.values()), self.unfold.columns) for n in more)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that nothing in the sheet answers to."""
        have = {*said(self.kind, self.headings, self.columns), *self.supposed}
        needed = [needs[0] for needs in self.kind.needs if not have.intersection(needs)]
        return tuple(column for column in self.kind.columns if (column.required or column.key in needed) and column.key not in have)

    @property
    def supposed(self) -> Mapping[str, Any]:
        """What the titles tell of all rows, where no column does."""
        return supposed(self.kind, self.columns, (*self.titles, self.name))

    @property
    def sure(self) -> bool:
        """Whether the sheet has anything of what its kind wants."""
        wants = set(self.kind.wants)
        return not wants or bool(wants & said(self.kind, self.headings, self.columns))

    @property
    def unused(self) -> tuple[int, ...]:
        """Columns of the sheet with a name that nobody asked for, running numbers aside."""
        used = {*self.columns, *self.further}
        return tuple(n for n, heading in enumerate(self.headings) if heading.counts and n not in used)


@dataclass(frozen=True)
class Recognition:
    """What a file is: the kind with the best score (or the one a person chose), how its sheets will be read,
    which sheets will not be (name, why), and the score of every kind, best first, between 0 and 1. `offered` are sheets that
    will not be read as they were understood, for a person to say which column is which.
    """

    kind: SheetKind | None
    scores: tuple[tuple[SheetKind, float], ...]
    sheets: tuple[SheetPlan, ...]
    unread: tuple[tuple[str, str], ...]
    offered: tuple[SheetPlan, ...] = ()

    @property
    def score(self) -> float:
        return dict(self.scores).get(self.kind, 0.0) if self.kind else 0.0

    def readable(self) -> None:
        """Refused if there is nothing to read, in words that say what to decide."""
        if self.kind is None:
            raise Refused(_("认不出这是哪一种表。请选择表的种类，并指定各列。"))
        for plan in self.sheets:
            if plan.missing:
                raise Refused(_no_columns(plan))
        if not self.sheets:
            why = "；".join(f"{name}：{reason}" if name else reason for name, reason in self.unread)
            raise Refused(_("没有可以读取的工作表。%(why)s") % {"why": why})


def recognise(
    sheets: Iterable[RawSheet], kinds: Iterable[SheetKind], *, name: str = "", by_hand: ByHand | None = None
) -> Recognition:
    """What the sheets of a file are. `name` is the file's name, a hint and no more."""
    by_hand = by_hand or ByHand()
    unaided = ByHand(headers=by_hand.headers)
    heads = [(index, sheet, Head(sheet.head, sheet.merges)) for index, sheet in enumerate(sheets)]
    scores, kinds = [], list(kinds)
    plans_of = {}
    for kind in kinds:
        plans = [_plan(kind, *one, unaided) for one in heads if not one[1].hidden and one[1].head]
        plans_of[kind.key] = [plan for plan in plans if plan]
        scores.append((kind, _score(plans, name)))
    scores.sort(key=lambda one: -one[1])
    kind_found = by_hand.kind or _returned(kinds, heads) or _likeliest(scores, plans_of, name)
    if kind_found is None:
        return Recognition(None, tuple(scores), (), tuple((sheet.name, _("没有认出表头")) for _i, sheet, _h in heads))
    return _recognition(kind_found, tuple(scores), heads, by_hand)


def _likeliest(scores: list[tuple[SheetKind, float]], plans_of: Mapping[str, list[SheetPlan]], name: str) -> SheetKind | None:
    """The kind with the best score that lacks nothing; where that is doubtful, the one the titles name; else the best of all."""
    likely = [kind for kind, score in scores if score >= ENOUGH]
    whole = [kind for kind in likely if any(not plan.missing for plan in plans_of[kind.key])]
    if whole and any(plan.sure for plan in plans_of[whole[0].key]):
        return whole[0]
    named = [kind for kind in likely if _titled(kind, plans_of[kind.key], name)]
    return next(iter([*named, *whole, *likely]), None)


def returned_heading(kind: SheetKind) -> str:
    """The heading by which a sheet that was given back is known when it comes again, whatever language it is read in."""
    with override(None):
        return f"{RETURNED}：{kind.name}"


def _returned(kinds: Iterable[SheetKind], heads: list[tuple[int, RawSheet, Head]]) -> SheetKind | None:
    """The kind of a workbook that was given back."""
    ours = {cell for _index, sheet, _head in heads for _number, row in sheet.head for cell in row if isinstance(cell, str) and cell.startswith(RETURNED)}
    return next((kind for kind in kinds if returned_heading(kind) in ours), None) if ours else None


def _recognition(
    kind: SheetKind,
    scores: tuple[tuple[SheetKind, float], ...],
    heads: list[tuple[int, RawSheet, Head]],
    by_hand: ByHand,
) -> Recognition:
    plans, unread, offered = [], [], []
    for index, sheet, head in heads:
        plan = _plan(kind, index, sheet, head, by_hand)
        reason = _unread(sheet, plan, sheet.name in by_hand.columns)
        if reason or plan is None:
            unread.append((sheet.name, reason))
            offered += [] if sheet.hidden else [one for one in (plan or _first_row(kind, index, sheet, head),) if one]
        else:
            plans.append(plan)
        if sheet.wide:
            unread.append((sheet.name, _("第%(columns)s列以后") % {"columns": sheet.width}))
    return Recognition(kind, scores, tuple(plans), tuple(unread), tuple(offered))


def _first_row(kind: SheetKind, index: int, sheet: RawSheet, head: Head) -> SheetPlan | None:
    """A sheet of which no row was recognised for a header, as if the first row that may be one were it."""
    first = next((number for number in sorted(head.rows) if head.names(number) > 1), None)
    return _plan(kind, index, sheet, head, ByHand(headers={sheet.name: (first, first)})) if first else None


def _unread(sheet: RawSheet, plan: SheetPlan | None, by_hand: bool) -> str:
    """Why a sheet will not be read; empty if it will."""
    if not sheet.head:
        return _("空表")
    if sheet.hidden and not by_hand:
        return _("隐藏的工作表")
    if plan is None:
        return _("没有认出表头")
    if by_hand:
        return ""
    return _no_columns(plan) if plan.missing else _side_by_side(plan) if plan.beside else ""


def _side_by_side(plan: SheetPlan) -> str:
    assert plan.beside
    one, other = plan.beside
    said = {"heading": plan.headings[one].leaf, "one": letters(one), "other": letters(other)}
    return _("%(one)s列和%(other)s列都是“%(heading)s”，像是左右并排的两份名单，请改成上下一份再导入") % said


def _no_columns(plan: SheetPlan) -> str:
    labels = "、".join(f"“{column.shown}”" for column in plan.missing)
    return _("没有找到%(labels)s这一列") % {"labels": labels}


def _plan(kind: SheetKind, index: int, sheet: RawSheet, head: Head, by_hand: ByHand) -> SheetPlan | None:
    """How a sheet would be read as this kind; None if it has no header for it."""
    rows, columns = by_hand.headers.get(sheet.name), by_hand.columns.get(sheet.name)
    found = read(kind, head, *sound_rows(head, *rows)) if rows else find(kind, head)
    if found is None and columns:
        found = read(kind, head, min(head.rows), min(head.rows))
    if found is None:
        return None
    if columns is not None:
        columns = sound_columns(kind, sheet, columns)
        found = found._replace(columns=columns, joined=joined(kind, found.headings, columns))
    else:
        found = found._replace(columns=_ticked(kind, found, sheet))
    if columns is None and (side := abreast(kind, found.headings, found.columns, sheet.width)):
        return _side_plan(kind, index, sheet, found, *side, titles=_titles(head, found))
    unfold, known = unfolded(kind, found.headings, found.columns, [row for number, row in sheet.head if number > found.last])
    found = found._replace(columns=known, worth=found.worth + len(known.keys() - found.columns.keys()))
    shown = _titles(head, found)
    more, twice = ({}, None) if columns is not None else (spares(kind, found.headings, found.columns, unfold.columns), beside(kind, found.headings, found.columns))
    told = supposed(kind, found.columns, (*shown, sheet.name))
    worth = _worth(kind, found, told, {n for places in (*more.values(), *(parts.more for parts in found.joined.values()), unfold.columns) for n in places})
    return SheetPlan(index, sheet.name, kind, found.first, found.last, found.headings, found.columns, shown, worth, more, twice, found.joined, unfold)


def _titles(head: Head, found: Found) -> tuple[str, ...]:
    """What stands above the header."""
    titles = dict.fromkeys(tidy(cell) for row in sorted(head.rows) if row < found.first for cell in head.rows[row] if isinstance(cell, str))
    return tuple(title for title in titles if title)


def _side_plan(kind: SheetKind, index: int, sheet: RawSheet, found: Found, side: Abreast, columns: dict[int, str], titles: tuple[str, ...]) -> SheetPlan:
    """How a sheet is read whose rows are several people each: the columns of all of them are recognised."""
    told = supposed(kind, columns, (*titles, sheet.name))
    known = len({n for n in columns if n < side.start} | side.columns)
    worth = _worth(kind, found._replace(columns=columns, worth=known), told, set())
    return SheetPlan(index, sheet.name, kind, found.first, found.last, found.headings, columns, titles, worth, unfold=side)


def under_another(plan: SheetPlan, sheet: RawSheet, rows: Sequence[tuple[int, Row]]) -> SheetPlan | None:
    """How the rows of a sheet are read below another header, the first of these rows; None where that lacks what the kind needs. Merged
    cells are known of the sheet as a whole."""
    part = replace(sheet, head=tuple((number, list(row)) for number, row in rows))
    found = _plan(plan.kind, plan.index, part, Head(part.head, sheet.merges), ByHand())
    if found is None or found.first != rows[0][0] or found.missing or found.beside or not found.sure:
        return None
    return replace(found, titles=plan.titles)


def _ticked(kind: SheetKind, found: Found, sheet: RawSheet) -> Mapping[int, str]:
    """The columns, those that hold nothing but ticks as what is ticked there."""
    free = {column.key: column.ticked for column in kind.columns if column.ticked and column.ticked not in found.columns.values()}
    places = {n: free[key] for n, key in found.columns.items() if key in free}
    for n in places:
        cells = {"".join(str(row[n]).split()).casefold() for number, row in sheet.head if number > found.last and n < len(row) and row[n] not in ("", None)}
        if not cells or not cells <= TICKS:
            places = {place: key for place, key in places.items() if place != n}
    return {**found.columns, **places}


def supposed(kind: SheetKind, columns: Mapping[int, str], titles: Iterable[str]) -> Mapping[str, Any]:
    """What the first of a kind's words that the titles hold tells of all rows; nothing of what a column tells."""
    text = re.sub(r"\s", "", "|".join(titles))
    told = next((said for word, said in kind.titled.items() if word in text), {})
    return {key: value for key, value in told.items() if key not in columns.values()}


def _worth(kind: SheetKind, found: Found, told: Mapping[str, Any], spare: set[int]) -> float:
    """The share of named columns recognised, times the share of required columns found."""
    named = sum(1 for n, heading in enumerate(found.headings) if (heading.counts and n not in spare) or n in found.columns)
    required = [*((column.key,) for column in kind.columns if column.required), *kind.needs]
    have = {*said(kind, found.headings, found.columns), *told}
    met = sum(1 for keys in required if have.intersection(keys)) / len(required) if required else 1.0
    alone = HEADS_ALONE if heads_only(kind, found.headings, found.columns) else 1.0
    return met * alone * min(1.0, found.worth / named) if named else 0.0


def _score(plans: list[SheetPlan | None], name: str) -> float:
    """The mean over the sheets that are recognised, lowered a little by those that are not."""
    met = [plan for plan in plans if plan is not None]
    if not met:
        return 0.0
    score = sum(plan.score for plan in met) / len(met) * (0.8 + 0.2 * len(met) / len(plans))
    return min(1.0, score + (TITLE_BONUS if _titled(met[0].kind, met, name) else 0.0))


def _titled(kind: SheetKind, plans: list[SheetPlan], name: str) -> bool:
    """Whether the titles of the sheets, or the name of the file, name the kind."""
    words = "".join((name, *(plan.name + "".join(plan.titles) for plan in plans)))
    flat = re.sub(r"\s|[“”\"]", "", words)
    return any(title in flat for title in kind.titles)
