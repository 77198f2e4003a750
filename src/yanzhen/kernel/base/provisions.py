"""Reading rules: from TOML to dated versions, each with its source, or a sentence saying what is wrong with the text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from .days import ONE_DAY
from .refused import Refused
from .spans import Span

Value = Span | Decimal | bool | str | tuple[str, ...]

# Who set it, the widest reach first; "unit" is an arrangement of the organisation that runs the system.
LEVELS: tuple[str, ...] = tuple(tomllib.loads(files("yanzhen").joinpath("levels.toml").read_text("utf-8"))["levels"])
# How sure it is: read in the source; read in part; worked out from others; set by an office here; from memory, and so not loaded.
STATUSES = ("confirmed", "part", "derived", "local", "memory")
UNLOADED = "memory"
# How a rule binds the levels under it: their number or span may be smaller, larger, only the same; empty, they are free.
BINDINGS = ("", "at most", "at least", "exactly")
TEXTS = ("source", "article", "status", "quality", "level", "place", "binding", "basis")


class RulesRefused(Refused):
    """A text of rules was not taken. The message names the text, the rule and what to change; nothing was loaded from it."""


@dataclass(frozen=True)
class RuleVersion:
    """What one document sets from one day on. A fact keeps the `ref` of the version it was judged by."""

    key: str
    name: str
    value: Value
    since: date
    until: date | None
    source: str
    article: str
    status: str
    quality: str
    level: str
    place: str
    binding: str
    basis: str
    origin: str

    @property
    def ref(self) -> str:
        """Names this version for good: rule, day, level and place."""
        return f"{self.key}@{self.since}/{self.level}{'/' if self.place else ''}{self.place}"

    @property
    def rank(self) -> int:
        """0 for the widest reach; a version of greater rank is more local."""
        return LEVELS.index(self.level)

    @property
    def span(self) -> Span:
        """The value of a rule that sets a length of time; TypeError for another rule."""
        if not isinstance(self.value, Span):
            raise TypeError(f"rule {self.key} sets no span")
        return self.value

    @property
    def number(self) -> Decimal:
        """The value of a rule that sets a number; TypeError for another rule."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"rule {self.key} sets no number")
        return self.value

    @property
    def words(self) -> str:
        """The value as the screen says it."""
        if isinstance(self.value, Span):
            return self.value.words
        if isinstance(self.value, bool):
            return _("是") if self.value else _("否")
        return "、".join(self.value) if isinstance(self.value, tuple) else str(self.value)

    def covers(self, place: str) -> bool:
        """Whether it is in force at a place, by division code: a place lies under those its code begins with; "" is everywhere."""
        return place.startswith(self.place)

    def looser_than(self, higher: RuleVersion) -> bool:
        """Whether this value allows more than a higher version's binding does; unlike units count as looser unless proved stricter."""
        mine, theirs = self.value, higher.value
        if not higher.binding or type(mine) is not type(theirs):
            return bool(higher.binding)
        if higher.binding == "exactly":
            return mine != theirs
        if isinstance(mine, Span) and isinstance(theirs, Span):
            return not (mine.fits_in(theirs) if higher.binding == "at most" else theirs.fits_in(mine))
        if isinstance(mine, Decimal) and isinstance(theirs, Decimal):
            return mine > theirs if higher.binding == "at most" else mine < theirs
        return mine != theirs


#: Tables of such a text that are no rules: the rest days of a year, which the calendar reads.
OTHERS = ("notice", "festivals")


def read_rules(text: str, origin: str) -> tuple[RuleVersion, ...]:
    """The versions a TOML text sets, in its order, those from memory included; RulesRefused if anything in it is wrong.

    A rule is a table with `name`, `source` and `since = { day = value }`; several documents on one rule are an array of such tables. Other
    words: article, basis, level, place, status, quality, binding, rolls, until (the last day in force).
    """
    try:
        table = {word: entry for word, entry in tomllib.loads(text, parse_float=Decimal).items() if word not in OTHERS}
        return tuple(version for key, entry in _entries(table, "", origin) for version in _versions(key, entry, origin))
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise RulesRefused(
            _("规则文件“%(origin)s”不是有效的 TOML：%(fault)s") % {"origin": origin, "fault": fault}
        ) from fault


def _entries(table: Mapping[str, Any], prefix: str, origin: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for word, entry in table.items():
        key = f"{prefix}{word}"
        for one in entry if isinstance(entry, list) else [entry]:
            if not isinstance(one, Mapping):
                raise _wrong(origin, key, _("这里应当是一条规则或一组规则"))
            if "since" in one or "source" in one:
                yield key, one
            else:
                yield from _entries(one, f"{key}.", origin)


def _wrong(origin: str, key: str, what: str) -> RulesRefused:
    said = {"origin": origin, "key": key, "what": what}
    return RulesRefused(_("规则文件“%(origin)s”里的“%(key)s”：%(what)s") % said)


def _versions(key: str, entry: Mapping[str, Any], origin: str) -> Iterator[RuleVersion]:
    texts = _texts(key, entry, origin)
    dated = entry.get("since")
    if not isinstance(dated, Mapping) or not dated:
        raise _wrong(origin, key, _("要写明从哪一天起是多少，如 since = { 2024-01-01 = '5 working days' }"))
    days = sorted((_day(day, key, origin), value) for day, value in dated.items())
    last = entry.get("until")
    if last is not None and (type(last) is not date or last < days[-1][0]):
        raise _wrong(origin, key, _("until 应当是一个日期，且不早于最后一次生效"))
    for at, (since, value) in enumerate(days):
        until = days[at + 1][0] - ONE_DAY if at < len(days) - 1 else last
        read = _value(value, entry.get("rolls", False), key, origin)
        yield RuleVersion(key=key, value=read, since=since, until=until, origin=origin, **texts)


def _texts(key: str, entry: Mapping[str, Any], origin: str) -> dict[str, str]:
    for word in entry.keys() - {"name", "since", "rolls", "until", *TEXTS}:
        raise _wrong(origin, key, _("不认识“%s”这一项") % word)
    texts = {word: entry.get(word, "") for word in ("name", *TEXTS)}
    texts["level"], texts["status"] = texts["level"] or "unit", texts["status"] or "local"
    for word, text in texts.items():
        if not isinstance(text, str):
            raise _wrong(origin, key, _("“%s”应当是文字") % word)
    for word in ("name", "source"):
        if not texts[word].strip():
            raise _wrong(origin, key, _("缺少“%s”") % word)
    for word, known in (("level", LEVELS), ("status", STATUSES), ("binding", BINDINGS)):
        if texts[word] not in known:
            said = {"word": word, "known": ", ".join(name for name in known if name)}
            raise _wrong(origin, key, _("“%(word)s”只能是 %(known)s 之一") % said)
    return texts


def _day(text: str, key: str, origin: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise _wrong(origin, key, _("“%s”不是日期，应写成 2024-01-01 的样子") % text) from fault


def _value(raw: object, rolls: object, key: str, origin: str) -> Value:
    if isinstance(raw, str) and raw[:1].isdigit():
        try:
            return Span.parse(raw, rolls=rolls is True)
        except ValueError as fault:
            raise _wrong(
                origin, key, _("“%s”不是时限，应写成 15 days、5 working days 或 12 months 的样子") % raw
            ) from fault
    if isinstance(raw, (bool, str)):
        return raw
    if isinstance(raw, (int, Decimal)) and Decimal(raw).is_finite():
        return Decimal(raw)
    if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
        return tuple(raw)
    raise _wrong(origin, key, _("值只能是时限、数、是否、文字或一列文字"))
