"""The same people in a thousand spreadsheets: a strategy for hypothesis that writes a roster as clerks would."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from .library import identity
from .package import xls, xlsx

Merge = tuple[int, int, int, int]
SURNAMES, GIVEN = "赵钱孙李周吴郑王", "梅兰国淑金秀花珍"
NAMES = {
    "name": ["姓名", "姓 名", "姓\n名", "读者姓名", "姓名（签字）", "*姓名"],
    "gender": ["性别", "性 别", "性别："],
    "ticket": ["借书证号", "证号", "借书\n证号"],
    "id_number": ["身份证号", "公民身份号码", "身 份 证 号", "身份证号（18位）"],
    "joined_on": ["办证时间", "办证日期", "办证　时间"],
    "phone": ["手机", "联系电话", "联系方式"],
}
DAYS = ("{0.year}年{0.month}月{0.day}日", "{0:%Y/%m/%d}", "{0:%Y-%m-%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", " {0:%Y-%m-%d} ", "{0:%Y-%m-%d} 00:00:00")
TITLES = (["全馆读者名册"], ["填报单位：总馆", "", "填报时间：2017年6月30日"], [], ["单位：人"])
FEET = (["合计", "60人"], ["填表人：王某    审核人：李某"], ["说明：以上为在册读者"], [])
SEPARATORS = ",\t;|"


@dataclass(frozen=True)
class Reader:
    name: str
    gender: str
    ticket: str
    id_number: str
    joined_on: date
    phone: str
    shelf: str


@dataclass
class Sheet:
    """A sheet on its way to being written, and what must come of it."""

    rows: list[list[Any]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


readers = st.builds(
    Reader,
    name=st.builds(lambda a, b, c: a + b + c, st.sampled_from(SURNAMES), st.sampled_from(GIVEN), st.sampled_from(["", *GIVEN])),
    gender=st.sampled_from("mf"),
    ticket=st.integers(1000, 9999).map(str),
    id_number=st.builds(identity, st.integers(990000, 999999).map(str), st.dates(date(1930, 1, 1), date(2010, 1, 1)).map("{:%Y%m%d}".format), st.integers(1, 999)),
    joined_on=st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    phone=st.integers(0, 10**9 - 1).map("13{:09d}".format),
    shelf=st.sampled_from(["甲架", "乙架", "丙架"]),
)
rosters = st.lists(readers, min_size=1, max_size=8, unique_by=lambda reader: reader.id_number)


def wide(text: str) -> str:
    return text.translate({n: n + 0xFEE0 for n in range(48, 91)})


def dressed(draw: Any, key: str, reader: Reader, texts_only: bool) -> Any:
    """One cell as somebody would type it."""
    value = getattr(reader, key)
    if key == "joined_on":
        forms = [writing.format(value) for writing in DAYS]
        return draw(st.sampled_from(forms if texts_only else [*forms, value]))
    if key == "gender":
        return draw(st.sampled_from(["男", "男 ", "男性"] if value == "m" else ["女", " 女", "女　"]))
    if key == "name" and len(value) == 2:
        return draw(st.sampled_from([value, f"{value[0]}  {value[1]}", f"{value} "]))
    if key == "id_number":
        return draw(st.sampled_from([value, f" {value}", f"\t{value}", value.lower(), wide(value)]))
    if key == "phone":
        return draw(st.sampled_from([value, f"{value} ", wide(value)] if texts_only else [value, float(value)]))
    return value


def header(draw: Any, keys: list[str], sheet: Sheet, merging: bool) -> None:
    """One level, or two with 联系方式 above the telephone or 办证 above its day."""
    names = ["书架", "序号", *(draw(st.sampled_from(NAMES[key])) for key in keys)]
    top = len(sheet.rows)
    if not draw(st.booleans()) or "phone" not in keys:
        sheet.rows.append(names)
        return
    at = names.index(names[2 + keys.index("phone")], 2)
    sheet.rows.append([*names[:at], "通讯", *names[at + 1 :]])
    sheet.rows.append([names[at] if n == at else "" for n in range(len(names))])
    if merging:
        sheet.merges += [(top, n, top + 1, n) for n in range(len(names)) if n != at]


@st.composite
def sheets(draw: Any, people: list[Reader], *, merging: bool = True, texts_only: bool = False) -> Sheet:
    """These people as one sheet: titles, header, shelves merged or left blank, blank rows, foot."""
    sheet = Sheet([list(row) for row in draw(st.lists(st.sampled_from(TITLES), max_size=4))])
    keys = draw(st.permutations(list(NAMES)))
    header(draw, keys, sheet, merging)
    shelf, first = "", 0
    for n, reader in enumerate(sorted(people, key=lambda one: one.shelf)):
        if reader.shelf != shelf and draw(st.booleans()):
            sheet.rows.append([])
        if reader.shelf != shelf:
            first, shelf, shown = len(sheet.rows), reader.shelf, reader.shelf
        else:
            shown = "" if merging else draw(st.sampled_from(["", shelf]))
        sheet.rows.append([shown, float(n + 1) if not texts_only else str(n + 1), *(dressed(draw, key, reader, texts_only) for key in keys)])
        if merging and len(sheet.rows) - 1 > first:
            sheet.merges = [merge for merge in sheet.merges if merge[:2] != (first, 0)] + [(first, 0, len(sheet.rows) - 1, 0)]
    sheet.rows += draw(st.lists(st.sampled_from(FEET), max_size=3))
    return sheet


@st.composite
def files(draw: Any) -> tuple[list[Reader], bytes]:
    """People, and a file that holds them."""
    people = draw(rosters)
    form = draw(st.sampled_from(["xlsx", "xls", "csv"]))
    sheet = draw(sheets(people, merging=form != "csv", texts_only=form != "xlsx"))
    if form == "xlsx":
        return people, xlsx(sheet.rows, merges=sheet.merges)
    if form == "xls":
        return people, xls(sheet.rows, merges=sheet.merges)
    target = io.StringIO()
    mark = draw(st.sampled_from(SEPARATORS))
    csv.writer(target, delimiter=mark, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows(sheet.rows)
    return people, target.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))
