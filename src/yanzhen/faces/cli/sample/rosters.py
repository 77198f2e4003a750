"""The township as spreadsheets, the way its clerks would keep them: what the sample is loaded through."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from . import plan
from .township import Township

Line = Sequence[Any]


def book(title: str, heads: Sequence[str], rows: Iterable[Line]) -> bytes:
    """A sheet with its title over merged cells, one row of heads, and text in every cell."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    sheet = made.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, len(heads) - 1, title)
    sheet.write_row(1, 0, heads)
    for n, row in enumerate(rows, 2):
        for c, value in enumerate(row):
            if value != "":
                sheet.write_string(n, c, str(value))
    made.close()
    return out.getvalue()


def organisations(town: Township) -> bytes:
    """Districts, villages, offices and both levels of the Party's tree."""
    rows: list[Line] = [(f"{name}片区", "片区", plan.TOWN, "", "") for name in plan.AREA_NAMES]
    rows += [(v.name, "村", v.area, v.area_km2, "") for v in town.villages]
    rows += [(name, "站所", plan.TOWN, "", "") for name in plan.OFFICES]
    rows += [(grid, "网格", v.name, "", "") for v in town.villages for grid in v.grids]
    return book(f"{plan.TOWN}组织名册", ("名称", "类别", "上级", "面积（平方公里）", "所在单位"), rows)


def companies(town: Township) -> bytes:
    rows = [(name, v.name, f"{v.name}") for v in town.villages for name in v.companies]
    return book(f"{plan.TOWN}企业名册", ("企业名称", "村", "住址"), rows)


def party(town: Township) -> bytes:
    """The committee, the united committee and the branches with what they serve."""
    committee, united = f"{plan.TOWN}党委", f"{plan.TOWN}非公综合党委"
    rows: list[Line] = [(committee, "党委", plan.TOWN, ""), (united, "综合党委", committee, "")]
    rows += [(name, "机关党支部", committee, "") for name in plan.ORGANS]
    rows += [(name, "事业单位党支部", committee, "") for name in plan.INSTITUTIONS]
    firms = [name for v in town.villages for name in v.companies][: plan.BRANCHES["非公企业党支部"]]
    rows += [(f"{name}党支部", "非公企业党支部", united, name) for name in firms]
    rows += [(f"{v.name}党支部", "村党支部", committee, v.name) for v in town.villages]
    return book(f"{plan.TOWN}党组织名册", ("名称", "类别", "上级", "所在单位"), rows)


def households(town: Township) -> bytes:
    heads = ("村", "户号", "户主", "与户主关系", "姓名", "身份证号", "性别", "所属网格", "住址", "纬度", "经度")
    rows = (
        (v.name, h.number, h.people[0][1].name, relation, p.name, p.id_number, "男" if p.gender == "m" else "女", h.grid, f"{v.name}{int(h.number[2:])}号", f"{h.place[1]:.5f}", f"{h.place[0]:.5f}")
        for v in town.villages for h in v.homes for relation, p in h.people
    )
    return book(f"{plan.TOWN}户籍台账", heads, rows)


def members(town: Township) -> bytes:
    heads = ("姓名", "性别", "身份证号", "入党时间", "转正时间", "所在党支部")
    rows = (
        (p.name, "男" if p.gender == "m" else "女", p.id_number, joined.isoformat(), confirmed(joined), f"{v.name}党支部")
        for v in town.villages for p, joined in v.members
    )
    return book(f"{plan.TOWN}党员花名册", heads, rows)


def confirmed(joined: date) -> str:
    """A year after he joined; who has not come so far is on probation."""
    return "" if joined.year == plan.YEAR else joined.replace(year=joined.year + 1).isoformat()


#: Since when the committees serve: since before the roster that a real township would bring.
SERVING = "2011年12月"


def committees(town: Township) -> bytes:
    """The villages' committees; in most villages one person is secretary and head at once."""
    rows = (
        (v.name, p.name, "男" if p.gender == "m" else "女", p.id_number, post, learned, SERVING)
        for n, v in enumerate(town.villages) for p, post, learned in town.committee(v, apart=n % plan.APART_EVERY == 0)
    )
    return book(f"{plan.TOWN}村“两委”班子成员名册", ("村", "姓名", "性别", "身份证号", "职务", "学历", "任职时间"), rows)


def visits(town: Township) -> bytes:
    """The visits on which nothing was raised."""
    rows = ((c.village.name, c.home.number if c.home else "", c.company, c.on.isoformat()) for c in town.calls if not c.category)
    return book(f"{plan.TOWN}走访登记", ("村", "户号", "企业", "走访日期"), rows)


def problems(town: Township) -> bytes:
    """The ledger of problems: who, when, what, and what became of it."""
    heads = ("村", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间/未解决原因", "责任人")
    rows = (
        (c.village.name, c.home.number if c.home else c.company, c.on.isoformat(), c.category, c.said, c.outcome, c.result, plan.OFFICE_OF[c.category])
        for c in town.calls if c.category
    )
    return book(f"{plan.TOWN}走访问题台账", heads, rows)
