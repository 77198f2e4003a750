"""Numerals with their units as they stand in folded text, before anything is said about which of them are figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from . import numerals
from .lexicon import Words

LONGEST_UNIT: Final = 10
STROKES: Final = 2  # 吨/户/月
PART_OF: Final = frozenset("上下前后大小多一二三四五六七八九十两个每过")  # 上半年, 大半天, 一年半年
SCALE: Final = re.compile(r"[十百千]?万亿|[十百千]?[万亿]|[百千](?![克米瓦伏卡帕]|分[点之])")
INSIDE: Final = re.compile(r"好几|[余多来几把]")
TENTH: Final = re.compile(r"[十百千万亿拾佰仟]")
FORMAL: Final = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")  # one of these alone is a letter of a word: 队伍, 陆地
PRICED: Final = ("元", "吨", "公斤", "斤", "千克", "度", "立方米", "毫克", "微克", "米")  # 元每亩; 9人每人 is two
JOIN: Final = re.compile(r"\s?(?:--?|—{1,2}|–|−|~|～|〜|－|至|到|―|─{1,2})\s?")
HALVES: Final = re.compile(r"[半一二三四五六七八九](?![个名户人家件项条十百千万亿])")  # 八成半, 九成五
SHORT: Final = re.compile(r"(?P<whole>[一二三四五六七八九十百两]+)(?P<scale>[万亿])(?P<tenth>[一二三四五六七八九])")  # 十二万五
LISTED: Final = re.compile(r"\d{1,2}[.](?=\d{1,4}[个名户家件项条支])")  # 1.9个小组: the first of a list
THOUSAND: Final = re.compile("[十百千万亿]千[瓦克米伏卡帕]")
MYRIAD: Final = re.compile("[余多]万")
SMALLER: Final = re.compile(r"(\d{1,4})([千万百])")
POWERS: Final = {"百": 2, "千": 3, "十": 1, "万": 4, "亿": 8}


@dataclass(frozen=True)
class Token:
    """A numeral from `start` to `end`, its unit included. `value` as it will be told; `digits` tells how it was written:
    arabic, chinese or ratio; `inside` is 余 多 来 between digits and unit; `bare` means that no measure word followed."""

    start: int
    end: int
    value: str
    scale: str
    measure: str
    digits: str
    inside: str = ""
    upper: str = ""
    numeral: str = ""

    @property
    def unit(self) -> str:
        return self.scale + self.measure

    @property
    def round(self) -> bool:
        """亿元, 百户: a scale word without a digit."""
        return bool(self.numeral) and not self.numeral.strip("百千万亿")

    @property
    def amount(self) -> Decimal:
        """The number without scale words, as exactly as its decimals tell."""
        above, _, below = self.value.partition("/")
        shown = Decimal(above) / Decimal(below or 1)
        return shown.scaleb(sum(POWERS[c] for c in self.scale))


@dataclass(frozen=True)
class Measures:
    """Every unit the words know; those that count only behind Arabic digits; those whose second follows 每 or a stroke;
    the letters that make another word of a unit (部门, 车道)."""

    all: frozenset[str]
    strict: frozenset[str]
    each: frozenset[str]
    words: Mapping[str, frozenset[str]]

    def at(self, text: str, start: int) -> str:
        """The longest unit that begins here, with what it is counted for (元/亩)."""
        first = unit = self._one(text, start)
        for _ in range(STROKES if unit else 0):
            after = start + len(unit)
            joined = text[after : after + 1]
            scale = SCALE.match(text, after + 1)
            second = self._one(text, scale.end() if scale else after + 1)
            if joined not in self.each and not (joined == "·" and unit != first) or joined == "每" and first not in PRICED or not second:
                break
            unit += f"{joined}{scale[0] if scale else ''}{second}"
        return unit

    def _one(self, text: str, start: int) -> str:
        piece = text[start : start + LONGEST_UNIT]
        for length in range(len(piece), 0, -1):
            unit = piece[:length]
            if unit in self.all and piece[length : length + 1] not in self.words.get(unit, ()):
                return "" if _runs_on(piece, length) else unit
        return ""


def _runs_on(piece: str, length: int) -> bool:
    """A Latin unit ends where its letters end: m in 5mg is none."""
    return piece[length - 1].isascii() and piece[length - 1].isalpha() and piece[length : length + 1].isascii() and piece[length : length + 1].isalpha()


@lru_cache(maxsize=4)
def measures(words: Words) -> Measures:
    told = words.section("measures")
    every = frozenset(unit for name, many in told.items() if name != "each" for unit in many)
    part_of = {unit: frozenset("".join(after)) for unit, after in words.section("not_unit").items()}
    return Measures(every, frozenset(words.of("strict", "units")), frozenset(told.get("each", ())), part_of)


def scan(text: str, words: Words) -> Iterator[Token]:
    """From left to right, each character read once: ranges are one token, a numeral that cannot be read is passed over."""
    known, at = measures(words), 0
    while found := numerals.NUMERAL.search(text, at):
        token = _token(text, found, known)
        if token is None:
            at = found.end()
            continue
        token = _range(text, token, known)
        yield token
        at = max(token.end, found.end())


def _token(text: str, found: re.Match[str], known: Measures) -> Token | None:
    if found["parts"]:
        value = numerals.number(found["of"]) if "点" not in found["of"] else numerals.chinese(found["of"])
        return value and Token(found.start(), found.end(), numerals.plain(value), "", numerals.PARTS[found["parts"]], "ratio") or None
    if found["piece"]:
        return _piece(text, found, known)
    if found["half"]:
        return Token(found.start(), found.end(), "0.5", "", "", "ratio", numeral=found[0])
    if found["under"] or found["ratio"]:
        return _fraction(found)
    written = found["arabic"] or found["chinese"]
    if found["arabic"]:
        if len(written) > numerals.LONGEST:
            return None
        if text[found.start() - 1 : found.start()] in ("", "\n") and (first := LISTED.match(text, found.start())):
            return _tail(text, first.end(), found.end(), text[first.end() : found.end()], "", "arabic", known)
        return _tail(text, found.start(), found.end(), numerals.plain(numerals.arabic(written)), "", "arabic", known)
    return _chinese(text, found, written, known)


def _piece(text: str, found: re.Match[str], known: Measures) -> Token | None:
    """半天, 半个月, 个把月: not 三个半小时, which its own number takes in, nor 上半年."""
    if text[found.start() - 1 : found.start()] in PART_OF:
        return None
    half = found[0] == "半"
    token = _tail(text, found.start(), found.end(), "0.5" if half else "1", "", "chinese", known, found[0])
    measure = token.measure if half or token.measure != "月" else "月"
    return replace(token, measure=measure if half else f"个{measure}", inside="" if half else "把") if measure else None


def _fraction(found: re.Match[str]) -> Token | None:
    upper, under = (found["upper"], found["under"]) if found["under"] else found["ratio"].split("/")
    above, below = numerals.number(upper), numerals.number(under)
    value = numerals.fraction(above, below) if above is not None and below is not None else ""
    return Token(found.start(), found.end(), value, "", "", "ratio", numeral=found[0]) if value else None


def _chinese(text: str, found: re.Match[str], written: str, known: Measures) -> Token | None:
    if len(written) > numerals.LONGEST or written in FORMAL and not text.startswith(("元", "万"), found.end()):
        return None
    end = found.end()
    if THOUSAND.match(text, end - 2):
        written, end = written[:-1], end - 1  # 一百千瓦, 十七万千瓦
    body = written.rstrip("万亿")
    scale = written[len(body) :]
    if not body:
        body, scale = "一", written
    elif body in ("百", "千", "十") and scale:
        body, scale = "一", body + scale
    elif "亿" in body or "万" in body:
        body, scale = (body, scale) if not scale else (written, "")
    short = SHORT.fullmatch(body) if not scale else None
    if short:
        body, scale = short["whole"], short["scale"]
    low = numerals.chinese(body)
    if low is None:
        return _neighbours(text, found, body, scale, known)
    if short:
        low += Decimal(numerals.DIGITS[short["tenth"]]) / 10
    if "亿" in body and not scale and MYRIAD.match(text, end):
        low += (low % 10**8) * (10**4 - 1)  # 三亿六千余万
        low /= 10**4
    return _tail(text, found.start(), end, numerals.plain(low), scale, "chinese", known, written)


def _neighbours(text: str, found: re.Match[str], body: str, scale: str, known: Measures) -> Token | None:
    if not (both := numerals.approximate(body)):
        return None
    token = _tail(text, found.start(), found.end(), numerals.plain(both[0]), scale, "chinese", known, body)
    return replace(token, upper=numerals.plain(both[1]), inside="几")


def _tail(text: str, start: int, end: int, value: str, scale: str, digits: str, known: Measures, numeral: str = "") -> Token:
    """What follows the digits: 余, a scale word, 余 again, the unit."""
    inside, at = "", end
    if not scale:
        inside, at = _inside(text, at, digits, known)
        if (more := SCALE.match(text, at)) and not _unit_longer(text, at, more[0], known):
            scale, at = more[0], more.end()
            value, at = _smaller(text, value, scale, at)
            scale = "万" if value != value and scale else scale
    if not inside:
        inside, at = _inside(text, at, digits, known)
        if inside and scale and (more := SCALE.match(text, at)) and POWERS[more[0][-1]] > POWERS[scale[-1]]:
            scale, at = scale + more[0], more.end()  # 4万多亿元
    if value and text.startswith("成", at) and (half := HALVES.match(text, at + 1)):
        return Token(start, half.end(), f"{value}.{5 if half[0] == '半' else numerals.DIGITS[half[0]]}", "", "成", digits, inside, numeral=numeral)
    measure = known.at(text, at)
    return Token(start, at + len(measure), *_plain_scale(value, scale, measure), digits, inside, numeral=numeral)


def _inside(text: str, at: int, digits: str, known: Measures) -> tuple[str, int]:
    found = INSIDE.match(text, at)
    if not found or known.at(text, at).startswith(found[0]) and len(known.at(text, at)) > 1:
        return "", at
    if found[0] in "来几把" and not (TENTH.match(text, at - 1) if digits == "chinese" else found[0] == "几" and text[at - 1] == "0"):
        return "", at
    return found[0], found.end()


def _unit_longer(text: str, at: int, scale: str, known: Measures) -> bool:
    return len(known.at(text, at)) > len(scale) and not known.at(text, at).startswith(("万", "亿"))


def _smaller(text: str, value: str, scale: str, at: int) -> tuple[str, int]:
    """1亿2345万 and 3万5千: the smaller group added to the greater, told in the greater."""
    found = SMALLER.match(text, at)
    if not found or "." in value or POWERS[found[2]] >= sum(POWERS[c] for c in scale):
        return value, at
    small = Decimal(found[1]).scaleb(POWERS[found[2]] - sum(POWERS[c] for c in scale))
    return numerals.plain((Decimal(value) + small).normalize()), found.end()


def _plain_scale(value: str, scale: str, measure: str) -> tuple[str, str, str]:
    """Only 万 and 亿 scale a unit (SB-02): 5千万元 is 5000 万元, 3百户 300 户."""
    odd = scale.rstrip("万亿")
    if odd and value:
        value = numerals.plain(Decimal(value) * 10 ** sum(POWERS[c] for c in odd))
        scale = scale[len(odd) :]
    return value, scale, measure


def _range(text: str, token: Token, known: Measures) -> Token:
    """Two numbers joined by a stroke or 至: one token with both ends. The unit is the second's unless both have theirs."""
    if token.digits == "ratio" and not token.measure or token.upper:
        return token
    join = JOIN.match(text, token.end)
    if not join or not (found := numerals.NUMERAL.match(text, join.end())):
        return token
    second = _token(text, found, known)
    if second is None or second.digits != token.digits or second.upper or not _joins(text, token, second, join[0].strip()):
        return token
    if token.scale and not second.scale and token.measure:
        low, high, scale = token.value, numerals.plain(second.amount.scaleb(-sum(POWERS[c] for c in token.scale)).normalize()), token.scale
    elif token.scale != second.scale and (token.measure or token.scale):
        low, high, scale = numerals.plain(token.amount.normalize()), numerals.plain(second.amount.normalize()), ""
    else:
        low, high, scale = token.value, second.value, second.scale
    return replace(second, start=token.start, value=low, upper=high, scale=scale, inside=token.inside or second.inside)


def _joins(text: str, first: Token, second: Token, join: str) -> bool:
    if first.measure not in ("", second.measure) or not second.unit:
        return False
    if join in "至到" and (text[max(0, first.start - 1) : first.start] in ("从", "由", "自") or first.amount > second.amount * 10 ** sum(POWERS[c] for c in first.scale)):
        return False
    return first.value != second.value and Decimal(first.amount) < second.amount * 10**8
