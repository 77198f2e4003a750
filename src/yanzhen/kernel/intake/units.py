"""In which unit the numbers of a column stand: as its heading or the line above the table says, and what that is in the declared one."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from .dates import Wrong
from .headings import BRACKETS
from .matching import SheetPlan
from .sheets import Column

#: 单位：亩 above a table. After the same word may stand whose table it is.
ABOVE = re.compile(r"单位[:：]?([^\s()（）:：,，;；]+)")
#: A measure of land or length, known or not.
MEASURE = re.compile(r"(单位[:：]?)?[万千百十]?(亩|[公]?顷|[平立]方.{1,2}|[千分厘]?米|[公华英]?里|[a-z]{1,3}2|垧|分|丈|尺)$")
PLACES = Decimal(1).scaleb(-6)


def flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def unit_of(plan: SheetPlan, index: int, column: Column) -> str:
    """The unit that the heading of a column names, else the titles; empty where they name none."""
    if not column.units:
        return ""
    heading = "/".join(flat(level) for level in plan.headings[index].levels) if index < len(plan.headings) else ""
    if named := _longest(heading, column):
        return named
    for said in BRACKETS.findall(heading) + heading.split("/")[1:]:
        if MEASURE.match(bare := str(said).strip("()[]【】〔〕")):
            return bare
    above = [met for title in plan.titles for met in ABOVE.findall(flat(title))]
    return next((str(word) for word in above if word in map(flat, column.units)), "")


def _longest(text: str, column: Column) -> str:
    return next((unit for unit in sorted(map(flat, column.units), key=len, reverse=True) if unit in text), "")


def split(text: str, column: Column, unit: str) -> tuple[str, Fraction]:
    """A number without the unit that follows it, and how much of the declared unit one of it is; `unit` is that of the column.
    Wrong where nobody declared that one."""
    known = {flat(name): part for name, part in column.units.items()}
    if unit and unit not in known:
        raise Wrong(_("不认识这一列的单位“%(unit)s”，请在表头写明%(known)s") % {"unit": unit, "known": "、".join(column.units)})
    for own in sorted(known, key=len, reverse=True):
        if text.casefold().endswith(own):
            return text[: -len(own)], known[own]
    return text.removesuffix(column.unit) if column.unit else text, known.get(unit, Fraction(1))


def converted(number: Decimal, part: Fraction) -> Decimal:
    """A number in the declared unit."""
    if part == 1:
        return number
    return (number * part.numerator / part.denominator).quantize(PLACES, ROUND_HALF_UP).normalize()
