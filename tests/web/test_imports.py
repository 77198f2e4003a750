"""A spreadsheet on its way through the pages: handed over, previewed, put right by hand, decided, taken back."""

from __future__ import annotations

import io
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import ROSTER, Township
from tests.world import NOON
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.worker import work_off
from yanzhen.kernel.register.models import Belonging


def work() -> None:
    """The worker does what waits."""
    work_off(lambda: NOON)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def path(town: Township) -> str:
    """The import that waits, as the worker has read it."""
    assert town.imported
    work()
    return f"/import/{town.imported.pk}/"


def test_a_file_is_taken_and_its_reading_waits_for_the_worker(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    sent = {"uid": uuid4(), "org": town.world.town.pk, "file": SimpleUploadedFile("名册.csv", ROSTER.encode("gb18030"))}
    answer = client.post("/import/", sent)
    page = text(client, answer["Location"])
    assert "排队等候" in page and 'hx-trigger="every 2s"' in page
    work()
    assert "已预览" in text(client, answer["Location"])


def test_the_same_file_sent_twice_is_one_import(town: Township, comes: Comes) -> None:
    client, uid = comes("dispatcher"), uuid4()
    places = {client.post("/import/", {"uid": uid, "org": town.world.town.pk, "file": SimpleUploadedFile("a.csv", b"x")})["Location"] for _ in "12"}
    assert len(places) == 1


def test_the_preview_says_what_becomes_of_each_row_and_masks_the_rest(town: Township, comes: Comes, path: str) -> None:
    client = comes("dispatcher")
    refused, new = text(client, path), text(client, f"{path}?fate=new")
    assert "99010119630404063X" in refused and "校验码不对" in refused and "B4" in refused
    assert "990101196304040633" not in new and "990***********0633" in new and "苌有福" in new


def test_why_a_row_is_refused_is_said_also_where_the_sheet_has_no_such_column(town: Township, comes: Comes) -> None:
    client, roster = comes("dispatcher"), "户籍台账\n户号,与户主关系,姓名,身份证号\n0901,户主,甘棠,990101196304040633\n"
    answer = client.post("/import/", {"uid": uuid4(), "org": town.world.town.pk, "file": SimpleUploadedFile("户籍台账.csv", roster.encode("gb18030"))})
    work()
    page = text(client, answer["Location"])
    assert "退回 1" in page and "看不出是哪个村" in page


def test_refused_rows_come_back_as_a_spreadsheet(town: Township, comes: Comes, path: str) -> None:
    answer = comes("dispatcher").get(f"{path}refused.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active.values)
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "private, no-store"
    assert rows[2][1] == "99010119630404063X" and "校验码不对" in rows[2][-1]


def test_what_was_not_read_is_said_on_the_page(town: Township, comes: Comes) -> None:
    client, (title, head, *rows) = comes("dispatcher"), ROSTER.splitlines()
    wider = "\n".join([title, f"{head},血型", *(f"{row},O" for row in rows)])
    answer = client.post("/import/", {"uid": uuid4(), "org": town.world.town.pk, "file": SimpleUploadedFile("名册.csv", wider.encode("gb18030"))})
    work()
    assert "“血型”" in text(client, answer["Location"])


def test_without_refused_rows_there_is_nothing_to_take(town: Township, comes: Comes) -> None:
    assert town.imported
    assert comes("dispatcher").get(f"/import/{town.imported.pk}/refused.xlsx").status_code == 404


def test_decided_and_taken_back_leaves_the_register_as_it_was(town: Township, comes: Comes, path: str) -> None:
    client, before = comes("dispatcher"), Belonging.objects.count()
    assert client.post(path, {"do": "decide"}).status_code == 302
    work()
    assert Belonging.objects.count() == before + 1 and "已导入" in text(client, path)
    assert client.post(path, {"do": "undo"}).status_code == 302
    work()
    assert Belonging.objects.count() == before and "已撤销" in text(client, path)


def test_a_column_is_put_right_by_hand(town: Township, comes: Comes, path: str) -> None:
    client, imported = comes("dispatcher"), Import.objects.get()
    chosen = {"column_0_0": "name", "column_0_1": "id_number", "column_0_2": "joined_on", "column_0_3": ""}
    sent = {"do": "choose", "uid": uuid4(), "kind": "party_roster", "first_0": 2, "last_0": 2, **chosen}
    assert client.post(path, sent).status_code == 302
    assert client.post(path, sent | {"uid": uuid4()}).status_code == 422
    work()
    imported.refresh_from_db()
    assert imported.mapping["sheets"][0]["columns"] == {"0": "name", "1": "id_number", "2": "joined_on"}


STRANGE = "人员情况\n甲,乙,丙,丁\n" + "\n".join(ROSTER.splitlines()[2:])


def chosen(client: Client, path: str, **said: object) -> None:
    """The form that says how to read the file, sent as it stands but for what is said; and the file read again."""
    form = client.get(path).context["form"]
    client.post(path, {**{name: form[name].value() or "" for name in form.fields}, "do": "choose", **said})
    work()


ASSIGNED = {f"column_0_{at}": key for at, key in enumerate(("name", "id_number", "joined_on", "branch"))}


@pytest.fixture
def strange(town: Township, comes: Comes) -> str:
    """A roster under heads that nobody knows, of which somebody has said what it is."""
    client = comes("dispatcher")
    path: str = client.post("/import/", {"uid": uuid4(), "org": town.world.town.pk, "file": SimpleUploadedFile("表.csv", STRANGE.encode("gb18030"))})["Location"]
    work()
    assert "认不出这是哪一种表" in text(client, path)
    chosen(client, path, kind="party_roster")
    return path


def test_heads_that_nobody_knows_are_assigned_by_hand(town: Township, comes: Comes, strange: str) -> None:
    client = comes("dispatcher")
    page = text(client, strange)
    assert "没有认出表头" in page and all(f"列“{head}”是" in page for head in "甲乙丙丁") and 'name="first_0" value="2"' in page
    chosen(client, strange, **ASSIGNED)
    page = text(client, strange)
    assert "没有认出表头" not in page and "B4" in page and "新增 1" in page and "退回 1" in page


def test_what_was_assigned_stays_while_something_else_is_said(town: Township, comes: Comes, strange: str) -> None:
    client = comes("dispatcher")
    chosen(client, strange, **ASSIGNED)
    chosen(client, strange, day="2026-01-31")
    page = text(client, strange)
    assert "截至 2026-01-31" in page and "新增 1" in page and "没有认出表头" not in page


def test_a_kind_that_fits_no_head_at_first_can_be_changed_again(town: Township, comes: Comes, strange: str) -> None:
    client = comes("dispatcher")
    chosen(client, strange, kind="household_register")
    assert "户号" in text(client, strange) and "甲" in text(client, strange)
    chosen(client, strange, kind="party_roster")
    chosen(client, strange, **ASSIGNED)
    assert "新增 1" in text(client, strange)


def test_one_thing_in_two_columns_is_refused(town: Township, comes: Comes, path: str) -> None:
    sent = {"do": "choose", "uid": uuid4(), "kind": "party_roster", "column_0_0": "name", "column_0_1": "name", "column_0_2": "", "column_0_3": ""}
    answer = comes("dispatcher").post(path, sent)
    assert answer.status_code == 422 and "两列" in answer.content.decode()


def test_what_is_no_spreadsheet_says_so_and_may_not_be_decided(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    sent = {"uid": uuid4(), "org": town.world.town.pk, "file": SimpleUploadedFile("a.xlsx", b"MZ" + b"x" * 99)}
    path = client.post("/import/", sent)["Location"]
    work()
    assert "不能读" in text(client, path) and 'role="alert"' in text(client, path) and 'value="decide"' not in text(client, path)


def test_an_import_is_seen_by_whoever_brought_it(town: Township, comes: Comes, path: str) -> None:
    assert {who: comes(who).get(path).status_code for who in ("dispatcher", "clerk", "stranger")} == {"dispatcher": 200, "clerk": 404, "stranger": 404}
    assert "党员花名册.csv" not in text(comes("clerk"), "/import/")
