"""What was not read is said; a small fault in a cell that need not be there keeps nobody out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.intake import township as t
from yanzhen.faces.cli.importing import tell
from yanzhen.kernel.intake import left_out
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.register.models import Person

from .package import xlsx

pytestmark = pytest.mark.django_db

HEAD = ["支部名称", "姓名", "身份证号", "出生年月", "入党时间", "手机", "血型"]
NUMBER = t.born(1978, 11)


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def member(**said: str) -> list[str]:
    columns = {"branch": "上河村党支部", "name": "吴小雨", "id": NUMBER, "birth": "1978.3", "joined": "2016.11.2", "phone": "", "face": "O"}
    return list((columns | said).values())


def roster(*rows: list[str]) -> bytes:
    return xlsx([["党员花名册"], HEAD, *rows], [["填表说明"], ["一、姓名照户口本"]], names=["花名册", "说明"])


@pytest.fixture
def imported(place: t.Township) -> Import:
    return t.bring_in(roster(member()), "党员.xlsx", place)


def test_sheets_and_columns_that_were_not_read_are_told(imported: Import) -> None:
    assert left_out.told(imported) == ["工作表“说明”没有读：没有认出表头", "工作表“花名册”里没有用到的列：G“血型”"]


def test_the_console_tells_them_and_what_was_set_up(imported: Import, capsys: pytest.CaptureFixture[str]) -> None:
    tell(imported, as_json=False)
    told = capsys.readouterr().out
    assert "同时设立:" in told and "上河村党支部" in told and "工作表“说明”没有读：没有认出表头" in told and "G“血型”" in told


def test_a_program_is_told_the_same(imported: Import, capsys: pytest.CaptureFixture[str]) -> None:
    tell(imported, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["unread"] == [{"sheet": "说明", "why": "没有认出表头"}]
    assert told["unused"] == [{"sheet": "花名册", "column": "G", "heading": "血型"}]
    assert "村党支部“上河村党支部”" in "".join(told["counts"]["founded"])


def test_words_beside_a_telephone_are_no_part_of_it(place: t.Township) -> None:
    assert t.fates(t.bring_in(roster(member(phone="13812345678（儿子）")), "党员.xlsx", place)) == (1, 0, 0, 0)
    assert Person.objects.get(name="吴小雨").phone == "13812345678"


def birth_told(place: t.Township, birth: Any, **said: str) -> tuple[tuple[int, int, int, int], str]:
    imported = t.arrive(roster(member(birth=birth, **said)), "党员.xlsx", place)
    return t.fates(imported), imported.lines.get().why


@pytest.mark.parametrize("birth", ["78年3月", "78.03", "1978年3月4日生", "1978、3、4", "Mar-78", "1978—03—04", "一九七八年三月", "1978年3月"])
def test_a_birth_is_read_however_it_is_written(place: t.Township, birth: str) -> None:
    fates, why = birth_told(place, birth)
    assert fates == (1, 0, 0, 0) and "没有用这一格" not in why


@pytest.mark.parametrize("birth", ["民国", "约1978年", "05/03/1978", "3月5日"])
def test_a_birth_nobody_can_read_is_a_hint_where_the_number_tells_it(place: t.Township, birth: str) -> None:
    fates, why = birth_told(place, birth)
    assert fates == (1, 0, 0, 0) and "D3 " in why and why.endswith("没有用这一格")


def test_a_birth_nobody_can_read_refuses_the_row_where_nothing_else_tells_it(place: t.Township) -> None:
    people = t.sheet(("户号", "姓名", "与户主关系", "出生年月"), [["0001", "李长河", "户主", "民国"]], "上河村户籍台账")
    assert t.whys(t.arrive(people, "台账.csv", place)) == ["D3 认不出日期“民国”"]


def test_a_birth_takes_no_year_from_the_title(place: t.Township) -> None:
    people = t.sheet(("户号", "姓名", "与户主关系", "出生年月"), [["0001", "李长河", "户主", "3月5日"]], "上河村2017年户籍台账")
    assert t.whys(t.arrive(people, "台账.csv", place)) == ["D3 缺少年份"]
