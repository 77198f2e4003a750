"""What a number that differs was probably meant to be, in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from .slips import SCALES, slips


def slip(said: str, right: str) -> str:
    """A guess at how `said` came of `right`, both decimal strings in one unit; empty if nothing is likely."""
    try:
        one, other = Decimal(said), Decimal(right)
    except ArithmeticError:
        return ""
    if other and any(one == other * scale for scale in SCALES):
        return _("疑为单位或小数点错了位")
    a, b = said.replace(".", ""), right.replace(".", "")
    if len(a) == len(b) > 1 and sorted(a) == sorted(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 2:
        return _("疑为两位数字颠倒")
    if len(a) == len(b) > 1 and one in slips(other):
        return _("疑为一位数字之差")
    if abs(len(a) - len(b)) == 1 and _one_left_out(*sorted((a, b), key=len)):
        return _("疑为多写或漏写一位数字")
    return ""


def _one_left_out(short: str, long: str) -> bool:
    return len(short) > 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
