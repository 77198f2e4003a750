"""Lists of records as an office works with them: whose turn, by when, handled by whom, and taken along to a meeting."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.faces.web import evidence
from yanzhen.faces.web.views import inbox, listing
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.pack import problem


def numbers(client: Client, query: str) -> list[str]:
    page = client.get(f"/l/problem/{query}").content.decode()
    return list(dict.fromkeys(re.findall(r"民2026-\d+", page[page.index('id="list"') :])))


def sheet(client: Client, path: str) -> list[list[Any]]:
    answer = client.get(path)
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def test_a_list_says_whose_turn_it_is(town: Township, comes: Comes) -> None:
    w, fresh = town.world, town.problems["fresh"]
    client = comes("clerk")
    assert ">党政办主任<" in client.get("/l/problem/").content.decode()
    take_step(fresh, "assign", actor=w.actor("dispatcher"), at=NOON, handler=w.office)
    page = client.get("/l/problem/").content.decode()
    assert "轮到" in page and f">{w.office.name}<" in page


def test_what_is_due_first_stands_first_and_what_is_done_is_left_out(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    fresh = town.problems["fresh"]
    type(fresh).objects.filter(pk=fresh.pk).update(state="closed", turn_role="", turn_org=None, due_on=None)
    due = numbers(client, "?order=due")
    days = [r.due_on for number in due for r in [type(fresh).objects.get(number=number, tenant=fresh.tenant)]]
    assert days == sorted(days) and None not in days and set(due) < set(numbers(client, "?"))


def test_the_inbox_counts_what_waits_and_lists_what_is_late_first(town: Township, comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = TODAY - timedelta(days=1)
    for name, due in (("fresh", None), ("handed", yesterday), ("taken", yesterday), ("solved", TODAY)):
        Record.objects.filter(pk=town.problems[name].pk).update(turn_role="dispatcher", turn_org=town.world.town, due_on=due)
    client = comes("dispatcher")

    def counts(shown: int) -> list[tuple[str, str]]:
        monkeypatch.setattr(inbox, "SHOWN", shown)
        return re.findall(r'<h2>(已过期限|三天内到期|不急)<span class="count">(\d+)<', client.get("/").content.decode())

    assert counts(9) == [("已过期限", "2"), ("三天内到期", "1"), ("不急", "1")]
    assert counts(1) == [("已过期限", "2")]


def test_a_list_is_narrowed_to_what_an_office_handles(town: Township, comes: Comes) -> None:
    w, fresh = town.world, town.problems["fresh"]
    take_step(fresh, "assign", actor=w.actor("dispatcher"), at=NOON, handler=w.office)
    client = comes("dispatcher")
    assert fresh.number in numbers(client, f"?handler={w.office.pk}") and fresh.number not in numbers(client, f"?handler={w.other_office.pk}")
    assert "承办" in client.get("/l/problem/").content.decode()
    assert 'name="handler"' not in comes("office_head").get("/l/problem/").content.decode(), "an office sees its own only"


def test_the_list_is_taken_along_as_it_is_filtered(town: Township, comes: Comes) -> None:
    client, fresh = comes("dispatcher"), town.problems["fresh"]
    head, *rows, said = sheet(client, "/l/problem/list.xlsx?order=due")
    assert head[:3] == ["编号", "事由", "所在"] and {"住户", "类别", "状态", "承办", "轮到", "期限"} <= set(head)
    assert [row[0] for row in rows] == numbers(client, "?order=due") and "条" in said[0]
    [own] = [row for row in rows if row[0] == fresh.number]
    assert own[head.index("轮到")] == "党政办主任 · 石桥镇" and own[head.index("期限")] == fresh.due_on.isoformat()
    assert "order=due" in client.get("/l/problem/?order=due&page=1").content.decode().split("list.xlsx?")[1][:20]


def test_a_spreadsheet_that_does_not_hold_all_says_how_much_it_leaves_out(town: Township, comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (evidence, listing):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    client = comes("dispatcher")
    figure, listed = sheet(client, "/f/problem.all/list.xlsx"), sheet(client, "/l/problem/list.xlsx")
    assert (len(figure), len(listed)) == (4, 4)
    assert "共 4 条，这里是前 2 条" in figure[-1][0] and "共 4 条，这里是前 2 条" in listed[-1][0]


def test_a_spreadsheet_tells_nothing_of_the_rows_its_reader_may_not_open(town: Township, comes: Comes) -> None:
    w = town.world
    write(problem, actor=w.actor("other_clerk"), at=NOON, org=w.other_village, happened_on=TODAY, title="停水", household=w.other_home, category="water")
    said = [sheet(comes(who), f"/f/problem.all/list.xlsx?org={w.other_village.pk}")[-1][0] for who in ("other_head", "other_clerk")]
    assert said[0] == said[1] and said[0].endswith(f"截至 {TODAY}")


def test_who_sees_no_such_list_takes_none_along(town: Township, comes: Comes) -> None:
    assert comes("system_admin").get("/l/visit/list.xlsx").status_code == 404
    assert [row[0] for row in sheet(comes("far_clerk"), "/l/problem/list.xlsx")[1:-1]] == []


def test_a_figures_rows_say_by_when_and_by_whom_something_is_owed(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    page = client.get("/f/problem.all/").content.decode()
    assert "党政办主任 · 石桥镇" in page
    head, *_rows = sheet(client, "/f/problem.all/list.xlsx")
    assert head[-2:] == ["期限", "轮到"]
    past = sheet(client, "/f/problem.all/list.xlsx?day=2026-03-04")[0]
    assert past == ["编号", "事由", "所在", "日期", "状态"], "whose turn it was is not told of a past day"
