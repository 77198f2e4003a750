"""Identity numbers (GB 11643-1999) and unified social credit codes (GB 32100-2015): what is wrong with one, and what it tells."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_noop

from .text import fold

LENGTH = gettext_noop("位数不对")
CHARACTERS = gettext_noop("含有不该有的字符")
BIRTH = gettext_noop("日期不存在")
CHECK = gettext_noop("校验码不对")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# The first two digits: provinces by GB/T 2260, Taiwan, Hong Kong and Macao with their residence permits, foreigners' permits.
AREAS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
YEARS = range(1800, 2100)


def normalise(text: str) -> str:
    """An identity number as it is stored: half-width, no blanks, a capital X."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(fold(text).split()).upper()


def fault(text: str) -> str | None:
    """What is wrong with an identity number of 18 or (old) 15 digits: LENGTH, CHARACTERS, BIRTH or CHECK; None if nothing is."""
    number = normalise(text)
    if len(number) != 18:
        return _fault_of_old(number) if len(number) == 15 else LENGTH
    head, last = number[:17], number[17]
    if not head.isdecimal() or last not in CHECKS or not number.isascii():
        return CHARACTERS
    birth = _birth_sum(head[6:14])
    if birth is None:
        return BIRTH
    return None if CHECKS[(_area_sum(head[:6]) + birth + ORDERS[head[14:]]) % 11] == last else CHECK


def _fault_of_old(number: str) -> str | None:
    if not number.isdecimal() or not number.isascii():
        return CHARACTERS
    return BIRTH if _birth("19" + number[6:12]) is None else None


def canonical(text: str) -> str:
    """The number in 18 digits, so that an old one of 15 and its new form are found as one; a faulty one only normalised."""
    number = normalise(text)
    if len(number) != 15 or fault(number):
        return number
    number = f"{number[:6]}19{number[6:]}"
    return number + _check(number)


def birth_of(text: str) -> date | None:
    """The day of birth a number states; None for a faulty number."""
    return None if fault(text) else _birth(canonical(text)[6:14])


def gender_of(text: str) -> str:
    """ "male" or "female" by the 17th digit (odd is male); empty for a faulty number."""
    if fault(text):
        return ""
    return "male" if int(canonical(text)[16]) % 2 else "female"


def area_known(text: str) -> bool:
    """Whether the number begins like a province of today. If not, warn and accept: codes are retired, people keep theirs."""
    return normalise(text)[:2] in AREAS


def masked(text: str) -> str:
    """A number as others may see it: three characters, stars, the last four; nothing but stars for a short text."""
    number = normalise(text)
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) >= 15 else "*" * len(number)


def _check(number: str) -> str:
    return CHECKS[_sum(number[:17]) % 11]


def _sum(digits: str, first: int = 0) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[first:], strict=False))


def _birth(text: str) -> date | None:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if day.year in YEARS else None


# A roster repeats its areas, birthdays and order digits, so their parts of the check sum are remembered: a tenth of the time.
@lru_cache(maxsize=1 << 14)
def _area_sum(text: str) -> int:
    return _sum(text)


@lru_cache(maxsize=1 << 16)
def _birth_sum(text: str) -> int | None:
    return None if _birth(text) is None else _sum(text, 6)


ORDERS = {f"{order:03d}": _sum(f"{order:03d}", 14) for order in range(1000)}

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_fault(text: str) -> str | None:
    """What is wrong with a unified social credit code: LENGTH, CHARACTERS (I, O, S, V, Z do not occur) or CHECK; None if nothing is."""
    code = normalise(text)
    if len(code) != 18:
        return LENGTH
    if any(letter not in CREDIT for letter in code):
        return CHARACTERS
    total = sum(CREDIT.index(letter) * weight for letter, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    return None if CREDIT[-total % 31] == code[17] else CHECK


def organisation_fits(text: str) -> bool:
    """Whether characters 9 to 17 carry the check of an organisation code (GB 11714). If not, warn: some issued codes do not."""
    code = normalise(text)[8:17]
    if len(code) != 9 or any(letter not in CREDIT for letter in code):
        return False
    total = sum(int(letter, 36) * weight for letter, weight in zip(code, ORGANISATION_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]
