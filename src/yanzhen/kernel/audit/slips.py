"""What kind of slip may have made one number of another."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

TENS = tuple(Decimal(10) ** n for n in (1, 2, 3, 4, -1, -2, -3, -4))


def slip(said: str, right: str) -> str:
    """A guess at how `said` came of `right`, both decimal strings in one unit; empty if nothing is likely."""
    try:
        one, other = Decimal(said), Decimal(right)
    except ArithmeticError:
        return ""
    if any(one == other * tens for tens in TENS) and other:
        return _("疑为单位或小数点错了位")
    a, b = said.replace(".", ""), right.replace(".", "")
    apart = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) == len(b) and len(apart) == 2 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]:
        return _("疑为两位数字颠倒")
    if len(a) == len(b) > 1 and len(apart) == 1:
        return _("疑为一位数字之差")
    if abs(len(a) - len(b)) == 1 and _one_left_out(*sorted((a, b), key=len)):
        return _("疑为多写或漏写一位数字")
    return ""


def _one_left_out(short: str, long: str) -> bool:
    return len(short) > 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
