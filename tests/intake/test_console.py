"""What the console brings in at one go can be taken back like anything else: nothing of it is forgotten."""

from collections.abc import Iterator

import pytest

from tests.intake import township as t
from tests.intake.test_loaders import census
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

pytestmark = pytest.mark.django_db

ONE_OF_EACH = {
    "household_register": t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1960, 11))), "上河村户籍台账"),
    "party_roster": t.sheet(("姓名", "身份证号", "入党时间"), [["吴小雨", t.born(1985, 44, "f"), "2016.11.2"]], "上河村党员花名册"),
    "village_committee": t.sheet(("村", "姓名", "身份证号", "职务"), [["上河村", "匡守田", t.born(1971, 51), "党支部书记、村委会主任"]], "村“两委”成员名册"),
    "org_roster": t.sheet(("名称", "类别", "上级"), [["东片区", "片区", "石桥镇"], ["山口村", "行政村", "东片区"]], "组织名册"),
    "company_roster": t.sheet(("企业名称", "村"), [["清泉食品公司", "上河村"]], "企业名册"),
    "visit_list": t.sheet(("村", "企业", "走访日期"), [["", "长河矿泉公司", "2017-05-02"]], "走访登记"),
    "visit_ledger": t.sheet(("村名", "走访户主", "走访日期", "问题描述", "是否解决"), [["上河村", "过路人", "2017-03-12", "路不平", "已解决"]], "走访问题台账"),
}


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(("企业名称", "村"), [["长河矿泉公司", "上河村"]], "企业名册"), "企业.csv", place)
    yield place


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_what_came_in_at_one_go_is_undone_whole(place: t.Township, kind: str) -> None:
    before = census()
    imported = t.at_once(ONE_OF_EACH[kind], f"{kind}.csv", place, kind=kind)
    assert imported.counts["new"] and not imported.counts["refused"]
    actions.undo(imported, actor=place.by, at=t.AT)
    assert census() | {"Org": Org.objects.alive(t.DAY).count()} == before
    assert not Record.objects.live().exists()
    assert verify() == []
    assert t.fates(t.arrive(ONE_OF_EACH[kind], f"{kind}.csv", place, kind=kind)) == t.fates(imported)


@pytest.mark.parametrize(("name", "expected"), [("村两委成员.xls", 34), ("走访问题台账.xlsx", 70)])
def test_the_shared_rosters_leave_as_they_came(place: t.Township, name: str, expected: int) -> None:
    if not (t.SHARED / name).exists():
        pytest.skip(f"not part of a clone: {name}")
    t.chart(place)
    before = census() | {"Org": Org.objects.alive(t.DAY).count()}
    imported = t.at_once((t.SHARED / name).read_bytes(), name, place)
    assert imported.counts["new"] == expected
    actions.undo(imported, actor=place.by, at=t.AT)
    assert census() | {"Org": Org.objects.alive(t.DAY).count()} == before and not Record.objects.live().exists()
