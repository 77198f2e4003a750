"""What a ledger says of a problem, in the words clerks write: read by rule, kept as written, refused where it cannot be read."""

from collections.abc import Iterator

import pytest

from tests.intake import township as t
from yanzhen.kernel.records.models import Record

pytestmark = pytest.mark.django_db

HEAD = ("村名", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间/未解决原因")


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1960, 11))), "上河村户籍台账"), "台账.csv", place)
    yield place


def told(place: t.Township, outcome: str, result: str = "", detail: str = "村口道路坑洼", category: str = "道路") -> t.Import:
    row = ["上河村", "李长河", "2017-03-12", category, detail, outcome, result]
    return t.bring_in(t.sheet(HEAD, [row], "大走访问题台账(2017年)"), "问题.csv", place)


@pytest.mark.parametrize(("said", "why"), [
    ("暂时无法解决—土地指标", "土地指标"), ("暂时无法解决/土地指标", "土地指标"), ("暂时无法解决 土地指标", "土地指标"), ("暂时无法解决－土地指标", "土地指标"),
    ("暂时无法解决、土地指标", "土地指标"), ("暂时无法解决；土地指标", "土地指标"), ("因土地指标无法解决", "因土地指标无法解决"), ("办不了", "办不了"), ("没法办", "没法办"),
    ("不予受理", "不予受理"), ("暂无资金", "暂无资金"), ("已答复，政策不允许", "已答复，政策不允许"), ("不属于本村职责", "不属于本村职责"),
])
def test_what_cannot_be_done_now_keeps_the_clerks_words_as_its_reason(place: t.Township, said: str, why: str) -> None:
    told(place, said)
    one = Record.objects.get(kind="problem")
    assert (one.state, one.problem.condition) == ("cannot", why)


@pytest.mark.parametrize("said", ["已解决80%", "解决一半", "没解决完", "尚未解决，正在协调", "未完全解决", "已列入2027年计划", "已报镇政府", "已处理，群众不满意"])
def test_what_is_partly_done_or_under_way_is_in_hand(place: t.Township, said: str) -> None:
    imported = told(place, said)
    one = Record.objects.get(kind="problem")
    assert (one.state, imported.lines.get().why) == ("in_hand", f"“{said}”按“办理中”登记")
    assert said.split("，")[-1] in one.steps.get(step="assign").answers["note"]


@pytest.mark.parametrize(("said", "level"), [("已上报县供电公司", "county"), ("已转县水利局", "county"), ("无法解决，已上报省农网办", "province")])
def test_what_was_raised_says_to_whom(place: t.Township, said: str, level: str) -> None:
    told(place, said)
    one = Record.objects.get(kind="problem")
    assert (one.state, one.problem.level) == ("raised", level)
    assert said.split("，")[-1] in one.steps.get(step="raise").answers["ask"]


@pytest.mark.parametrize("said", ["已解决", "√", "已解决100%", "已解决，持续跟进", "调解成功", "6月20日已解决", "已答复"])
def test_what_is_done_is_solved(place: t.Township, said: str) -> None:
    told(place, said)
    assert Record.objects.get(kind="problem").state == "solved"


@pytest.mark.parametrize("said", ["已解决？", "重复反映", "2026年7月1日"])
def test_what_cannot_be_read_is_asked_about(place: t.Township, said: str) -> None:
    [why] = t.whys(told(place, said))
    assert why == f"F3 看不出“{said}”是不是解决了，请写已解决、正在解决、上报或未解决（写明原因）"


@pytest.mark.parametrize(("outcome", "result", "state"), [("未解决", "正在协调", "in_hand"), ("否", "已上报县水利局", "raised"), ("未解决", "缺资金", "cannot")])
def test_the_reason_may_stand_in_the_next_column(place: t.Township, outcome: str, result: str, state: str) -> None:
    told(place, outcome, result)
    assert Record.objects.get(kind="problem").state == state


@pytest.mark.parametrize("said", ["无", "没有问题", "一切正常", "无问题反映", "暂无", "—", "无。", "未反映问题", "无意见、建议"])
@pytest.mark.parametrize("category", ["", "无", "其他"])
def test_a_visit_on_which_nothing_was_raised_is_only_a_visit(place: t.Township, said: str, category: str) -> None:
    if said == "—" and category == "其他":
        return
    told(place, "无", detail=said, category=category)
    assert [one.kind for one in Record.objects.all()] == ["visit"]


def test_a_problem_that_begins_with_a_lack_is_one(place: t.Township) -> None:
    told(place, "", detail="没有路", category="")
    assert [one.kind for one in Record.objects.order_by("pk")] == ["visit", "problem"]
