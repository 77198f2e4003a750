"""What a ledger says has become of a problem, read from the words clerks write: done, in hand, raised, cannot be done now.

No word of theirs is lost: what says more than a verdict is kept as the reason, or with the step.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import fold
from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.intake.unfolding import points

#: Where a cell falls into clauses. A stroke or point between digits belongs to a number or a day.
BETWEEN = re.compile(r"[\s,、;:()（）【】\[\]。!…—–―－~]+|(?<!\d)[-/.]+|[-/.]+(?!\d)")
MARKS = "（）()，,、。.；;：: —–-/…"


class Outcome(NamedTuple):
    """What is read: a verdict (none where the cell is empty), the clerk's words if they say more, and whether
    the verdict is what they say or what was made of them."""

    key: str
    said: str
    plain: bool


@cache
def words() -> dict[str, Any]:
    table = tomllib.loads(files(__package__).joinpath("ledger.toml").read_text("utf-8"))
    return {
        "verdicts": [(key, re.compile(pattern)) for key, pattern in table["verdicts"].items()],
        "levels": [(key, re.compile(pattern)) for key, pattern in table["levels"].items()],
        "reasons": [(key, said.split()) for key, said in table["reasons"].items()],
        "plain": re.compile(table["plain"]["words"]), "nothing": re.compile("|".join(table["nothing"].values())),
    }


def clauses(said: str) -> list[str]:
    return [part for part in BETWEEN.split(fold(said).casefold()) if part]


def verdict(clause: str) -> str:
    return next((key for key, pattern in words()["verdicts"] if pattern.search(clause)), "")


def outcome_of(line: Line) -> Outcome:
    """What a row says has become of its problem. Refused where its words cannot be read as any of it."""
    said, result = str(line.get("outcome_words")), str(line.get("result"))
    if not said:
        return Outcome("", result, True)
    if more := points(said):
        raise Refused(_("“%(said)s”分了%(count)d条，和问题的条数对不上，请一个问题写一行") % {"said": said[:30], "count": len(more)}, "outcome")
    found = _read(said, result)
    if found is None:
        raise Refused(_("看不出“%(said)s”是不是解决了，请写已解决、正在解决、上报或未解决（写明原因）") % {"said": said[:30]}, "outcome")
    return found


@lru_cache(maxsize=4096)
def _read(said: str, result: str) -> Outcome | None:
    """The two cells together: the reason may stand in either."""
    parts = clauses(said)
    met = [verdict(part) for part in parts]
    key = "" if said.rstrip().endswith(("?", "？")) else together(met)
    more = "；".join(filter(None, (_beyond(said), result)))
    if key == "open":
        told = {verdict(part) for part in clauses(result)}
        key = next((one for one in ("raised", "cannot", "lack", "handed", "progress") if one in told), "cannot" if more else "progress")
    key = {"part": "in_hand", "progress": "in_hand", "touched": "in_hand", "handed": "in_hand", "lack": "cannot", "answered": "solved"}.get(key, key)
    return Outcome(key, more, not _beyond(said)) if key else None


def together(met: list[str]) -> str:
    """What the clauses of one cell come to: what hinders weighs more than what was tried, and what was done last most."""
    last = {key: n for n, key in enumerate(met) if key}
    done = last.get("solved", -1)
    if last.get("raised", -1) > done:
        return "raised"
    if "part" in last:
        return "part"
    if "cannot" in last and (done < 0 or last["cannot"] > done):
        return "cannot"
    if done > last.get("open", -1):
        return "solved"
    if "lack" in last and ("open" in last or "progress" not in last):
        return "lack"
    return next((key for key in ("handed", "progress", "touched", "open", "answered") if key in last), "")


def _beyond(said: str) -> str:
    """What a cell says beyond a plain verdict; nothing where it says only that."""
    first = BETWEEN.search(fold(said))
    if words()["plain"].fullmatch("".join(fold(said).casefold().split()).strip(MARKS)):
        return ""
    if first and words()["plain"].fullmatch(fold(said[: first.start()]).casefold()):
        return said[first.end() :].strip(MARKS)
    return said


def reason_of(said: str) -> str:
    """The reason a ledger's words come under."""
    return next((key for key, known in words()["reasons"] if any(word in said for word in known)), "conditions" if said else "authority")


def level_of(said: str) -> str:
    """The level that is asked for help."""
    return next((key for key, pattern in words()["levels"] if pattern.search(said)), "county")


def nothing(said: str) -> bool:
    """Whether a cell says that there was no problem: all of it, or each of its clauses."""
    flat, fits = "".join(fold(said).split()).strip(MARKS + "!！"), words()["nothing"].fullmatch
    return bool(said) and (not flat or bool(fits(flat)) or all(map(fits, clauses(flat))))
