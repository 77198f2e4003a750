"""A report on its way through the pages: handed in, read beside its text, answered, taken away."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON
from yanzhen.kernel.audit import actions
from yanzhen.kernel.audit.models import Answer, Meaning
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.jobs.worker import work_off

REPORT = "石桥镇2026年工作报告\n一、基本情况\n全镇辖4个行政村，总人口6人。\n二、走访\n全年走访1户，反映问题4条。排查矛盾9条。\n"
MALICE = "全镇辖4个行政村<script>alert(1)</script>。\n"


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def hand_in(client: Client, town: Township, words: str = REPORT, **more: object) -> str:
    sent = {"uid": uuid4(), "org": town.world.town.pk, "year": 2026, "file": SimpleUploadedFile("汇报.txt", words.encode()), **more}
    answer = client.post("/audit/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.fixture
def path(town: Township, comes: Comes) -> str:
    return hand_in(comes("dispatcher"), town)


def test_the_text_stands_beside_what_is_found_of_its_figures(comes: Comes, path: str) -> None:
    page = text(comes("dispatcher"), path)
    assert 'id="c0" href="#n0"' in page and 'class="fig changed"' in page
    assert "4个" in page and "3 个" in page and "与台账不一致 1" in page
    assert "排查矛盾" in page and 'id="n4"' not in page, "notes are of what is wrong; the text is whole"


def test_filters_work_by_links_alone(comes: Comes, path: str) -> None:
    client = comes("dispatcher")
    everything, held, strange = (text(client, f"{path}?show={key}") for key in ("all", "holds", "nonsense"))
    assert [f'id="n{n}"' in everything for n in range(5)] == [True] * 5
    assert [f'id="n{n}"' in held for n in range(5)] == [False, True, True, True, False]
    assert 'id="n0"' in strange and 'id="n1"' not in strange


def test_a_figure_leads_to_its_records(town: Township, comes: Comes, path: str) -> None:
    page = text(comes("dispatcher"), f"{path}?show=all")
    assert f"/f/problem.all/?org={town.world.town.pk}&amp;year=2026&amp;day=2026-03-10" in page


def test_a_verdict_is_answered_and_the_answer_stands_there(comes: Comes, path: str) -> None:
    client, one = comes("dispatcher"), f"{path}figure/0/"
    assert client.post(one, {"do": "answer", "uid": uuid4(), "word": "disputed", "note": ""}).status_code == 422
    assert client.post(one, {"do": "answer", "uid": uuid4(), "word": "disputed", "note": "刚并了村"}).status_code == 302
    assert Answer.objects.get().note == "刚并了村" and "刚并了村" in text(client, path) and "刚并了村" in text(client, one)


def test_what_a_figure_means_is_said_and_heeded(comes: Comes, path: str) -> None:
    client, one = comes("dispatcher"), f"{path}figure/4/"
    assert 'value="problem.all"' in text(client, one) and 'value="population"' not in text(client, one), "only what counts such a thing"
    assert client.post(one, {"do": "means", "uid": uuid4(), "figure": "population"}).status_code == 422
    assert client.post(one, {"do": "means", "uid": uuid4(), "figure": "problem.all"}).status_code == 302
    assert Meaning.objects.get().figure == "problem.all" and "9条" in text(client, path) and "与台账不一致 2" in text(client, path)


def test_a_post_that_says_nothing_is_told_so(comes: Comes, path: str) -> None:
    assert comes("dispatcher").post(f"{path}figure/0/", {}).status_code == 422


def test_it_is_taken_away_as_word_json_and_a_page_that_stands_alone(comes: Comes, path: str) -> None:
    client = comes("dispatcher")
    word, data, page = (client.get(f"{path}report.{form}") for form in ("docx", "json", "html"))
    [comment] = docx.Document(io.BytesIO(b"".join(word.streaming_content))).comments
    assert "3 个" in comment.text
    told = json.loads(data.content)
    assert [claim["verdict"] for claim in told["claims"]] == ["differs", "holds", "holds", "holds", "no_source"] and told["findings"] == []
    alone = b"".join(page.streaming_content).decode()
    assert "attachment" in page["Content-Disposition"] and "<script" not in alone and "src=" not in alone and "3 个" in alone


def test_what_a_report_says_is_never_markup(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    path = hand_in(client, town, MALICE)
    alone = b"".join(client.get(f"{path}report.html").streaming_content).decode()
    assert "<script>alert" not in text(client, path) and "<script>alert" not in alone


def test_last_years_report_comes_along(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    path = hand_in(client, town, last=SimpleUploadedFile("去年.txt", REPORT.encode()))
    assert "上年的报告里也是这句话" in text(client, f"{path}?show=asked")


def test_a_large_file_waits_for_the_worker(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    path = hand_in(client, town, "全镇辖3个行政村。\n" * (actions.AT_ONCE // 20))
    assert "排队等候" in text(client, path) and 'hx-trigger="every 2s"' in text(client, path)
    assert client.get(f"{path}report.json").status_code == 404
    Job.objects.filter(task="audit.read").update(state="running", done=1, total=5)
    assert "正在找出数字" in text(client, path) and 'max="5" value="1"' in text(client, path)
    Job.objects.filter(task="audit.read").update(state="waiting", done=0, total=0)
    work_off(lambda: NOON + timedelta(seconds=1))
    page = text(client, path)
    job = Job.objects.get(task="audit.read")
    assert (job.state, job.done, job.total) == ("done", 5, 5) and "第几部分" in page and len(page) < 400_000


def test_what_is_no_report_says_why(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    path = hand_in(client, town, file=SimpleUploadedFile("a.docx", b"MZ" + b"x" * 99))
    assert 'role="alert"' in text(client, path)
    empty = client.post("/audit/", {"uid": uuid4(), "org": town.world.town.pk, "year": 2026, "file": SimpleUploadedFile("a.txt", b"")})
    assert empty.status_code == 422


def test_an_audit_is_seen_by_those_who_audit_there(town: Township, comes: Comes, path: str) -> None:
    who = ("dispatcher", "secretary", "liaison", "clerk", "area_head", "grid_worker", "stranger", "system_admin", "audit_admin", "nobody")
    found = {name: comes(name).get(path).status_code for name in who}
    assert found == {**dict.fromkeys(who, 404), "dispatcher": 200, "secretary": 200, "liaison": 200, "nobody": 302}
    assert {name: comes(name).post(f"{path}figure/0/", {"do": "answer", "uid": uuid4(), "word": "accepted"}).status_code for name in ("clerk", "stranger")} == {"clerk": 404, "stranger": 404}
    assert "汇报.txt" not in text(comes("clerk"), "/audit/") and comes("grid_worker").get("/audit/").status_code == 404


def test_a_village_audits_its_own_reports(town: Township, comes: Comes) -> None:
    client = comes("clerk")
    path = hand_in(client, town, "全村走访1户。", org=town.world.village.pk)
    assert "一致 1" in text(client, path)
    assert client.post("/audit/", {"uid": uuid4(), "org": town.world.town.pk, "year": 2026, "file": SimpleUploadedFile("a.txt", b"x")}).status_code == 422
