"""What stands around the body of an official paper: 主送, 发文字号, 署名 and their kin, each on a line of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from .faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

LABELS: Final = {
    "份号": "copy_number",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "发文机关": "organ",
    "发文字号": "number",
    "签发人": "approved_by",
    "主送": "addressee",
    "附件": "annexes",
    "署名": "signature",
    "成文日期": "signed_on",
    "用印": "sealed",
    "附注": "remark",
    "抄送": "copies",
    "印发机关": "issuer",
    "印发日期": "issued_on",
}
_LINE: Final = re.compile(rf"({'|'.join(LABELS)})(?:机关(?=[:：]))?[:：]\s*(.*)")
_NUMBER: Final = re.compile(r"(\S+?)\s*[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】]\s*(第?)(0*)(\d+)\s*号")
_DAY: Final = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_END_MARKS: Final = "。，；：:;,. 、"


@dataclass(frozen=True)
class Front:
    """The elements of GB/T 9704-2012 that surround the body. Empty ones are left out of the paper."""

    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    organ: str = ""
    number: str = ""
    approved_by: str = ""
    addressee: str = ""
    annexes: tuple[str, ...] = ()
    signature: str = ""
    signed_on: date | None = None
    sealed: bool = False
    remark: str = ""
    copies: str = ""
    issuer: str = ""
    issued_on: date | None = None


def day_words(day: date) -> str:
    """A day as official papers write it, without leading zeros: 2026年1月5日 (GW-08)."""
    return f"{day.year}年{day.month}月{day.day}日"


def split(line: str) -> tuple[str, str] | None:
    """The field of `Front` and its value, if the line is one of these (主送：…); None if it belongs to the body."""
    found = _LINE.fullmatch(line)
    return (LABELS[found[1]], found[2].strip()) if found else None


def put(front: Front, field: str, value: str, line: int) -> tuple[Front, list[Fault]]:
    """The front with one more element. An empty one is not there yet; a value that the standard does not allow is left
    out and told."""
    if not value:
        return front, []
    if field != "annexes" and getattr(front, field) != getattr(Front(), field):
        return front, [Fault(line, 1, _("“%(label)s”写了两次，请只留一行") % {"label": _label(field)})]
    if "{" in value or "｛" in value:
        return front, [Fault(line, 1, _("“%(label)s”这一行不能放指标") % {"label": _label(field)})]
    try:
        read = _READERS.get(field, str.strip)(value)
    except ValueError as why:
        return front, [Fault(line, 1, str(why))]
    changes: dict[str, Any] = {field: (*front.annexes, read) if field == "annexes" else read}
    return replace(front, **changes), []


def _label(field: str) -> str:
    return next(label for label, name in LABELS.items() if name == field)


def _day(value: str) -> date:
    found = _DAY.fullmatch(value)
    try:
        if not found or found[2].startswith("0") or found[3].startswith("0"):
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(_("日期请写成“2026年1月5日”的样子，年份写全，月日前不加0")) from None


def _doc_number(value: str) -> str:
    found = _NUMBER.fullmatch(value)
    if not found or found[3] or found[4]:
        raise ValueError(_("发文字号请写成“×发〔2026〕5号”的样子，不加“第”，数字前不加0"))
    return f"{found[1]}〔{found[2]}〕{found[5]}号"


def _copy_number(value: str) -> str:
    if not re.fullmatch(r"\d{6}", value):
        raise ValueError(_("份号是六位数字，例如 000001"))
    return value


def _yes(value: str) -> bool:
    if value not in ("是", "否"):
        raise ValueError(_("“用印”后面请写“是”或“否”"))
    return value == "是"


def _bare(value: str) -> str:
    return value.strip().rstrip(_END_MARKS)


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "number": _doc_number,
    "signed_on": _day,
    "issued_on": _day,
    "copy_number": _copy_number,
    "sealed": _yes,
    "addressee": _bare,
    "annexes": lambda value: re.sub(r"^\d+[.．、]\s*", "", _bare(value)),
    "copies": _bare,
    "remark": lambda value: value.strip().strip("（）()"),
}
if {field.name for field in fields(Front)} != set(LABELS.values()):  # a new element needs a word of its own
    raise AssertionError("front.LABELS and front.Front differ")
