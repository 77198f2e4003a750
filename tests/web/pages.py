"""The township of the web's tests at work, and every page it has."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from PIL import Image

from tests.kept import Once
from tests.safety.house import in_this_process
from tests.world import NOON, TODAY, World, build
from yanzhen.kernel.audit import actions as audits
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.actions import ask
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.actions import attach
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_household, correct_org
from yanzhen.kernel.reports.actions import draft, sign
from yanzhen.kernel.reports.models import Report
from yanzhen.packs.visits.actions import Raised, log_visit

ROSTER = "石桥镇党员花名册,,,\n姓名,身份证号,入党时间,所在党支部\n苌有福,990101196304040633,2001-07-01,上河村党支部\n错的人,99010119630404063X,2001-07-01,上河村党支部\n"
SQUARE = [[[118.0, 36.4], [118.06, 36.4], [118.06, 36.45], [118.0, 36.45], [118.0, 36.4]]]
REPORT = "石桥镇半年汇报\n全镇辖4个行政村，总人口6人。\n上半年走访1户，反映问题4条，排查矛盾9条。\n"
TEXT = "# 石桥镇工作报告\n\n一、走访\n\n全年走访{走访次数},反映问题{反映问题}。\n"


@dataclass
class Township:
    """The world and what happened in it."""

    world: World
    visit: Record
    problems: dict[str, Record] = field(default_factory=dict)
    report: Report | None = None
    imported: Import | None = None
    job: Job | None = None
    audit: Audit | None = None
    paper: Paper | None = None


def picture() -> bytes:
    """A small photograph of nothing."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#a8322a").save(out, "PNG")
    return out.getvalue()


def step(record: Record, key: str, world: World, who: str, **answers: Any) -> None:
    take_step(record, key, actor=world.actor(who), at=NOON, uid=uuid4(), on=None, **answers)


@Once
def settled() -> Township:
    """The county with one visit on which four problems were raised, each in another state; a signed report; a roster that waits."""
    world = build()
    by, kinds = {"actor": world.actor("clerk"), "at": NOON}, ("water", "road", "power", "health")
    raised = [Raised(f"{name}的事", kind) for name, kind in zip(("新来", "交办", "办理", "办完"), kinds, strict=True)]
    visit = log_visit(**by, uid=uuid4(), org=world.village, happened_on=TODAY - timedelta(days=9), target=world.home, heard="问了吃水", problems=raised)
    fresh, handed, taken, solved = Record.objects.filter(kind="problem").order_by("pk")
    for record in (handed, taken, solved):
        step(record, "assign", world, "dispatcher", handler=world.office, note="")
    for record in (taken, solved):
        step(record, "accept", world, "office_head")
    step(solved, "solve", world, "office_head", how="换了阀门")
    town = Township(world, visit, {"fresh": fresh, "handed": handed, "taken": taken, "solved": solved})
    town.paper = attach(visit, **by, uid=uuid4(), name="照片.png", data=picture())
    _map(world)
    _papers(town)
    return town


def _map(world: World) -> None:
    by = {"actor": world.operator, "at": NOON, "reason": "补登"}
    correct_org(org=world.village, shape=SQUARE, **by)
    correct_household(household=world.home, lat=Decimal("36.42"), lng=Decimal("118.03"), **by)


def _papers(town: Township) -> None:
    world = town.world
    secretary, dispatcher = world.actor("secretary"), world.actor("dispatcher")
    made = draft(actor=dispatcher, at=NOON, uid=uuid4(), org=world.town, name="工作报告", year=TODAY.year, body=TEXT)
    town.report = sign(made, actor=secretary, at=NOON, version=made.version)
    town.imported = intake.receive(actor=dispatcher, at=NOON, org=world.town, name="党员花名册.csv", data=ROSTER.encode())
    town.audit = audits.receive(actor=dispatcher, at=NOON, uid=uuid4(), org=world.town, year=TODAY.year, name="半年汇报.txt", data=REPORT.encode())
    with patch.object(audits, "audited", in_this_process):
        town.audit = audits.read(town.audit, actor=dispatcher, at=NOON)
    town.job = ask("import.read", town.imported.pk, actor=dispatcher, at=NOON)



def addresses(town: Township) -> dict[str, str]:
    """One address for each page that can be opened, by its name in the URLs; `name+` where a second one is worth a look."""
    w, report, imported = town.world, town.report, town.imported
    assert report and imported and town.paper and town.job and town.audit
    org, person, home, record = w.village.pk, w.villager.pk, w.home.pk, town.problems["fresh"].pk
    return {
        "inbox": "/", "search": "/search/?q=璩老", "account": "/account/", "password": "/account/password/", "totp": "/account/second/",
        "records": "/l/problem/", "records_export": "/l/problem/list.xlsx", "records+": "/l/visit/", "visit_new": "/new/visit/", "visit_bare": "/new/visit/bare/", "visit_key": "/new/visit/key/", "record_new": "/new/problem/", "record": f"/r/{record}/",
        "record_correct": f"/r/{record}/correct/", "record_void": f"/r/{record}/void/", "paper": f"/paper/{town.paper.pk}/",
        "orgs": "/o/", "org": f"/o/{org}/", "org+": f"/o/{w.county.pk}/", "org_new": "/o/new/",
        "org_change": f"/o/{w.third_village.pk}/change/rename/", "gaps": "/gaps/", "map": "/map/?dots=homes",
        "people": "/p/", "person": f"/p/{person}/", "person_new": "/p/new/", "person_correct": f"/p/{person}/correct/", "person_change": f"/p/{person}/change/leave/",
        "households": "/h/", "household": f"/h/{home}/", "household_new": "/h/new/", "household_change": f"/h/{home}/change/join/",
        "imports": "/import/", "import": f"/import/{imported.pk}/", "job": f"/job/{town.job.pk}/",
        "figures": "/f/", "figure": "/f/problem.all/", "figure_export": "/f/problem.all/list.xlsx",
        "reports": "/reports/", "report": f"/reports/{report.pk}/", "report_word": f"/reports/{report.pk}/report.docx",
        "audits": "/audit/", "audit": f"/audit/{town.audit.pk}/", "audit+": f"/audit/{town.audit.pk}/?show=all", "audit_figure": f"/audit/{town.audit.pk}/figure/0/",
        **{name: f"/audit/{town.audit.pk}/report.{form}" for name, form in (("audit_word", "docx"), ("audit_json", "json"), ("audit_alone", "html"))},
        "trail": "/trail/", "policy": "/policy/", "rules": "/rules/", "posts": "/posts/", "accounts": "/accounts/",
    }
