"""A ledger of two levels of heading is read as one of one level is, also when it comes back."""

import io
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest

from tests.intake import township as t
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.packs.visits.models import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1960, 11))), "上河村户籍台账"), "台账.csv", place)
    yield place


def test_under_a_heading_of_two_levels_the_day_of_the_solution_is_read(place: t.Township) -> None:
    upper, lower = ["村名", "走访对象", "走访时间", "反映问题", "", "办理情况", ""], ["", "", "", "类别", "具体内容", "办理状态", "办结时间及未办结原因"]
    row = ["上河村", "李长河", "2017-03-08", "饮水", "自来水冬天断水", "已解决", "3月20日"]
    t.bring_in(t.sheet(upper, [lower, row], "走访问题台账"), "台账.csv", place)
    one = Problem.objects.get()
    assert (one.detail, one.outcome, one.decided_on) == ("自来水冬天断水", "solved", date(2017, 3, 20))


def test_the_problem_of_a_sheet_given_back_is_read_as_it_was(place: t.Township) -> None:
    upper, lower = ["村名", "走访对象", "走访时间", "反映问题", "", "办理情况"], ["", "", "", "类别", "具体内容", ""]
    row = ["上河村", "李长河", "2017年3月某日", "饮水", "自来水冬天断水", "正在办理"]
    refused = t.bring_in(t.sheet(upper, [lower, row], "走访问题台账"), "台账.csv", place)
    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(refused)))
    assert [cell.value for cell in book.active[5]][4:6] == ["自来水冬天断水", "正在办理"]
    book.active["C5"] = "2017-03-28"
    out = io.BytesIO()
    book.save(out)
    assert t.fates(t.bring_in(out.getvalue(), "退回.xlsx", place)) == (1, 0, 0, 0)
    assert (Problem.objects.get().detail, Problem.objects.get().reason) == ("自来水冬天断水", "")
