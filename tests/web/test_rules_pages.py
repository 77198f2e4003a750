"""The trail, the policy and the rules as people read them; and an office's own rules."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.web.conftest import Comes
from tests.web.pages import Township, step
from tests.world import NOON, TODAY
from yanzhen.faces.api.auth import POLICY as API
from yanzhen.kernel.base import adopted
from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.models import Adopted
from yanzhen.kernel.base.rules import rule
from yanzhen.kernel.guard.actions import adopt_rules
from yanzhen.kernel.guard.models import ChainHead, Entry
from yanzhen.kernel.register.actions import leave_household, merge_orgs, restore_org

STRICTER = '[problem.accept]\nname = "交办后接办的期限"\nlevel = "township"\nplace = "990101"\nsource = "石政发〔2026〕1号"\nsince = { 2026-03-01 = "1 working day" }\n'


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(origin: str, content: str) -> dict[str, object]:
    return {"uid": uuid4(), "origin": origin, "file": SimpleUploadedFile("rules.toml", content.encode())}


def test_the_trail_reads_as_sentences_newest_first(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/trail/?verb=problem.assign")
    assert "党政办主任 阎知行 <b>交办</b>" in page and page.index("办完的事") < page.index("交办的事")
    assert "新来的事" not in page


def test_the_trail_is_narrowed_by_day_and_person(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    counts = [text(client, f"/trail/?{query}").count('class="when"') for query in ("since=2026-03-10", "until=2026-03-09", "who=温", "who=没有这个人")]
    assert counts[0] > 5 and counts[1] == Entry.objects.filter(chain=town.world.town.pk, at__lt=NOON - timedelta(days=1)).count() and counts[2] == Entry.objects.filter(actor=town.world.clerk).count() and counts[3] == 1


def test_what_the_trail_can_be_narrowed_to_is_told_apart(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/trail/")
    choices = re.findall(r'<option value="[a-z_]+\.[a-z_]+"[^>]*>([^<]+)</option>', page)
    assert "民情问题 · 更正" in choices and len(set(choices)) == len(choices)


def test_the_trail_of_one_township_is_not_that_of_another(town: Township, comes: Comes) -> None:
    page, client = text(comes("stranger"), "/trail/"), comes("dispatcher")
    assert "柳湾镇的痕迹" in page and "阎知行" not in page
    head = ChainHead.objects.get(chain=town.world.town.pk)
    assert head.hash[:16] in text(client, "/trail/") and head.hash[:16] not in page


def test_who_may_not_open_a_record_reads_only_that_something_was_done(town: Township, comes: Comes) -> None:
    page = text(comes("audit_admin"), "/trail/?verb=problem.write")
    assert "登记" in page and "新来的事" not in page and f"记录 {town.problems['fresh'].pk} 号" in page


def test_the_policy_is_shown_as_it_is_enforced(town: Township, comes: Comes) -> None:
    page = text(comes("grid_worker"), "/policy/")
    assert all(words in page for words in ("村文书", "登记和更正名册", "/r/&lt;int:pk&gt;/", "办理中 → 已解决", "不用登录", "安全管理员、审计管理员"))


def test_each_rule_says_its_source_its_day_and_whether_it_was_checked(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), "/rules/")
    assert "中国共产党支部工作条例" in page and "已核原文" in page and "2018-10-28" in page and "采用一份" not in page


def test_an_adopted_rule_holds_from_then_on_in_its_township_only(
    town: Township, comes: Comes, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, w = comes("security_admin"), town.world
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/rules/", sent("石政发〔2026〕1号", STRICTER)).status_code == 302
    assert [rule("problem.accept").on(TODAY, place).words for place in ("990101", "990102")] == ["1个工作日", "2个工作日"]
    step(town.problems["fresh"], "assign", w, "dispatcher", handler=w.office, note="")
    assert (w.now(town.problems["handed"]).due_on.day, w.now(town.problems["fresh"]).due_on.day) == (12, 11)
    assert "石政发〔2026〕1号" in text(client, "/rules/") and Entry.objects.filter(verb="rules.adopt").exists()


@pytest.mark.parametrize("wrong", (
    "", "这不是 TOML [", STRICTER.replace("990101", "990102"), STRICTER.replace('place = "990101"\n', ""), STRICTER.replace("1 working day", "soon"),
    STRICTER.replace("source", "src"), STRICTER.replace("problem.accept", "branch.least").replace('"1 working day"', "[1]"),
))
def test_a_text_that_may_not_be_adopted_changes_nothing(wrong: str, town: Township, comes: Comes) -> None:
    answer = comes("security_admin").post("/rules/", sent("石政发〔2026〕2号", wrong))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode() and not Adopted.objects.exists()
    assert rule("problem.accept").on(TODAY, "990101").words == "2个工作日"


NEXT_YEAR = '[[notice]]\nyear = 2027\nsource = "某年放假安排"\nrest = [{ name = "元旦", first = 2026-12-31, last = 2027-01-03 }]\nwork = [2026-12-27]\n'


def test_the_rest_days_of_next_year_are_adopted_for_all_and_said_to_be_a_guess_until_then(town: Township, comes: Comes, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    assert "2027 年：还没有放假安排，暂按法定节假日推算" in text(comes("dispatcher"), "/rules/?day=2026-12-01")
    with django_capture_on_commit_callbacks(execute=True):
        adopt_rules(actor=town.world.operator, at=NOON, origin="放假安排", text=NEXT_YEAR)
    try:
        assert not calendar().is_working(date(2026, 12, 31)) and calendar().is_working(date(2026, 12, 27))
        assert "2027 年：某年放假安排" in text(comes("dispatcher"), "/rules/?day=2026-12-01")
    finally:
        Adopted.objects.all().delete()
        adopted.refresh()
    assert calendar().is_working(date(2026, 12, 31))


def test_rest_days_are_not_adopted_by_who_has_one_township_of_several(town: Township, comes: Comes) -> None:
    answer = comes("security_admin").post("/rules/", sent("放假安排", NEXT_YEAR))
    assert answer.status_code == 422 and "放假安排管这里所有的单位" in answer.content.decode()
    assert not Adopted.objects.exists()


def test_another_process_takes_in_what_was_adopted_and_lets_go_what_is_gone(town: Township) -> None:
    kept = Adopted.objects.create(origin="石政发〔2026〕3号", text=STRICTER, sha256="", by=None, at="2026-03-01T00:00:00Z")
    adopted.refresh()
    assert rule("problem.accept").on(TODAY, "990101").words == "1个工作日"
    kept.delete()
    adopted.refresh()
    assert rule("problem.accept").on(TODAY, "990101").words == "2个工作日"


def test_what_a_later_release_contradicts_is_left_out_and_stops_nothing(town: Township, comes: Comes) -> None:
    Adopted.objects.create(origin="旧文件", text="这不是规则 [", sha256="", by=None, at="2026-03-01T00:00:00Z")
    assert comes("clerk").get("/rules/").status_code == 200
    assert rule("problem.accept").on(TODAY, "990101").words == "2个工作日"


def test_whom_a_post_and_an_account_are_about_is_told_to_whoever_reads_the_trail_but_not_what_a_file_is_called(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("audit_admin")
    account = w.account("wife")
    page = text(client, "/trail/?verb=post.begin")
    assert "温素笺 · 上河村" in page and "任职 " not in page
    assert f"账号 {account.pk} 号" not in text(client, "/trail/?verb=account.open") and "蔺秋月" in text(client, "/trail/?verb=account.open")
    received = text(client, "/trail/?verb=intake.receive")
    assert town.imported and f"导入 {town.imported.pk} 号" in received and town.imported.name not in received


def test_the_policy_shows_what_programs_may_do_too(town: Township, comes: Comes) -> None:
    page = text(comes("audit_admin"), "/policy/")
    for address, right in (("POST /api/records/{int:pk}/correct", "各看各的"), ("GET /api/trail", "查看操作记录"), ("POST /api/people/{int:pk}/correct", "登记和更正名册")):
        row = next((one for one in re.findall(r"<tr>.*?</tr>", page, re.S) if address in one), "")
        assert right in row, address
    assert page.count("/api/") >= len(API)


def test_the_trail_names_what_was_merged_and_who_moved_out(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("dispatcher")
    leave_household(actor=w.operator, at=NOON, household=w.home, person=w.wife, until=TODAY)
    merge_orgs(actor=w.operator, at=NOON, orgs=[w.village], into=w.third_village, since=TODAY)
    restore_org(actor=w.operator, at=NOON, org=w.village)
    assert f"{w.wife.name} · {w.home.number}" in text(client, "/trail/?verb=register.leave_household")
    assert f"并入的 {w.village.name}" in text(client, "/trail/?verb=register.merge_orgs")
    assert f"并入 {w.third_village.name}" in text(client, "/trail/?verb=register.restore_org")
    assert w.wife.name not in text(comes("audit_admin"), "/trail/?verb=register.leave_household")
