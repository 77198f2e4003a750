"""A ledger that comes again with a problem in other words or under another category corrects it, and keeps what it said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import bigrams, fold
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.records.actions import correct
from yanzhen.kernel.records.models import Record

from .models import CATEGORIES

TITLE = 60
BETWEEN = re.compile(r"[、，,;；/\s]+")
#: So much of the shorter wording must stand in the longer for both to tell of one thing.
AKIN = 0.5


@dataclass(frozen=True)
class Known:
    """A problem of the records: where it rests, since when it is decided, what it says, until what it waits where it cannot be done,
    and whom it names where the register does not know the home."""

    pk: int
    state: str
    decided: date | None
    category: str
    detail: str
    condition: str
    stranger: str = ""

    @property
    def told(self) -> str:
        """What it says, without the line that tells of a head nobody knows."""
        return self.detail.partition("\n")[2] if self.stranger else self.detail


@dataclass(frozen=True)
class Mended:
    """A row that corrects a problem of the records."""

    line: Line
    old: Known
    changes: dict[str, Any]

    def write(self, context: Context) -> list[str]:
        """Correct it, its title too where that was the wording; the trail names of what is kept of it."""
        record, old, changes = Record.objects.get(pk=self.old.pk), self.old, dict(self.changes)
        if record.title == titled(plain_detail(old.detail), old.category, old.stranger):
            stranger = "" if set(changes) & {"household", "company"} else old.stranger
            changes["title"] = titled(plain_detail(changes.get("detail", old.detail)), changes.get("category", old.category), stranger)
        kept = Correction.objects.filter(subject=label(record))
        last = kept.order_by("-pk").values_list("pk", flat=True).first() or 0
        correct(record, actor=context.actor, at=context.at, reason=context.reason, **changes)
        return [label(one) for one in kept.filter(pk__gt=last)]


def titled(detail: str, category: str, stranger: str = "") -> str:
    """What a problem of a ledger is called; a head whom the register does not know by his family name, as others in lists."""
    said = str(detail or CATEGORIES[category])[:TITLE].replace("\n", " ")
    return f"{masked(stranger)}:{said}" if stranger else said


def masked(names: str) -> str:
    """Family names only; a number stays as it is."""
    return "、".join(name if name[0].isdigit() else f"{name[0]}××" for name in filter(None, BETWEEN.split(names)))


def plain_detail(detail: str) -> str:
    """The wording without what was put before it, which no column holds."""
    return detail.splitlines()[-1] if detail else ""


def meant(line: Line, left: Sequence[Known]) -> Known | None:
    """Which of the problems that no other row tells of this row corrects. Refused where it could be several."""
    alike = [one for one in left if akin(plain_detail(one.detail), str(line.get("detail")))]
    if len(alike) > 1:
        said = {"count": len(alike), "said": "、".join(one.detail[:20] for one in alike)}
        raise Refused(_("这户当天有%(count)d个相近的问题（%(said)s），看不出更正的是哪一个，请在问题页更正") % said, "detail")
    return alike[0] if alike else None


def akin(old: str, new: str) -> bool:
    """Whether two wordings tell of one thing: the same words under another category, or most of the shorter in the longer.
    Other numbers (1组, 2组) are another thing."""
    if not old or not new or re.findall(r"\d+", fold(old)) != re.findall(r"\d+", fold(new)):
        return False
    ours, theirs = set(bigrams(old)), set(bigrams(new))
    return old == new or old in new or new in old or len(ours & theirs) >= AKIN * min(len(ours), len(theirs))
