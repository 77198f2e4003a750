"""Slowing down whoever guesses passwords. Nobody is ever locked out: one waits, and less in a place one has signed in from before.

A login has two budgets of tries a day: one for strangers, one for the places it has come in from. Five tries cost nothing,
then the wait doubles up to 40 minutes, so each budget ends at 50 in any 24 hours and both together at 100. An address is
slowed for spraying many logins, but only where it is a stranger to the login asked for: a whole place behind one address does
not suffer from its neighbours. A try counts from before its password is looked at, or parallel guesses would be free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark

from .models import SignInTry

FREE, LONGEST = 5, 2400
ADDRESS = ((20, timedelta(minutes=1)), (200, timedelta(hours=1)))
DAY, TRUST, KEPT = timedelta(days=1), timedelta(days=90), timedelta(days=200)


@dataclass(frozen=True)
class Attempt:
    """A try under way: counted as wrong until it proves right."""

    row: SignInTry

    def was_right(self) -> None:
        SignInTry.objects.filter(pk=self.row.pk).update(right=True)

    def withdraw(self) -> None:
        """It was neither right nor wrong: something is still to be asked."""
        SignInTry.objects.filter(pk=self.row.pk).delete()


def same_login(login: str) -> str:
    """A login as it is stored and compared: half-width, lower case, no blanks around."""
    return normalize("NFKC", login).strip().casefold()[:40]


def begin(login: str, whence: str, at: datetime) -> Attempt:
    """Count a try of this login from this place. Refused while either has to wait; such a try costs nothing and counts for nothing."""
    who, place = mark(f"login:{same_login(login)}"), mark(f"whence:{whence}")
    trusted = SignInTry.objects.filter(who=who, whence=place, right=True, at__gt=at - TRUST).exists()
    row = SignInTry(who=who, whence=place, at=at, trusted=trusted)
    _refuse(wait(row))
    row.save(force_insert=True)
    if seconds := wait(row):  # others began at the same moment
        row.delete()
        _refuse(seconds)
    return Attempt(row)


def _refuse(seconds: int) -> None:
    """One sentence for wrong tries and for tries under way: it accuses nobody who typed rightly, and tells nobody which of both they were."""
    if seconds:
        raise Refused(_("试的次数较多，请等 %(seconds)s 秒再试。") % {"seconds": seconds})


def wait(row: SignInTry) -> int:
    """How many seconds this try comes too early, 0 if it may go on."""
    wrong = SignInTry.objects.filter(right=False).exclude(pk=row.pk)
    mine = wrong.filter(who=row.who, trusted=row.trusted, at__gt=row.at - DAY)
    waits = [_until(row.at, _last(mine), delay(mine.count()))]
    if not row.trusted:
        strangers = wrong.filter(whence=row.whence, trusted=False)
        waits += [_crowded(strangers, row.at, most, span) for most, span in ADDRESS]
    return max(waits)


def delay(count: int) -> int:
    """Seconds between the last of so many wrong tries in a day and the next one."""
    return 0 if count < FREE else min(2 ** min(count - FREE + 1, 12), LONGEST)


def _last(tries: QuerySet[SignInTry]) -> datetime | None:
    return tries.order_by("-at").values_list("at", flat=True).first()


def _until(at: datetime, last: datetime | None, seconds: int) -> int:
    left = (last + timedelta(seconds=seconds) - at).total_seconds() if last else 0
    return max(0, -int(-left // 1))


def _crowded(tries: QuerySet[SignInTry], at: datetime, most: int, span: timedelta) -> int:
    """Seconds until the oldest of the last `most` tries from an address is older than the span."""
    latest = tries.filter(at__gt=at - span).order_by("-at").values_list("at", flat=True)[most - 1 : most]
    return next((_until(at, first, int(span.total_seconds())) for first in latest), 0)


def forget(at: datetime) -> int:
    """Take away tries older than the half year sign-in logs are kept for; how many."""
    return SignInTry.objects.filter(at__lt=at - KEPT).delete()[0]
