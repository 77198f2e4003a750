"""Numbers that a document sets: found by key, day and place, from the packs' `rules.toml` and from what was adopted since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache, reduce
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .calendar import Calendar, calendar
from .provisions import UNLOADED, RulesRefused, RuleVersion, read_rules
from .refused import Refused
from .spans import Deadline, Span, deadline

__all__ = [
    "Registry",
    "Rule",
    "RuleVersion",
    "RulesRefused",
    "adopt",
    "all_rules",
    "forget",
    "read_rules",
    "registry",
    "rule",
    "weigh",
]

FILE = "rules.toml"


class Rule:
    """One rule with all its versions: by which document, since when, where. Those of one level and place follow on each other."""

    def __init__(self, key: str, versions: Iterable[RuleVersion], fresh: Collection[RuleVersion]) -> None:
        self.key = key
        self.versions = tuple(sorted(versions, key=lambda v: (v.rank, v.place, v.since)))
        self._check(fresh)

    def __repr__(self) -> str:
        return f"Rule({self.key})"

    @property
    def name(self) -> str:
        """The name by the document of the widest reach."""
        return self.versions[0].name

    @property
    def origin(self) -> str:
        """The text that declared it first: a pack's module, or the name of an adopted file."""
        return self.versions[0].origin

    def on(self, day: date, place: str | None = None) -> RuleVersion:
        """The version that holds on a day at a place (division code); Refused if none was in force yet."""
        found = self.find(day, place)
        if found is None:
            raise Refused(_("“%(rule)s”在%(day)s还没有生效的规定") % {"rule": self.name, "day": day})
        return found

    def find(self, day: date, place: str | None = None) -> RuleVersion | None:
        """Like `on`, but None if none was in force."""
        return _winner(self, day, place or "")

    def span(self, day: date, place: str | None = None) -> Span | None:
        """The length of time that holds; None if none was in force, TypeError if the rule sets something else."""
        found = self.find(day, place)
        return found.span if found else None

    def deadline(self, start: date, place: str | None = None, by: Calendar | None = None) -> Deadline:
        """When what starts on a day is due by the version of that day; Refused if none was in force."""
        return deadline(self.on(start, place).span, start, by or calendar())

    def version(self, ref: str) -> RuleVersion:
        """The version a fact was judged by; KeyError if it was never loaded."""
        for one in self.versions:
            if one.ref == ref:
                return one
        raise KeyError(ref)

    def in_force(self, day: date, place: str = "") -> list[RuleVersion]:
        """Of every level and place that has a say, its version of that day; the most local first."""
        latest: dict[tuple[int, str], RuleVersion] = {}
        for one in self.versions:
            if one.since <= day and one.covers(place):
                latest[one.rank, one.place] = one
        return [latest[at] for at in sorted(latest, reverse=True) if not _ended(latest[at], day)]

    def losers_on(self, day: date, place: str | None = None) -> list[tuple[RuleVersion, str]]:
        """The other versions in force that day, each with the reason why it does not hold."""
        winner, said = self.find(day, place), []
        for one in self.in_force(day, place or ""):
            if one is not winner and winner is not None:
                local = one.rank > winner.rank or (one.rank == winner.rank and len(one.place) > len(winner.place))
                said.append((one, _("比上级规定宽，不适用") if local else _("当地另有不低于它的规定")))
        return said

    def _check(self, fresh: Collection[RuleVersion]) -> None:
        if len({type(one.value) for one in self.versions}) > 1:
            raise RulesRefused(_("“%s”的各个版本不是同一种值（有的是时限，有的是数）") % self.key)
        for one, following in pairwise(self.versions):
            if one.ref == following.ref:
                said = {"key": self.key, "one": one.origin, "other": following.origin, "day": one.since}
                raise RulesRefused(_("“%(key)s”在%(day)s有两个版本，分别来自“%(one)s”和“%(other)s”") % said)
        for one in self.versions:
            if one in fresh:
                self._check_strict(one)

    def _check_strict(self, one: RuleVersion) -> None:
        for higher in self.in_force(one.since, one.place):
            if (higher.rank, len(higher.place)) < (one.rank, len(one.place)) and one.looser_than(higher):
                words = {"key": self.key, "mine": one.words, "theirs": higher.words}
                said = {**words, "source": one.source, "higher": higher.source}
                raise RulesRefused(
                    _(
                        "“%(key)s”：“%(source)s”定为%(mine)s，不比“%(higher)s”的%(theirs)s严。下级规定只能从严；单位不同的，请改用同一单位"
                    )
                    % said
                )


def _ended(one: RuleVersion, day: date) -> bool:
    return one.until is not None and one.until < day


@lru_cache(maxsize=1 << 16)
def _winner(rule: Rule, day: date, place: str) -> RuleVersion | None:
    """The most local version that no higher binding one forbids."""
    held = rule.in_force(day, place)
    for at, one in enumerate(held):
        if not any(one.looser_than(higher) for higher in held[at + 1 :]):
            return one
    return None


class Registry:
    """All rules of the packs that are switched on and of the texts adopted. Rules from memory are kept apart and never hold."""

    def __init__(self, versions: Iterable[RuleVersion], before: tuple[RuleVersion, ...] = ()) -> None:
        fresh = tuple(versions)
        self.versions = (*before, *fresh)
        self.unloaded = tuple(one for one in self.versions if one.status == UNLOADED)
        grouped: dict[str, list[RuleVersion]] = {}
        for one in self.versions:
            if one.status != UNLOADED:
                grouped.setdefault(one.key, []).append(one)
        # What was there already is not judged again: a stricter rule from above may come later, and then simply wins.
        self.rules = {key: Rule(key, group, fresh) for key, group in grouped.items()}

    def joined(self, versions: Iterable[RuleVersion]) -> Registry:
        """This registry and some more versions; RulesRefused if they contradict it."""
        return Registry(versions, self.versions)


_adopted: dict[str, tuple[RuleVersion, ...]] = {}


@lru_cache(maxsize=8)
def _packaged(packs: tuple[str, ...]) -> Registry:
    versions: list[RuleVersion] = []
    for pack in (__name__.rpartition(".")[0], *packs):
        spec = find_spec(pack)
        path = Path(spec.origin).with_name(FILE) if spec and spec.origin else Path(FILE)
        if path.is_file():
            versions += read_rules(path.read_text("utf-8"), pack)
    return Registry(versions)


@lru_cache(maxsize=8)
def _with_adopted(packs: tuple[str, ...]) -> Registry:
    return reduce(Registry.joined, _adopted.values(), _packaged(packs))


def registry() -> Registry:
    """The rules of this process: read once for each set of packs, again after `adopt` or `forget`."""
    return _with_adopted(tuple(settings.PACKS))


def rule(key: str) -> Rule:
    """The rule of that key; KeyError if no text declares it or it is only from memory."""
    return registry().rules[key]


def all_rules() -> dict[str, list[Rule]]:
    """Every rule, grouped by the text that declared it first, in the order of the packs: what a page on the rules shows."""
    grouped: dict[str, list[Rule]] = {}
    for one in registry().rules.values():
        grouped.setdefault(one.origin, []).append(one)
    return grouped


def weigh(origin: str, text: str) -> tuple[RuleVersion, ...]:
    """The versions a text would add in place of what came under the same origin before; RulesRefused if it may not be adopted."""
    versions = read_rules(text, origin)
    others = [one for name, kept in _adopted.items() if name != origin for one in kept]
    _packaged(tuple(settings.PACKS)).joined(others).joined(versions)
    return versions


def adopt(origin: str, text: str) -> tuple[RuleVersion, ...]:
    """Let a text's rules hold in this process, in place of what came under the same origin before; RulesRefused changes nothing.

    Where the text is kept, and telling the other processes, is the caller's.
    """
    versions = weigh(origin, text)
    _adopted.pop(origin, None)
    _adopted[origin] = versions
    _with_adopted.cache_clear()
    return versions


def forget(origin: str) -> None:
    """Take back what `adopt` added under this origin."""
    if _adopted.pop(origin, None) is not None:
        _with_adopted.cache_clear()
