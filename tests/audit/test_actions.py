"""A report handed in is read once, its verdicts follow the records, and what people say of them is kept under their names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils.translation import override

from tests.world import NOON, TODAY, World, build
from yanzhen.kernel.audit import actions
from yanzhen.kernel.audit.claims import Claim, Finding, Severity, Verdict
from yanzhen.kernel.audit.models import Answer, Audit, Meaning
from yanzhen.kernel.audit.shapes import claim_from, claim_kept, told
from yanzhen.kernel.audit.standing import cleared, read_from, standing
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.packs.visits.actions import Raised, log_visit

TEXT = "石桥镇2026年工作报告\n全镇辖3个行政村。全年走访1户，反映问题2条。排查矛盾7条。\n"


@pytest.fixture
def world(db: None) -> World:
    return build()


def handed(world: World, text: str = TEXT, who: str = "dispatcher", last: str = "") -> Audit:
    made = actions.receive(actor=world.actor(who), at=NOON, uid=uuid4(), org=world.town, year=2026, name="a\\报告.txt", data=text.encode("gb18030"), last_name="去年.txt", last=last.encode())
    return actions.read(made, actor=world.actor(who), at=NOON)


def visited(world: World, problems: int) -> None:
    raised = [Raised(f"第{n}件", "water") for n in range(problems)]
    log_visit(actor=world.actor("clerk"), at=NOON, uid=uuid4(), org=world.village, happened_on=TODAY - timedelta(days=1), target=world.home, problems=raised)


def verdicts(audit: Audit) -> dict[str, str]:
    return {claim.quote: str(claim.verdict) for claim in standing(audit, TODAY).claims}


def test_verdicts_follow_the_records(world: World) -> None:
    audit = handed(world)
    assert (audit.name, audit.state, audit.form) == ("报告.txt", "read", "txt")
    assert verdicts(audit) == {"3个": "holds", "1户": "no_source", "2条": "no_source", "7条": "no_source"}
    visited(world, 2)
    assert verdicts(audit) == {"3个": "holds", "1户": "holds", "2条": "holds", "7条": "no_source"}
    visited(world, 1)
    assert verdicts(audit) == {"3个": "holds", "1户": "holds", "2条": "differs", "7条": "no_source"}


def test_a_report_changed_behind_the_systems_back_is_named(world: World) -> None:
    audit, storage = handed(world, last="去年的。"), FsyncStorage()
    assert verify() == []
    Path(storage.path(storage.name_of(audit.last_sha256))).write_text("别的", "utf-8")
    Path(storage.path(storage.name_of(audit.sha256))).unlink()
    assert [(f.sort, "去年.txt" in str(f)) for f in verify()] == [("file", False), ("file", True)]


def test_what_is_kept_comes_back_as_it_was(world: World) -> None:
    read = read_from(handed(world))
    assert [claim_from(claim_kept(claim)) for claim in read.claims] == list(read.claims)
    assert read.document.text[read.claims[0].start : read.claims[0].end] == read.claims[0].quote
    line = told(read.claims, read.findings)["claims"][0]
    assert list(line) == "index quote start end value unit approx kind about place period figure verdict expected why".split()


def test_a_report_is_read_once_and_the_same_sending_is_one_audit(world: World) -> None:
    uid, by = uuid4(), {"actor": world.actor("dispatcher"), "at": NOON}
    sent = {"uid": uid, "org": world.town, "year": 2026, "name": "a.txt", "data": TEXT.encode()}
    first, second = actions.receive(**by, **sent), actions.receive(**by, **sent)
    assert first == second
    actions.read(first, **by)
    actions.read(first, **by)
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="audit.").order_by("pk")] == ["audit.receive", "audit.read"]


def test_its_rows_are_vouched_for_and_its_words_are_sealed(world: World) -> None:
    audit = handed(world)
    assert not list(verify(lambda part, done: None))
    with override("zh-hans"):
        assert Audit.objects.filter(pk=audit.pk).extra(where=["text LIKE %s"], params=["%走访%"]).count() == 0
    Audit.objects.filter(pk=audit.pk).update(year=2025)
    [finding] = verify(lambda part, done: None)
    assert f"audit.audit:{audit.pk}" in str(finding)


def test_sentences_of_last_year_are_asked_about_until_the_records_bear_them_out(world: World) -> None:
    audit = handed(world, last=TEXT.replace("2026", "2025"))
    asked = standing(audit, TODAY).findings
    assert [one.rule for one in asked] == ["last_year"] * 2
    assert all("3个" not in one.why for one in asked), "the villages are in the register"


def test_a_meaning_is_remembered_for_every_later_report_of_the_township(world: World) -> None:
    visited(world, 2)
    audit, by = handed(world), {"actor": world.actor("dispatcher"), "at": NOON}
    actions.means(audit, **by, place=3, figure="problem.all")
    assert verdicts(audit)["7条"] == "differs"
    later = handed(world, "今年排查矛盾2条。\n排查矛盾2条。")
    assert [str(claim.verdict) for claim in standing(later, TODAY).claims][1] == "holds"
    actions.means(audit, **by, place=3, figure="")
    assert verdicts(audit)["7条"] == "no_source" and Meaning.objects.count() == 1


def test_what_a_figure_does_not_count_it_cannot_mean(world: World) -> None:
    audit, by = handed(world), {"actor": world.actor("dispatcher"), "at": NOON}
    for figure in ("population", "nothing", "反映问题"):
        with pytest.raises(Refused):
            actions.means(audit, **by, place=3, figure=figure)
    with pytest.raises(Refused):
        actions.means(audit, **by, place=9, figure="problem.all")


def test_a_verdict_is_accepted_or_disputed_with_a_reason(world: World) -> None:
    audit, by = handed(world), {"actor": world.actor("secretary"), "at": NOON}
    with pytest.raises(Refused):
        actions.answer(audit, **by, place=0, word="disputed")
    actions.answer(audit, **by, place=0, word="disputed", note="上月并了一个村")
    said = actions.answer(audit, **by, place=0, word="accepted")
    assert (said.word, Answer.objects.count()) == ("accepted", 1)
    assert list(Entry.objects.order_by("-pk").values_list("verb", flat=True)[:2]) == ["audit.accept", "audit.dispute"]


def test_who_audits_a_report_of_the_township(world: World) -> None:
    audit = handed(world)
    who = ("dispatcher", "secretary", "liaison", "clerk", "grid_worker", "area_head", "stranger", "system_admin", "audit_admin")
    sees = {name: Audit.objects.visible_to(world.actor(name)).count() for name in who}
    assert sees == {"dispatcher": 1, "secretary": 1, "liaison": 1, "clerk": 0, "grid_worker": 0, "area_head": 0, "stranger": 0, "system_admin": 0, "audit_admin": 0}
    for name in ("clerk", "stranger"):
        with pytest.raises(Refused):
            actions.answer(audit, actor=world.actor(name), at=NOON, place=0, word="accepted")
        with pytest.raises(Refused):
            handed(world, who=name)


@pytest.mark.parametrize(("data", "words"), [(b"", "没有文字"), (b"MZ\0\0", "不是报告"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式")])
def test_what_cannot_be_read_says_so(world: World, data: bytes, words: str) -> None:
    by = {"actor": world.actor("dispatcher"), "at": NOON}
    with override("zh-hans"), pytest.raises(Refused, match=words):
        actions.read(actions.receive(**by, org=world.town, year=2026, name="a.docx", data=data), **by)
    assert [audit.state for audit in Audit.objects.all()] == ([] if not data else ["refused"])


def test_without_a_year_it_is_the_one_that_the_text_names(world: World) -> None:
    by = {"actor": world.actor("dispatcher"), "at": NOON}
    made = actions.receive(**by, org=world.town, name="a.txt", data="2024年工作总结。2024年走访1户，2025年计划走访2户。".encode())
    assert (made.year, actions.read(made, **by).year) == (0, 2024)


def test_a_year_to_come_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        actions.receive(actor=world.actor("dispatcher"), at=NOON, org=world.town, year=2027, name="a.txt", data=b"x")




def test_of_a_sum_that_is_off_only_the_figure_that_differs_is_wrong() -> None:
    whole, part, other = (Claim(n, n + 1, quote, quote, "", verdict=verdict, figure=figure) for n, (quote, verdict, figure) in enumerate((
        ("68", Verdict.DIFFERS, "branches"), ("44", Verdict.INCONSISTENT, "branches.village"), ("23", Verdict.INCONSISTENT, None),
    )))
    error = Finding("parts", (0, 1, 2), "44+23=67，与68不符", Severity.ERROR)
    assert [str(claim.verdict) for claim in cleared([whole, part, other], [error])] == ["differs", "holds", "inconsistent"]
    assert [str(claim.verdict) for claim in cleared([whole, part, other], [replace(error, claims=(1, 2))])] == ["differs", "inconsistent", "inconsistent"]
