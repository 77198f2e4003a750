"""A numeral's characters → its number: Arabic, Chinese (both ways of writing), fractions, 成 and 百分之."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2} | {
    c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)
}
TENS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS: Final = {"万": 10**4, "亿": 10**8}
FULL: Final = {"廿": "二十", "卅": "三十"}
CHINESE: Final = "廿卅零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
LONGEST: Final = 24  # more digits than this state no figure of any report

_CN: Final = f"[{CHINESE}]"
ARABIC: Final = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+·\d+(?=[%‰万亿])|\d+。\d\d?(?=[%‰])|\d+(?:\.\d+)?"
NUMERAL: Final = re.compile(
    rf"(?P<parts>[百千万]分之)(?P<of>{ARABIC}|{_CN}+(?:点{_CN}+)?)"
    r"|(?P<half>(?:一半|半数)(?![是拉天径夏山岛截])|(?<=[降幅占比少]过)半(?=[,，。;；、)）]|$))"
    r"|(?P<piece>半(?=个?(?:天|小时|月(?!刊|谈))|年(?!级|报)|[亩斤](?![八方两]))|个把(?=月|星期|小时|钟头))"
    rf"|(?P<under>{_CN}+|\d+)分之(?P<upper>{_CN}+|\d+)"
    r"|(?P<ratio>\d{1,4}/\d{1,4})(?![\d/])"
    rf"|(?P<arabic>{ARABIC})|(?P<chinese>{_CN}+(?:点[零〇一二三四五六七八九]+)?)"
)
PARTS: Final = {"百分之": "%", "千分之": "‰", "万分之": "‱"}


def chinese(text: str) -> Decimal | None:
    """两千三百 → 2300, 一万二 → 12000, 二〇二四 → 2024, 三点五 → 3.5; None for what is no numeral (三四, 百百, 三点十)."""
    for short, written in FULL.items():
        text = text.replace(short, written)
    whole, _, decimals = text.partition("点")
    if decimals:
        head = chinese(whole)
        return None if head is None or not all(c in DIGITS for c in decimals) else Decimal(f"{head}.{''.join(str(DIGITS[c]) for c in decimals)}")
    if all(c in DIGITS for c in text):
        return _positional(text)
    return _grouped(text)


def _positional(text: str) -> Decimal | None:
    if len(text) == 1 or len(text) >= 4 or "〇" in text[1:]:
        return Decimal("".join(str(DIGITS[c]) for c in text)) if len(text) <= LONGEST else None
    return None


def _grouped(text: str) -> Decimal | None:
    """Tens, hundreds and thousands within myriads."""
    total = group = 0
    digit: int | None = None
    step, zero = 10**12, False
    for char in text:
        if char in DIGITS:
            if digit:
                return None
            digit, zero = DIGITS[char], zero or DIGITS[char] == 0
        elif char in TENS:
            if digit is None and group and not zero or TENS[char] >= step:
                return None
            group, digit, step, zero = group + (digit or 1) * TENS[char], None, TENS[char], False
        else:
            group += digit or 0
            if not group and not total and text[0] != char:
                return None
            total = (total + (group or (0 if total else 1))) * MYRIADS[char] if MYRIADS[char] == 10**8 else total + (group or 1) * MYRIADS[char]
            group, digit, step, zero = 0, None, 10**12, False
    return Decimal(total + group + _last(text, digit, zero))


def _last(text: str, digit: int | None, zero: bool) -> int:
    """The digit at the end: in 两千三 it counts hundreds, in 两千零三 and 二十三 ones."""
    if not digit or zero or len(text) < 2:
        return digit or 0
    before = text[-2]
    return digit * max(1, (TENS.get(before) or MYRIADS.get(before) or 10) // 10)


def arabic(text: str) -> Decimal:
    """1,234.5 → 1234.5; so are 19·5% and 90。5%, as they are found written."""
    return Decimal(text.replace(",", "").replace("，", "").replace("·", ".").replace("。", "."))


def plain(number: Decimal) -> str:
    """As a decimal string without exponent or grouping; decimals as they were written."""
    return format(number, "f")


def number(text: str) -> Decimal | None:
    """Of an Arabic or Chinese numeral that is no fraction."""
    if len(text) > LONGEST:
        return None
    return arabic(text) if text[0].isdigit() and text[0].isascii() else chinese(text)


def fraction(upper: Decimal, under: Decimal) -> str:
    """The decimal if it ends within four places (1/4 → 0.25), else the fraction in lowest terms."""
    if not under:
        return ""
    exact = Fraction(upper) / Fraction(under)
    places = Decimal(exact.numerator) / Decimal(exact.denominator)
    short = Fraction(places) == exact and -int(places.normalize().as_tuple().exponent) <= 4
    return plain(places) if short else f"{exact.numerator}/{exact.denominator}"


def approximate(text: str) -> tuple[Decimal, Decimal] | None:
    """三四 → 3 to 4, 三五 → 3 to 5, 七八十 → 70 to 80, 三四百万 → 300万 to 400万; None unless two such digits stand together."""
    for at in range(len(text) - 1):
        one, two = DIGITS.get(text[at], 0), DIGITS.get(text[at + 1], 0)
        if one and (two == one + 1 or (one, two) == (3, 5)) and len(text) - at <= 4:
            low, high = chinese(text[:at] + text[at] + text[at + 2 :]), chinese(text[:at] + text[at + 1 :])
            return (low, high) if low is not None and high is not None else None
    return None
