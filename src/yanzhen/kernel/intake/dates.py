"""Days as people write them, with how exactly they are known: 1979年1月13日, 1971/08/16, 1952.01, 19600710, 2017.6, 3月8日, 42898."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from yanzhen.kernel.base.text import fold

Precision = Literal["day", "month", "year"]
YEARS = range(1880, 2101)
#: Day 0 of Excel's calendar for all days after February 1900, and the numbers that can only be meant as its days.
EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 73_416)
SINCE_1904 = 1462

TIME = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
FULL = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})[日号]?$")
MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})(月份?)?$")
YEAR = re.compile(r"(\d{4})年?$")
DIGITS8 = re.compile(r"(\d{4})(\d\d)(\d\d)$")
DIGITS6 = re.compile(r"(\d{4})(\d\d)$")
SERIAL = re.compile(r"[1-7]\d{4}$")
DAY_ONLY = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?$")
MONTH_ONLY = re.compile(r"(\d{1,2})月份?$")
DAYTIME = re.compile(r"([上下中]午|早上|晚上)$")
TENTH = re.compile(r"\d{4}\.1$")
PADDED, UNPADDED = re.compile(r"\d{4}\.0\d$"), re.compile(r"\d{4}\.[2-9]$")
#: Years of two digits that can be no month and no day, so of the last century: 78年3月, 78.03, Mar-78.
LAST_CENTURY, LAST_BIRTHS = re.compile(r"(?:3[2-9]|[4-9]\d)(?=[年./-])"), re.compile(r"(?:3[2-9]|[4-9]\d)$")
ENGLISH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-./ ]?(\d{4}|\d{2})$", re.IGNORECASE)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: What stands beside a day, the quotes that make a spreadsheet keep it as text, and blanks for points.
ASIDE, QUOTES, BLANKS = re.compile(r"\([^()\d]*\)$"), " '`‘’\"“”\t\r\n", re.compile(r"(\d{4})\s+(\d{1,2})\s+(\d{1,2})$")
STROKES, COMMAS, BORN = re.compile("[—–―−]+"), re.compile(r"(\d{4})[、,](\d{1,2})(?:[、,](\d{1,2}))?$"), re.compile("出?生$")
#: A day of the week beside a day; that something holds since then; which third of a month is meant; and another calendar.
WEEKDAY = re.compile("(?:星期|周|礼拜)[一二三四五六日天]$")
SINCE = re.compile(r"(?:[-至到]今|以来|起任?|[\u4e00-\u9fff]{0,4}换届(?:选举)?|(?:上级)?(?:批准|任命)|当选|选举产生|补选|上任|到任|任职|聘任|[入加][\u4e00-\u9fff]|转正)$|(?:(?<=[.月]\d)|(?<=[.月]\d\d)|(?<=[月日]))-$")
THIRDS, THIRD = {"上旬": 1, "初": 1, "中旬": 11, "中": 11, "下旬": 21, "底": 21, "末": 21}, re.compile("(?<=月)(?:[上中下]旬|[初中底末])$")
LUNAR = re.compile("[农阴旧古夏]历")
#: A number that may have lost a nought: 5.1 may be 5.10.
CUT = re.compile(r"\d{1,2}\.[123]$")
SHORT_YEAR = re.compile(r"\d{2}([./-]\d{1,2}[./-]\d{1,2}|年.*)$")
NUMERALS = {numeral: str(n) for n, numeral in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "元": "1"}
TEN = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")


class Wrong(Exception):
    """A cell does not hold what its column asks for. The message is a sentence for the clerk."""


class Yearless(Wrong):
    """A day or a month without its year: wrong, unless something around it tells which. `first` is the day on which the part of the
    month begins that is meant; `cut` says that a number may have lost a nought."""

    first, cut = "1", False

    def __init__(self, month: str, day: str = "") -> None:
        super().__init__(_("缺少年份"))
        self.month, self.day = month, day

    def in_year(self, year: int | None) -> Dated:
        """The day in that year; still wrong without one."""
        if year is None:
            raise self
        return Dated(_day(str(year), self.month, self.day or self.first), "day" if self.day else "month")


class Dated(NamedTuple):
    """A day and how exactly it is known: a month stands as its first day, a year as its 1 January."""

    day: date
    precision: Precision

    @property
    def last(self) -> date:
        """The last day it can mean."""
        if self.precision == "day":
            return self.day
        month = self.day.month if self.precision == "month" else 12
        return date(self.day.year, month, monthrange(self.day.year, month)[1])

    def __str__(self) -> str:
        return self.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


def dated(cell: object, year: int | None = None, padded: bool = False, born: bool = False) -> Dated:
    """The day a cell means; `year` is that of days written without one, `padded` says that the column writes its months
    with two digits (see shows_padding), `born` that it is a birth, of which a year of two digits may be all. Raises Wrong with the reason."""
    if isinstance(cell, date):
        return Dated(cell.date() if isinstance(cell, datetime) else cell, "day")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _number(cell, padded, born)
    return _text(str(cell), year, padded, born)


def from_1904(cell: object) -> object:
    """The same day by the usual calendar, where a bare number is one of a workbook that counts its days from 1904."""
    return cell + SINCE_1904 if isinstance(cell, float) and isfinite(cell) and int(cell) in SERIALS else cell


def whole(cells: Sequence[object], units: Sequence[str]) -> object:
    """The cells of a date in parts as one; where only the first says something, that cell."""
    texts = [_bare(cell, unit) for cell, unit in zip(cells, units, strict=True)]
    if not any(texts[1:]):
        return cells[0]
    last = max(n for n, text in enumerate(texts) if text)
    return "".join(text + unit for text, unit in zip(texts[: last + 1], units, strict=False))


def _bare(cell: object, unit: str) -> str:
    """A year, month or day without its unit, blank where the cell says nothing."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else "" if cell is None else fold(str(cell)).strip(QUOTES)
    return text.removesuffix("份").removesuffix("号").removesuffix(unit) if text.strip("-/—") else ""


def _whole_year(text: str, born: bool) -> str:
    """78.03 → 1978.03; of a birth a year of two digits may be all: 58 → 1958."""
    return "19" + text if LAST_CENTURY.match(text) or born and LAST_BIRTHS.match(text) else text


def _number(number: float, padded: bool, born: bool) -> Dated:
    """A number in a date column: a day of Excel's calendar, or digits that were meant as year, month and day."""
    if isfinite(number) and int(number) in SERIALS:
        return Dated(EPOCH + timedelta(days=int(number)), "day")
    text = repr(int(number)) if isfinite(number) and number == int(number) else repr(number)
    text = _whole_year(text, born)
    if TENTH.match(text):
        if not padded:
            raise _unclear(text)
        text += "0"  # 1978.10, which a number shows as 1978.1
    try:
        return _text(text, None)
    except Yearless as bare:
        bare.cut = bool(CUT.match(text))
        raise


def _unclear(text: str) -> Wrong:
    return Wrong(_("“%(text)s”分不清是1月还是10月，请写成%(year)s-01或%(year)s-10") % {"text": text, "year": text[:4]})


def _text(text: str, year: int | None, padded: bool = False, born: bool = False) -> Dated:
    if text.isascii() and (met := FULL.match(text)):  # the usual dress, at once
        return Dated(_day(met[1], met[2], met[3]), "day")
    flat = _plain(text)
    if met := THIRD.search(flat):
        return _in_third(flat[: met.start()], year, THIRDS[met[0]])
    if met := ENGLISH.match(flat):
        flat = _english(met[2], met[1])
    flat = _whole_year(BORN.sub("", flat).rstrip("-") if born else flat, born)
    if padded and TENTH.match(flat):  # a csv keeps what a number showed
        raise _unclear(flat)
    for shape in (FULL, DIGITS8):
        if met := shape.match(flat):
            return Dated(_day(met[1], met[2], met[3]), "day")
    for shape in (MONTH, DIGITS6):
        if met := shape.match(flat):
            return Dated(_day(met[1], met[2], "1"), "month")
    if met := YEAR.match(flat):
        return Dated(_day(met[1], "1", "1"), "year")
    if SERIAL.match(flat) and int(flat) in SERIALS:  # a csv of a column of days that was not formatted as one
        return Dated(EPOCH + timedelta(days=int(flat)), "day")
    if SHORT_YEAR.match(flat):
        raise Wrong(_("年份要写四位"))
    for shape in (DAY_ONLY, MONTH_ONLY):
        if met := shape.match(flat):
            return Yearless(*met.groups()).in_year(year)
    raise Wrong(_("认不出日期“%(text)s”") % {"text": text.strip()[:20]})


def _plain(text: str) -> str:
    """A day without what people put around it, in the one kind of marks. Wrong for one of the old calendar."""
    if LUNAR.search(text):
        raise Wrong(_("写的是农历，请改成公历的日期"))
    flat = WEEKDAY.sub("", TIME.sub("", ASIDE.sub("", fold(text).strip(QUOTES)).strip()))
    flat = BLANKS.sub(lambda met: "-".join(met.groups()), flat)
    flat = STROKES.sub("-", DAYTIME.sub("", plain_digits("".join(flat.split()).replace("。", ".")).rstrip(".、,;")))
    return COMMAS.sub(lambda met: ".".join(filter(None, met.groups())), SINCE.sub("", flat))


def _in_third(text: str, year: int | None, first: int) -> Dated:
    """A month of which only a part is meant: as exactly known as a month, from the day on which that part begins."""
    try:
        found = _text(text, year)
    except Yearless as bare:
        bare.first = str(first)
        raise
    return found._replace(day=found.day.replace(day=first))


def _english(year: str, month: str) -> str:
    """Jul-85 as 1985-7."""
    flat = f"{year}-{MONTHS.index(month.lower()) + 1}"
    if len(year) == 2 and not LAST_CENTURY.match(flat):
        raise Wrong(_("年份要写四位"))
    return "19" + flat if len(year) == 2 else flat


def _day(year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(_("日期不存在")) from None
    if found.year not in YEARS:
        raise Wrong(_("日期不存在"))
    return found


def plain_digits(text: str) -> str:
    """二〇一七年十一月 -> 2017年11月."""
    if not any(numeral in text for numeral in "一二三四五六七八九十元"):
        return text
    text = TEN.sub(lambda met: str(int(NUMERALS.get(met[1], "1")) * 10 + int(NUMERALS.get(met[2], "0"))), text)
    return "".join(NUMERALS.get(letter, letter) for letter in text)


def shows_padding(cells: Iterable[object]) -> bool:
    """Whether a column writes 1952.01 and never 1952.2: then a 1952.1 in it has lost its nought and means October."""
    texts = [str(cell).strip() for cell in cells if isinstance(cell, (str, float))]
    return any(map(PADDED.match, texts)) and not any(map(UNPADDED.match, texts))


def years_in(text: str) -> list[int]:
    """The years a title or a date mentions, in order."""
    found = (int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?=年|[./-]\d|\s*$|[^\d]|(?:0[1-9]|1[0-2])(?!\d))", fold(text)))
    return [year for year in found if year in YEARS]
