"""What `verify` says of rows that differ: each by the name a clerk knows it by, with the acts about it. Told in passes of
their own over the trail, because what they need would cost every honest run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.digest import ALGORITHMS
from yanzhen.kernel.base.sealing import SealedField

from .trail import GONE, entry_hash, pk_of

Entries = Callable[[], Iterator[tuple[Any, Any]]]
CHUNK = 500
#: Where a row's number or name stands, the first that it has. The names of people are none: a finding is printed and sent.
CALLED = ("number", "login", "record__number", "household__number", "account__login", "org__name", "name")


@dataclass(frozen=True)
class Finding:
    """One thing that differs: of which sort, where (a trail name, or chain/place), and the sentence that says so."""

    sort: str
    where: str
    says: str

    def __str__(self) -> str:
        return self.says


SAYS: dict[str, Callable[[], str]] = {
    "unwritten": lambda: _("%(row)s 没有对应的操作记录：未经系统写入。"),
    "row": lambda: _("%(row)s 与最后一次操作（%(entry)s）之后的内容不一致，有人绕过系统改过。"),
    "missing": lambda: _("%(row)s 不见了，最后一次操作是%(entry)s，有人绕过系统删了它。"),
    "between": lambda: _("%(row)s 在两次操作（%(before)s；%(entry)s）之间有人绕过系统改过，后一次操作是在改过的内容上办的。"),
    "put in": lambda: _("%(row)s 在%(entry)s办理之前没有对应的操作记录：未经系统写入。"),
}


def told(wrong: list[tuple[str, str]], entries: Entries) -> Iterator[Finding]:
    """The sentences about rows of one model, by sort and trail name; each names the last act about the row."""
    about = {name for sort, name in wrong if sort != "unwritten"}
    last, whose, chain = dict[str, str](), dict[str, str](), cache(chain_said)
    for entry, names in _about(about, entries):
        said = _words(entry, chain)
        last |= dict.fromkeys(names, said)
        whose |= dict.fromkeys(names, entry.subject)
    called = names_of({name for _sort, name in wrong}, whose)
    for sort, name in wrong:
        yield Finding(sort, name, SAYS[sort]() % {"row": called[name], "entry": last.get(name, "")})


def between(doubtful: set[str], entries: Entries) -> Iterator[Finding]:
    """Rows that an act found otherwise than the act before it had left them: the later one would hide what was done in between."""
    last: dict[str, tuple[str, str, str]] = {}
    called, chain = names_of(doubtful), cache(chain_said)
    for entry, names in _about(doubtful, entries):
        made_with, words = _algorithm(entry), _words(entry, chain)
        for name in names:
            digest, before, same = last.get(name, (GONE, "", made_with))
            # Two digests compare only if one algorithm made both; of the first act after a change of it nothing can be said.
            if entry.found is not None and entry.found.get(name, GONE) != digest and same == made_with:
                sort = "between" if digest != GONE else "put in"
                yield Finding(sort, name, SAYS[sort]() % {"row": called[name], "before": before, "entry": words})
            last[name] = (entry.rows[name], words, made_with)


def _about(names: set[str], entries: Entries) -> Iterator[tuple[Any, Iterable[str]]]:
    """The entries about one of these rows, in order, and which of them."""
    for _pk, entry in entries() if names else ():
        if entry is not None and (here := names & entry.rows.keys()):
            yield entry, sorted(here)


def _algorithm(entry: Any) -> str:
    return next((name for name in ALGORITHMS if entry_hash(entry, name) == entry.hash), "")


def _words(entry: Any, chain: Callable[[int], str]) -> str:
    """Of many entries, each chain is looked up once."""
    said = {"at": f"{entry.at.astimezone(ZONE):%Y-%m-%d %H:%M}", "chain": chain(entry.chain), "seq": entry.seq}
    return _("%(at)s，链 %(chain)s 第 %(seq)s 条") % said


def chain_said(chain: int) -> str:
    """A chain by its key, as heads are printed, and whose it is."""
    name = apps.get_model("register.Org")._base_manager.filter(pk=chain).values_list("name", flat=True).first() if chain else None
    return _("%(called)s（%(row)s）") % {"called": chain, "row": name} if name else str(chain)


def names_of(names: set[str], whose: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """These rows as a clerk knows them, beside their trail names: “民2026-00010（records.record:9783）”, or, where they have no name
    of their own, “民2026-00010的办理步骤（flows.steptaken:9）”; `whose` names what the act about them was about."""
    subjects = {subject for name, subject in whose.items() if subject != name and not subject.startswith("intake.")}
    known = _known(names | subjects)
    return {name: _("%(called)s（%(row)s）") % {"called": said, "row": name} if (said := _said(name, known, whose)) else name for name in names}


def _said(name: str, known: Mapping[str, str], whose: Mapping[str, str]) -> str:
    if known.get(name):
        return known[name]
    try:
        word = str(getattr(apps.get_model(name.partition(":")[0]), "said_as", ""))
    except (LookupError, ValueError):
        return ""
    of = known.get(whose.get(name, ""), "")
    return _("%(of)s的%(what)s") % {"of": of, "what": word} if of and word else word


def _known(names: set[str]) -> dict[str, str]:
    by_model: dict[type[models.Model], list[int]] = {}
    for name in sorted(names):
        with suppress(LookupError, ValueError):  # a forged entry may name what never was
            by_model.setdefault(apps.get_model(name.partition(":")[0]), []).append(pk_of(name))
    known: dict[str, str] = {}
    for model, keys in by_model.items():
        known |= _called(model, keys)
    return known


def _called(model: type[models.Model], keys: list[int]) -> dict[str, str]:
    sealed = any(isinstance(column, SealedField) for column in model._meta.concrete_fields)
    own = {column.name for column in model._meta.concrete_fields}
    way = next((way for way in CALLED if way.partition("__")[0] in own and not (sealed and way == "name")), "")
    rows: dict[str, str] = {}
    for i in range(0, len(keys) if way else 0, CHUNK):
        for pk, said in model._base_manager.filter(pk__in=keys[i : i + CHUNK]).values_list("pk", way):
            rows[f"{model._meta.label_lower}:{pk}"] = str(said or "")
    return rows
