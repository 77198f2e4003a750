"""What a page says about the way: what is done, whose turn it is, what follows, and how things are found by what people call them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township, step
from tests.world import NOON, TODAY
from yanzhen.faces.web.mapping import shade
from yanzhen.faces.words import spellings
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.acting import require
from yanzhen.kernel.reports.actions import draft, sign
from yanzhen.packs.visits.actions import Raised, draw_revisits, log_visit


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def stops(page: str) -> list[str]:
    """The stops of the bar of steps: their names, those to come in brackets."""
    found = re.findall(r'<li class="(\w+)"[^>]*>([^<]+?) ?(?:<small>[^<]*</small> ?)?</li>', page)
    return [name if state != "todo" else f"({name})" for state, name in found]


def test_the_bar_shows_the_way_so_far_and_the_way_to_the_end(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), f"/r/{town.problems['taken'].pk}/")
    assert stops(page) == ["已登记", "已交办", "办理中", "(已解决)", "(已答复住户)", "(住户已确认)", "(已办结)"]
    assert "应于 " in page


def test_what_came_round_again_stands_on_the_bar_once(town: Township, comes: Comes) -> None:
    record = town.problems["taken"]
    step(record, "return", town.world, "office_head", why="不归水利站管")
    page = text(comes("dispatcher"), f"/r/{record.pk}/")
    assert stops(page) == ["已登记", "(已交办)", "(办理中)", "(已解决)", "(已答复住户)", "(住户已确认)", "(已办结)"]


def test_what_waits_says_from_whom_it_came_and_why(town: Township, comes: Comes) -> None:
    step(town.problems["taken"], "return", town.world, "office_head", why="不归水利站管")
    page = text(comes("dispatcher"), "/")
    assert f"站所负责人 {town.world.people['office_head'].name} 退回：不归水利站管" in page
    assert f"{town.world.people['clerk'].name} 登记" in page


@pytest.mark.parametrize("target", ("home", "company"))
def test_whom_to_go_to_stands_once_on_a_record(town: Township, comes: Comes, target: str) -> None:
    """In full for whoever has to act; as one of the facts for whoever only reads."""
    w = town.world
    made = log_visit(actor=w.actor("dispatcher"), at=NOON, uid=uuid4(), org=w.village if target == "home" else w.company, happened_on=TODAY, target=getattr(w, target), problems=[Raised("漏水", "water")])
    record = Record.objects.get(kind="problem", origin=made)
    seen = {who: comes(who).get(f"/r/{record.pk}/").context for who in ("dispatcher", "secretary")}
    name = {"home": "住户", "company": "企业"}[target]
    told = {who: ([fact.label for fact in page["way"]], name in [fact.label for fact in page["facts"]]) for who, page in seen.items()}
    assert told == {"dispatcher": ([name] if target == "company" else ["户号", "户主", "所在", "住址"], False), "secretary": ([], True)}


def test_whom_a_second_look_asks_stands_once_too(town: Township, comes: Comes) -> None:
    appoint(actor=town.world.operator, at=NOON, person=town.world.worker3, org=town.world.town, role="inspector", since=TODAY)
    (look,) = draw_revisits(actor=town.world.actor("worker3"), at=NOON, size=1)
    page = comes("worker3").get(f"/r/{look.pk}/").context
    assert [fact.label for fact in page["way"]][:2] == ["户号", "户主"] and "住户" not in [fact.label for fact in page["asked_facts"]]


def test_a_report_not_yet_signed_is_before_its_writer_and_waits_for_its_signer(town: Township, comes: Comes) -> None:
    w = town.world
    draft(actor=w.actor("dispatcher"), at=NOON, uid=uuid4(), org=w.town, name="半年小结", year=TODAY.year, body="# 半年小结\n")
    seen = {who: [words in text(comes(who), "/") for words in ("还没签发的报告", "等我签发的报告")] for who in ("dispatcher", "secretary", "clerk", "office_head")}
    assert seen == {"dispatcher": [True, False], "secretary": [False, True], "clerk": [False, False], "office_head": [False, False]}


def test_what_waits_for_a_signature_is_counted_as_waiting(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("secretary")
    assert "现在没有轮到您办的事" in text(client, "/")
    made = draft(actor=w.actor("dispatcher"), at=NOON, uid=uuid4(), org=w.town, name="半年小结", year=TODAY.year, body="# 半年小结\n")
    page = text(client, "/")
    assert "现在没有轮到您办的事" not in page and "轮到我办的 1" in page and f'href="/reports/{made.pk}/sign/"' in page
    assert re.search(r'href="/"[^>]*>.*?<[^>]*count[^>]*>\s*1\s*<', page, re.DOTALL)


def test_the_menu_names_the_reports_only_to_whom_there_are_any(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("grid_worker")
    named = {who: re.search(r'<a[^>]*href="/reports/"', text(comes(who), "/")) is not None for who in ("dispatcher", "secretary", "liaison", "clerk", "office_head", "grid_worker")}
    assert named == {"dispatcher": True, "secretary": True, "liaison": True, "clerk": False, "office_head": False, "grid_worker": False}
    for org in (w.village, w.grid):
        made = draft(actor=w.actor("dispatcher"), at=NOON, uid=uuid4(), org=org, name="小结", year=TODAY.year, body="# 小结\n")
        sign(made, actor=w.actor("secretary"), at=NOON, version=made.version)
    assert f'href="/reports/{made.pk}/"' in text(client, "/reports/") and 'href="/reports/"' in text(client, "/")


def test_the_history_says_by_which_post_a_record_was_written_down(town: Township, comes: Comes) -> None:
    w, page = town.world, text(comes("dispatcher"), f"/r/{town.problems['fresh'].pk}/")
    assert f"村文书 {w.people['clerk'].name} 登记" in re.sub("<[^>]+>", "", page)


def test_a_new_report_begins_with_the_words_of_the_last(town: Township, comes: Comes) -> None:
    assert town.report
    page = text(comes("dispatcher"), "/reports/")
    assert f"正文已照《{town.report.title}》填好" in page and "全年走访{走访次数}" in page


def test_a_figure_leads_back_and_marks_by_what_it_is_divided(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/f/problem.all/")
    assert re.search(r'<a href="/f/\?[^"]+">指标</a>', page) and re.search(r'aria-current="page">片区</a>', page)


def test_the_map_is_coloured_before_anything_is_chosen(town: Township, comes: Comes) -> None:
    assert 'value="problem.unsolved" selected' in text(comes("dispatcher"), "/map/")
    assert 'value="problem.unsolved" selected' not in text(comes("dispatcher"), "/map/?figure=")


@pytest.mark.parametrize(("of", "colours"), [(1, ["q3"]), (2, ["q1", "q5"]), (3, ["q1", "q3", "q5"]), (5, ["q1", "q2", "q3", "q4", "q5"])])
def test_the_lowest_class_is_the_lightest(of: int, colours: list[str]) -> None:
    assert [shade(rank, of) for rank in range(of)] == colours


def test_who_may_act_out_of_turn_is_told_whose_turn_it_is(town: Township, comes: Comes) -> None:
    path = f"/r/{town.problems['taken'].pk}/"
    assert "您可以：延期" in (seen := text(comes("dispatcher"), path)) and "现在轮到 站所负责人" in seen
    assert "下一步：已解决" in text(comes("office_head"), path)
    assert "您可以：答复住户" in text(comes("dispatcher"), f"/r/{town.problems['solved'].pk}/")


def test_a_refusal_says_who_may_instead(town: Township) -> None:
    with pytest.raises(Refused, match="不能办理石桥镇的这项登记，请交给管得到那里的党政办主任"):
        require(town.world.actor("clerk"), town.world.town)


def test_the_other_language_is_offered_in_its_own_words(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), "/")
    assert 'lang="en">English</button>' in page and "英语" not in page


def test_what_a_list_is_narrowed_by_does_not_stand_in_the_search_above(town: Township, comes: Comes) -> None:
    assert re.search(r'id="bar-search"[^>]* value=""', text(comes("clerk"), "/h/?q=0101"))


def test_what_a_step_was_told_is_no_reason(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), f"/r/{town.problems['handed'].pk}/")
    assert f"交给：{town.world.office}" in page and "理由" not in page


@pytest.mark.parametrize("typed", ["0001", "1", "01"])
def test_a_household_is_found_without_its_noughts(town: Township, comes: Comes, typed: str) -> None:
    w, client = town.world, comes("clerk")
    w.home.__class__.objects.filter(pk=w.home.pk).update(number="0001")
    assert f'href="/h/{w.home.pk}/"' in text(client, f"/h/?q={typed}")
    sent = {"uid": "0" * 31 + "1", "org": w.home.org_id, "happened_on": "2026-01-05", "called_on": typed, "problem-TOTAL_FORMS": "0", "problem-INITIAL_FORMS": "0"}
    assert client.post("/new/visit/", sent).status_code == 302


def test_a_number_may_stand_with_and_without_noughts() -> None:
    assert {"37", "037", "0037"} <= set(spellings("37")) and spellings("丙7") == ["丙7"]
