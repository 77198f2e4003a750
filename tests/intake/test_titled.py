"""The time a title tells: one reader for the day of a roster, the years of its days, and what comes after."""

from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.titled import as_of, spans_in
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.models import Problem

TODAY = date(2026, 3, 10)
COMMITTEE = ("村", "姓名", "身份证号", "职务", "学历")
LEDGER = ("村名", "户主", "走访日期", "问题", "类别", "是否解决", "解决时间")


@pytest.mark.parametrize(("title", "first", "last"), [
    ("2017年度走访台账", (2017, 1, 1), (2017, 12, 31)), ("两委成员统计表（2020年12月）", (2020, 12, 1), (2020, 12, 31)),
    ("时间：2024年3月", (2024, 3, 1), (2024, 3, 31)), ("截至2017年6月30日", (2017, 6, 30), (2017, 6, 30)), ("台账（2024.1—2024.12）", (2024, 1, 1), (2024, 12, 31)),
    ("2025年12月至2026年1月台账", (2025, 12, 1), (2026, 1, 31)), ("2025年12月至次年1月", (2025, 12, 1), (2026, 1, 31)), ("2024年1-6月", (2024, 1, 1), (2024, 6, 30)),
    ("2016-2017年度", (2016, 1, 1), (2017, 12, 31)), ("2024年上半年", (2024, 1, 1), (2024, 6, 30)), ("2023年第三季度", (2023, 7, 1), (2023, 9, 30)),
    ("二〇一七年十一月", (2017, 11, 1), (2017, 11, 30)), ("202012两委", (2020, 12, 1), (2020, 12, 31)), ("行政村一览表（2024年底）", (2024, 1, 1), (2024, 12, 31)),
    ("2017年3月12个村", (2017, 3, 1), (2017, 3, 31)), ("2025.12.1至2026.1.15", (2025, 12, 1), (2026, 1, 15)),
])
def test_a_title_tells_a_stretch_of_time(title: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    [span] = spans_in(title)
    assert (span.first, span.last) == (date(*first), date(*last))


@pytest.mark.parametrize("title", ["石桥镇走访台账", "池政发〔2024〕3号", "电话0533-2017123"])
def test_what_is_no_time_is_none(title: str) -> None:
    assert as_of([title], TODAY) is None


@pytest.mark.parametrize(("titles", "day"), [
    (["2024年换届后成员名册", "时间：2024年3月"], (2024, 3, 31)), (["2025年度台账", "填表日期：2026年1月5日"], (2026, 1, 5)),
    (["2026年台账"], (2026, 3, 10)), (["2027年台账"], (2026, 3, 10)), (["2020年", "2021年"], (2021, 12, 31)),
])
def test_the_most_exact_time_tells_the_day_and_never_one_to_come(titles: list[str], day: tuple[int, int, int]) -> None:
    assert as_of(titles, TODAY) == date(*day)


@pytest.fixture
def place(db: None) -> t.Township:
    place = t.build()
    homes = [*t.home("0001", ("户主", "李长河", t.born(1960, 11))), *t.home("0002", ("户主", "赵有田", t.born(1955, 15)))]
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, homes, "上河村户籍台账"), "台账.csv", place)
    return place


def committee(title: str) -> bytes:
    return t.sheet(COMMITTEE, [("上河村", "冯一", t.born(1975, 21), "党支部书记", "大专")], title)


def test_a_committee_of_a_titled_month_serves_from_the_end_of_it(place: t.Township) -> None:
    imported = t.bring_in(committee("两委成员统计表（2020年12月）"), "两委.csv", place)
    assert Appointment.objects.get(person__name="冯一").since == date(2020, 12, 31)
    assert imported.lines.get().why == "没写任职时间，按2020-12-31起任登记"


def test_a_committee_without_any_time_says_that_today_is_taken(place: t.Township) -> None:
    imported = t.bring_in(committee("两委成员统计表"), "两委.csv", place)
    assert imported.lines.get().why == "没写任职时间，按2026-03-10起任登记"


def ledger(title: str, *rows: tuple[str, str, str]) -> bytes:
    """Rows of the day of the visit, what came of it, and when."""
    return t.sheet(LEDGER, [("上河村", "李长河", day, f"问题{n}", "用水", done, when) for n, (day, done, when) in enumerate(rows)], title)


@pytest.mark.parametrize(("title", "visited", "when", "on", "note"), [
    ("2025年度走访台账", "12.28", "", (2025, 12, 31), "没写解决时间，按2025-12-31登记"), ("2025年度走访台账", "12.28", "已更换水管", (2025, 12, 31), "没写解决时间，按2025-12-31登记"),
    ("2025年度走访台账", "12.28", "1.10", (2026, 1, 10), "解决时间没写年份，按2026-01-10登记"), ("2025年度走访台账", "12.28", "次年1月", (2026, 1, 1), ""),
    ("2025年度走访台账", "3.8", "2.1", (2025, 3, 8), "解决时间2025-02-01早于走访日期，按走访当天登记，请核对"), ("2025年度走访台账", "3.8", "3月", (2025, 3, 8), ""),
    ("2025年度走访台账", "3.8", "2026.8.1", (2026, 3, 10), "解决时间2026-08-01还没到，按2026-03-10登记，请核对"), ("2025年度走访台账", "3.8", "5.1", (2025, 5, 1), ""),
    ("走访台账", "2025.12.28", "", (2026, 3, 10), "没写解决时间，按2026-03-10登记"),
])
def test_a_day_of_a_solution_that_is_not_told_is_said_on_its_row(place: t.Township, title: str, visited: str, when: str, on: tuple[int, int, int], note: str) -> None:
    imported = t.bring_in(ledger(title, (visited, "是", when)), "台账.csv", place)
    assert (Problem.objects.get().decided_on, imported.lines.get().why) == (date(*on), note)


def test_a_ledger_over_new_year_follows_its_title(place: t.Township) -> None:
    t.bring_in(ledger("2025年12月至2026年1月走访台账", ("12.28", "否", ""), ("12月30日", "否", ""), ("1.3", "否", ""), ("1月5日", "否", "")), "台账.csv", place)
    days = Record.objects.filter(kind="problem").order_by("pk").values_list("happened_on", flat=True)
    assert list(days) == [date(2025, 12, 28), date(2025, 12, 30), date(2026, 1, 3), date(2026, 1, 5)]


def test_a_fall_over_new_year_that_nothing_tells_is_asked_about(place: t.Township) -> None:
    imported = t.arrive(ledger("走访台账", ("2025.12.28", "否", ""), ("12.30", "否", ""), ("1.3", "否", ""), ("3.5", "否", "")), "台账.csv", place)
    assert t.fates(imported) == (2, 0, 0, 2)
    assert t.whys(imported)[0] == "C5 上面是2025-12-30，这里没写年份，分不清是2025年还是2026年，请写上年份"
    assert list(imported.lines.filter(fate="new").order_by("pk").values_list("why", flat=True)) == ["", "C4 没写年份，按2025年登记"]


def test_of_a_row_that_brings_nothing_nothing_is_supplied(place: t.Township) -> None:
    data = ledger("走访台账", ("2025.12.28", "否", ""), ("12.30", "否", ""))
    t.bring_in(data, "台账.csv", place)
    assert set(t.arrive(data, "再来.csv", place).lines.values_list("fate", "why")) == {("same", "")}


def test_a_year_that_a_title_tells_needs_no_word(place: t.Township) -> None:
    imported = t.arrive(ledger("2025年12月走访台账", ("12.28", "否", ""), ("12.30", "否", ""), ("1.3", "否", "")), "台账.csv", place)
    assert list(imported.lines.order_by("pk").values_list("fate", flat=True)) == ["new", "new", "refused"]
    assert imported.lines.order_by("pk")[0].why == ""


def test_a_month_no_title_covers_is_asked_about(place: t.Township) -> None:
    imported = t.arrive(ledger("2025年12月至2026年1月走访台账", ("5.3", "否", "")), "台账.csv", place)
    assert t.whys(imported) == ["C3 标题写的是2025-12至2026-01，看不出这一天是哪一年，请写上年份"]
