"""A whole, right body for every address that takes one, which of its fields are keys, and what the database says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from tests.safety.house import House, picture, roster, uid
from tests.world import NOON, TODAY, id_number
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.passwords import hashed
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.register.actions import leave_household, merge_orgs

DAY = TODAY.isoformat()
# Columns that hold chance, or what is computed over it.
CHANCE = {
    "Entry": {"hash", "previous", "rows"}, "ChainHead": {"hash"}, "Token": {"digest"}, "Account": {"password", "totp"}, "Report": {"chain_head"},
    "SignInTry": {"id"}, "Revisit": {"seed"},
}  # fmt: skip


@dataclass(frozen=True)
class Write:
    """Who sends what where. `keys` are the fields that name rows, with a row of another place for each (“=” before the words a form is told it by); `optional` what
    the form asks beside; `first` what must be so before."""

    route: str
    who: str
    path: Callable[[House], str]
    body: Callable[[House], dict[str, Any]]
    keys: dict[str, str] = field(default_factory=dict)
    optional: str = ""
    first: Callable[[House], Any] | None = None

    def sent(self, house: House) -> dict[str, Any]:
        return {"uid": str(uid(self.route)), **self.body(house)}


def at(pattern: str, **names: str) -> Callable[[House], str]:
    """A path with the keys of things by their names."""
    return lambda house: pattern.format(**{k: getattr(house, v).pk for k, v in names.items()})


def of(**fields: Any) -> Callable[[House], dict[str, Any]]:
    """A body; a field beginning with “@” is the key of a thing by its name."""
    return lambda house: {k: getattr(house, v[1:]).pk if isinstance(v, str) and v.startswith("@") else v for k, v in fields.items()}


def with_file(name: str, data: bytes, field: str = "file", **fields: Any) -> Callable[[House], dict[str, Any]]:
    return lambda house: {**of(**fields)(house), field: SimpleUploadedFile(name, data)}


def jobs_done(_house: House) -> None:
    """No work waits."""
    Job.objects.update(state="done")


def another_solved(house: House) -> None:
    """One more problem is solved."""
    take_step(getattr(house, "solved@other_village"), "solve", actor=house.operator, at=NOON, how="换了")


def merged(house: House) -> None:
    """The village went into another by mistake."""
    merge_orgs(actor=house.operator, at=NOON, orgs=[house.village], into=house.third_village, since=TODAY)


def emptied(house: House) -> None:
    """Nobody lives in the loose home."""
    for one in house.loose_home.members.filter(until__isnull=True):
        leave_household(actor=house.operator, at=NOON, household=house.loose_home, person=one.person, until=TODAY)


def password_set(house: House) -> None:
    """The clerk has a password he knows."""
    account = house.world.account("clerk")
    account.password = hashed(PASSWORD)
    account.save()


RULES = '[problem.accept]\nname = "接办"\nlevel = "township"\nplace = "990101"\nsource = "石政发〔2026〕1号"\nsince = { 2026-03-01 = "1 working day" }\n'
REPORT = "全镇辖3个行政村。".encode()
PASSWORD = "旧的密码-1024"
VISIT = {"happened_on": DAY, "called_on": "0103", "heard": "x", "problem-TOTAL_FORMS": "1", "problem-INITIAL_FORMS": "0", "problem-0-title": "没路灯", "problem-0-category": "other", "problem-0-detail": ""}
PROBLEM = {"title": "水管漏", "happened_on": DAY}
NEW_ID = id_number(TODAY.replace(year=1999), 71, "f")

WEB = (
    Write("visit_new", "clerk", at("/new/visit/"), with_file("a.png", picture("green"), "files", org="@village", **VISIT), keys={"org": "other_village", "called_on": "=0201"}, optional="detail"),
    Write("record_new", "clerk", at("/new/problem/"), with_file("a.png", picture("green"), "files", org="@village", household="0101", category="water", detail="x", **PROBLEM), keys={"org": "other_village", "household": "=0201", "company": "=远方公司"}, optional="company"),
    Write("record_step", "dispatcher", at("/r/{pk}/do/assign/", pk="problem@village"), of(handler="@office", note="快"), keys={"handler": "other_town"}, optional="on"),
    Write("record_correct", "clerk", at("/r/{pk}/correct/", pk="problem@village"), of(version="99", household="0101", category="water", detail="y", reason="错", **PROBLEM), keys={"household": "=0201", "company": "=远方公司"}, optional="company"),
    Write("record_void", "clerk", at("/r/{pk}/void/", pk="problem@village"), of(reason="重了")),
    Write("record_reach", "dispatcher", at("/r/{pk}/reach/", pk="problem@village"), of()),
    Write("record_attach", "clerk", at("/r/{pk}/attach/", pk="problem@village"), with_file("a.png", picture("blue")), optional="keep_place"),
    Write("paper_withdraw", "clerk", at("/paper/{pk}/withdraw/", pk="paper@village"), of(reason="传错")),
    Write("org_new", "dispatcher", at("/o/new/"), of(parent="@area", kind="village", name="新村", since=DAY), keys={"parent": "other_town", "serves": "far_village"}, optional="code serves area_km2"),
    Write("org_change", "dispatcher", at("/o/{pk}/change/move/", pk="third_village"), of(to="@other_area", since=DAY), keys={"to": "other_town"}),
    Write("person_new", "clerk", at("/p/new/"), of(name="新人", id_number=NEW_ID, org="@village", number="0103", relation="", since=DAY), keys={"org": "other_village", "number": "=0201"}, optional="gender birth phone nation education tie"),
    Write("person_correct", "clerk", at("/p/{pk}/correct/", pk="villager"), of(version="99", name="璩老树", gender="m", birth="1956-02-29", reason="写错"), optional="id_number phone nation education"),
    Write("person_change", "dispatcher", at("/p/{pk}/change/belong/", pk="villager"), of(sort="member", org="@organ_branch", since=DAY), keys={"org": "far_village"}, optional="confirmed_on"),
    Write("person_reveal", "clerk", at("/p/{pk}/reveal/", pk="villager"), of(reason="核对")),
    Write("household_new", "clerk", at("/h/new/"), of(org="@grid", number="0199", since=DAY), keys={"org": "other_village", "head": "=雒长河"}, optional="head address lat lng"),
    Write("household_change", "clerk", at("/h/{pk}/change/move/", pk="home"), of(to="@other_grid", since=DAY), keys={"to": "other_village"}),
    Write("imports", "clerk", at("/import/"), with_file("户籍台账.csv", roster("new"), org="@village"), keys={"org": "other_village"}, optional="kind day"),
    Write("import", "dispatcher", at("/import/{pk}/", pk="import@dispatcher"), of(do="decide"), first=jobs_done),
    Write("reports", "dispatcher", at("/reports/"), of(org="@town", name="新报告", year="2026", body="# 报告\n好。"), keys={"org": "other_town"}, optional="version"),
    Write("report_edit", "dispatcher", at("/reports/{pk}/edit/", pk="draft@town"), of(body="# 报告\n很好。", version="1")),
    Write("report_sign", "secretary", at("/reports/{pk}/sign/", pk="draft@town"), of(version="1")),
    Write("audits", "dispatcher", at("/audit/"), with_file("汇报.txt", REPORT, org="@town"), keys={"org": "other_town"}, optional="year last"),
    Write("audit_figure", "dispatcher", at("/audit/{pk}/figure/0/", pk="audit@town"), of(do="answer", word="disputed", note="不对"), optional="figure"),
    Write("revisit_draw", "inspector", at("/revisit/draw/"), of(size="1"), optional="year", first=another_solved),
    Write("posts", "dispatcher", at("/posts/"), of(person="郏明义", org="@village", role="village_officer", since=DAY), keys={"org": "other_town", "person": "=宓北辰"}, optional="until title appointed_by"),
    Write("accounts", "system_admin", at("/accounts/"), of(person="边玉禾", login="bianyuhe"), keys={"person": "=邬闻舟"}),
    Write("rules", "security_admin", at("/rules/"), with_file("a.toml", RULES.encode(), origin="石政发〔2026〕1号")),
    Write("tokens", "clerk", at("/account/tokens/"), of(name="对账", days="30"), optional="revoke"),
    Write("password", "clerk", at("/account/password/"), of(old=PASSWORD, new="另一个新的密码-2048", again="另一个新的密码-2048"), first=password_set),
    Write("totp", "clerk", at("/account/second/"), of(do="on", password=PASSWORD), optional="code", first=password_set),
    Write("sign_in", "anybody", at("/sign-in/"), of(login="clerk", password=PASSWORD), optional="code next", first=password_set),
    Write("sign_out", "clerk", at("/sign-out/"), of()),
)
API = (
    Write("write_record", "clerk", at("/api/records"), lambda h: {"kind": "problem", "org": h.village.pk, **PROBLEM, "facts": {"category": "water", "household": h.home.pk}}, keys={"org": "other_village", "facts.household": "other_home", "facts.company": "far_village"}),
    Write("take_step", "dispatcher", at("/api/records/{pk}/steps/assign", pk="problem@village"), lambda h: {"answers": {"handler": h.office.pk}}, keys={"answers.handler": "other_town"}, optional="on"),
    Write("write_visit", "clerk", at("/api/visits"), lambda h: {"org": h.village.pk, "household": h.loose_home.pk, "happened_on": DAY, "problems": [{"title": "没路灯", "category": "other"}]}, keys={"org": "other_village", "household": "other_home", "company": "far_village"}, optional="heard company"),
    Write("write_record_with_files", "clerk", at("/api/records/with-files"), lambda h: with_file("a.png", picture("blue"), "files", said={"kind": "problem", "org": h.village.pk, **PROBLEM, "facts": {"category": "water", "household": h.home.pk}})(h), keys={"said.org": "other_village", "said.facts.household": "other_home"}, optional="keep_place"),
    Write("write_visit_with_files", "clerk", at("/api/visits/with-files"), lambda h: with_file("a.png", picture("blue"), "files", said={"org": h.village.pk, "household": h.loose_home.pk, "happened_on": DAY})(h), keys={"said.org": "other_village", "said.household": "other_home"}, optional="keep_place"),
    Write("receive_import", "clerk", at("/api/imports"), with_file("户籍台账.csv", roster("new"), org="@village"), keys={"org": "other_village"}, optional="kind day"),
    Write("correct_record", "clerk", at("/api/records/{pk}/correct", pk="problem@village"), lambda h: {"version": 99, "reason": "错", "title": "水管漏", "facts": {"household": h.loose_home.pk}}, keys={"facts.household": "other_home", "facts.company": "far_village"}, optional="happened_on"),
    Write("void_record", "clerk", at("/api/records/{pk}/void", pk="problem@village"), of(reason="重了")),
    Write("attach_to_record", "clerk", at("/api/records/{pk}/papers", pk="problem@village"), with_file("a.png", picture("blue")), optional="keep_place"),
    Write("withdraw_paper", "clerk", at("/api/papers/{pk}/withdraw", pk="paper@village"), of(reason="传错")),
    Write("draw_revisits", "inspector", at("/api/revisits"), of(size=1), optional="year", first=another_solved),
    Write("found_org", "dispatcher", at("/api/orgs"), of(parent="@area", kind="village", name="新村", since=DAY), keys={"parent": "other_town", "serves": "far_village"}, optional="code serves area_km2"),
    Write("rename_org", "dispatcher", at("/api/orgs/{pk}/rename", pk="third_village"), of(version=99, name="新名村", reason="更名")),
    Write("correct_org", "dispatcher", at("/api/orgs/{pk}/correct", pk="third_village"), of(version=99, area_km2="2.5", reason="测量"), keys={"serves": "far_village"}, optional="code serves shape"),
    Write("move_org", "dispatcher", at("/api/orgs/{pk}/move", pk="third_village"), of(to="@other_area", since=DAY), keys={"to": "other_town"}),
    Write("merge_org", "dispatcher", at("/api/orgs/{pk}/merge", pk="third_village"), of(into="@village", since=DAY), keys={"into": "far_village"}),
    Write("split_org", "dispatcher", at("/api/orgs/{pk}/split", pk="third_village"), of(since=DAY, parts=[{"name": "东村"}, {"name": "西村"}])),
    Write("restore_org", "dispatcher", at("/api/orgs/{pk}/restore", pk="village"), of(), first=merged),
    Write("end_org", "dispatcher", at("/api/orgs/{pk}/end", pk="third_village"), of(until=DAY)),
    Write("register_person", "clerk", at("/api/people"), of(name="新人", id_number=NEW_ID, org="@village", household="@loose_home", since=DAY), keys={"org": "other_village", "household": "other_home"}, optional="gender birth phone nation education tie relation"),
    Write("correct_person", "clerk", at("/api/people/{pk}/correct", pk="villager"), of(version=99, name="璩老树", reason="写错"), optional="id_number phone nation education died_on gender birth"),
    Write("person_belongs", "dispatcher", at("/api/people/{pk}/belong", pk="neighbour"), of(org="@branch", sort="member", since=DAY), keys={"org": "far_village"}, optional="confirmed_on"),
    Write("person_confirmed", "dispatcher", at("/api/people/{pk}/confirm", pk="clerk"), of(org="@branch", sort="member", on=DAY), keys={"org": "far_village"}),
    Write("person_leaves", "dispatcher", at("/api/people/{pk}/leave", pk="villager"), of(org="@branch", sort="member", until=DAY), keys={"org": "far_village"}),
    Write("found_household", "clerk", at("/api/households"), of(org="@grid", number="0199", since=DAY), keys={"org": "other_village", "head": "other_villager"}, optional="head address lat lng"),
    Write("correct_household", "clerk", at("/api/households/{pk}/correct", pk="home"), of(version=99, address="村东头", reason="写错"), keys={"head": "other_villager"}, optional="number head lat lng"),
    Write("join_household", "clerk", at("/api/households/{pk}/join", pk="loose_home"), of(person="@officer", since=DAY), keys={"person": "other_villager"}, optional="relation"),
    Write("leave_household", "clerk", at("/api/households/{pk}/leave", pk="home"), of(person="@villager", until=DAY), keys={"person": "other_villager"}),
    Write("correct_relation", "clerk", at("/api/households/{pk}/relation", pk="home"), of(version=99, person="@child", relation="外孙", reason="写错"), keys={"person": "other_villager"}),
    Write("move_household", "clerk", at("/api/households/{pk}/move", pk="home"), of(to="@other_grid", since=DAY), keys={"to": "other_village"}),
    Write("end_household", "clerk", at("/api/households/{pk}/end", pk="loose_home"), of(until=DAY), first=emptied),
    Write("person_died", "clerk", at("/api/people/{pk}/died", pk="child"), of(on=DAY)),
    Write("household_head", "clerk", at("/api/households/{pk}/head", pk="home"), of(head="@wife", relations={}), keys={"head": "other_villager"}),
    Write("appoint", "dispatcher", at("/api/posts"), of(person="@worker3", org="@village", role="village_officer", since=DAY), keys={"org": "other_town", "person": "far_villager"}, optional="until title appointed_by"),
    Write("end_post", "dispatcher", at("/api/posts/{pk}/end", pk="post@clerk"), of(until=DAY)),
    Write("write_report", "dispatcher", at("/api/reports"), of(org="@town", name="新报告", year=2026, body="# 报告\n好。"), keys={"org": "other_town"}),
    Write("edit_report", "dispatcher", at("/api/reports/{pk}/edit", pk="draft@town"), of(body="# 报告\n很好。", version=1)),
    Write("sign_report", "secretary", at("/api/reports/{pk}/sign", pk="draft@town"), of(version=1)),
    Write("hand_in_audit", "dispatcher", at("/api/audits"), with_file("汇报.txt", REPORT, org="@town"), keys={"org": "other_town"}, optional="year last"),
    Write("answer_audit", "dispatcher", at("/api/audits/{pk}/answer", pk="audit@town"), of(place=0, word="disputed", note="不对")),
    Write("audit_means", "dispatcher", at("/api/audits/{pk}/means", pk="audit@town"), of(place=1, figure="problem.solved")),
    Write("adopt_rules", "security_admin", at("/api/rules"), of(text=RULES, origin="石政发〔2026〕1号")),
    Write("choose_import", "dispatcher", at("/api/imports/{pk}/choose", pk="import@dispatcher"), of(day="2026-01-01"), optional="kind headers columns", first=jobs_done),
    Write("decide_import", "dispatcher", at("/api/imports/{pk}/decide", pk="import@dispatcher"), of()),
    Write("undo_import", "dispatcher", at("/api/imports/{pk}/undo", pk="import@dispatcher"), of()),
)
# What takes a body and writes no row: the language lies in a cookie.
ROWLESS = {"set_language"}


def state() -> dict[str, list[dict[str, Any]]]:
    """Every row of ours, unsealed, but for what is chance."""
    told = {}
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("yanzhen."):
            left_out = CHANCE.get(model.__name__, set())
            columns = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
            rows = model._default_manager.order_by("pk").values(*columns)
            told[model._meta.label] = [{k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()} for row in rows]
    return told


def smuggled(listed: set[str], house: House) -> dict[str, Any]:
    """Every column there is, by its name and by its key, with a value that would be noticed; but for the fields a form asks."""
    sent: dict[str, Any] = {}
    for model in apps.get_models():
        for one in model._meta.concrete_fields if model.__module__.startswith("yanzhen.") else ():
            sent |= dict.fromkeys({one.name, one.attname}, value_of(one, house))
    return {name: value for name, value in sent.items() if name not in listed}


def value_of(one: Any, house: House) -> Any:
    if one.is_relation:
        return house.other_town.pk
    match one:
        case models.BooleanField():
            return True
        case models.IntegerField() | models.DecimalField():
            return 99
        case models.DateField():
            return "2026-01-02"
        case models.JSONField():
            return "{}"
        case models.UUIDField():
            return str(uid("another"))
        case _:
            return "closed"
