"""The small county with something to hide in every room: records, files, reports and work of several places and people."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from PIL import Image

from tests.kept import Once
from tests.world import NOON, SINCE, TODAY, World, build, id_number
from yanzhen.kernel.audit import actions as audits
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import read
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.access import Actor, operator
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.jobs import actions as jobs
from yanzhen.kernel.papers.actions import attach
from yanzhen.kernel.records.actions import correct, write
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import register_people
from yanzhen.kernel.reports import actions as reports
from yanzhen.packs.visits.actions import Raised, draw_revisits, log_visit

LAST_WEEK = NOON - timedelta(days=7)
JANUARY = NOON - timedelta(days=50)
# Attribute, name, born, gender, posts: who the small county lacks. The last two held other posts before.
MORE = (
    ("inspector", "檀守正", date(1975, 2, 3), "m", "inspector@town"),
    ("officer", "幸小禾", date(1990, 4, 5), "f", "village_officer@village"),
    ("revoked", "勾不留", date(1984, 6, 7), "m", "village_clerk@village"),
    ("moved", "养新村", date(1986, 8, 9), "f", "village_clerk@village village_clerk@other_village"),
)
BODY = "# 石桥镇工作报告\n全镇现有{总人口},走访中反映问题{反映问题},已解决{已解决问题}。\n"


@dataclass
class House:
    """The county, and what was put into it by name: a record, paper, import, job or report of each place."""

    world: World
    things: dict[str, models.Model] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if "world" not in self.__dict__:  # while it is copied
            raise AttributeError(name)
        return self.things[name] if name in self.things else getattr(self.world, name)


def uid(name: str) -> UUID:
    """An id of an act that is the same in every run."""
    return uuid5(NAMESPACE_URL, name)


@Once
def furnished() -> House:
    """The county with everything in it; the same every time, so that two of them can be compared."""
    house = House(build())
    _more_people(house.world)
    for place, home, clerk, office in (
        ("village", "home", "clerk", "office"), ("other_village", "other_home", "other_clerk", "other_office"), ("far_village", "far_home", "far_clerk", ""),
    ):
        visited(house, place, home, clerk)
        _handled(house, place, office)
    reported(house)
    for name, org in (("clerk", "village"), ("dispatcher", "town"), ("stranger", "other_town")):
        imported(house, name, org)
    audited(house)
    for name in ("clerk", "dispatcher", "other_clerk", "stranger"):
        house.things[f"post@{name}"] = Appointment.objects.get(person=house.world.people[name])
    house.things["revisit"] = draw_revisits(actor=house.actor("inspector"), at=NOON, size=1)[0]
    return house


def _more_people(world: World) -> None:
    by = operator(SINCE)
    rows = [{"name": n, "id_number": id_number(born, 60 + i, g), "phone": f"1991000{i:04}"} for i, (_, n, born, g, _p) in enumerate(MORE)]
    people = register_people(rows, actor=by, at=JANUARY, org=world.town, reason="建账")
    for (name, *_, posts), person in zip(MORE, people, strict=True):
        world.people[name] = person
        held = []
        for role, place in (post.split("@") for post in posts.split()):
            since = date(2026, 3, 1) if held else SINCE
            held.append(appoint(actor=by, at=JANUARY, person=person, org=world.places[place], role=role, since=since))
        if name in ("revoked", "moved"):
            gone = TODAY if name == "revoked" else date(2026, 3, 1)
            end_appointment(held[0], actor=world.operator, at=NOON, until=gone)


def visited(house: House, place: str, home: str, clerk: str) -> None:
    """A visit with two problems this year, and one problem last year."""
    by, org, target = house.actor(clerk), getattr(house, place), getattr(house, home)
    raised = [Raised(f"{org}路面开裂", "road", f"{org}桥头十米"), Raised(f"{org}停水", "water", f"{org}上坡三户")]
    made = log_visit(actor=by, at=LAST_WEEK, uid=uid(place), org=org, happened_on=LAST_WEEK.date(), target=target, heard=f"{org}想修路", problems=raised)
    house.things[f"visit@{place}"] = made
    road, water = made.offspring.order_by("pk")
    house.things |= {f"problem@{place}": road, f"solved@{place}": water}
    old = {"kind": book.get(Kind, "problem"), "happened_on": date(2025, 11, 5), "title": f"{org}断电", "uid": uid(f"{place} old")}
    house.things[f"old@{place}"] = write(old.pop("kind"), actor=by, org=org, at=JANUARY, category="power", detail=f"{org}台区", household=target, **old)
    correct(road, actor=by, at=LAST_WEEK, reason=f"{org}写错", title=f"{org}路面塌陷")
    house.things[f"paper@{place}"] = attach(road, actor=by, at=LAST_WEEK, uid=uid(f"{place} paper"), name=f"{org}照片.png", data=picture())


def _handled(house: House, place: str, office: str) -> None:
    """The second problem goes to an office, which solves it where the county has one for it."""
    record: Record = getattr(house, f"solved@{place}")
    if not office:
        return
    by = house.operator
    record = take_step(record, "assign", actor=by, at=LAST_WEEK, handler=getattr(house, office), note=f"{place}速办")
    record = take_step(record, "accept", actor=by, at=LAST_WEEK)
    if place == "village":
        record = take_step(record, "solve", actor=by, at=NOON, how=f"{place}换了水管")
    house.things[f"solved@{place}"] = record


def reported(house: House) -> None:
    """A signed report and a draft of each township."""
    by = house.operator
    for town in ("town", "other_town"):
        org = getattr(house, town)
        signed = reports.draft(actor=by, at=JANUARY, uid=uid(f"{town} signed"), org=org, name="年度报告", year=2025, body=BODY.replace("石桥镇", str(org)))
        house.things[f"signed@{town}"] = reports.sign(signed, actor=by, at=JANUARY, version=1)
        house.things[f"draft@{town}"] = reports.draft(actor=by, at=NOON, uid=uid(f"{town} draft"), org=org, name="半年报告", year=2026, body=BODY)


def imported(house: House, name: str, place: str) -> None:
    """A roster handed over, and the work of reading it; where it was read, one of its rows was refused."""
    by: Actor = house.actor(name)
    arrived = intake.receive(actor=by, at=NOON, uid=uid(f"{name} import"), org=getattr(house, place), name=f"{name}户籍台账.csv", data=roster(name))
    house.things[f"import@{name}"] = intake.read(arrived, actor=by, at=NOON) if name == "dispatcher" else arrived
    house.things[f"job@{name}"] = jobs.ask("import.read", arrived.pk, actor=by, at=NOON)


def audited(house: House) -> None:
    """A report of each township that was handed in, and what its figures say."""
    for who, town in (("dispatcher", "town"), ("stranger", "other_town")):
        by, words = house.actor(who), f"{getattr(house, town)}汇报\n全年走访1户，反映问题9条。\n"
        made = audits.receive(actor=by, at=NOON, uid=uid(f"{town} audit"), org=getattr(house, town), year=2026, name=f"{town}汇报.txt", data=words.encode())
        with patch.object(audits, "audited", in_this_process):
            house.things[f"audit@{town}"] = audits.read(made, actor=by, at=NOON)


def in_this_process(data: bytes, last: bytes | None = None, **_more: Any) -> Any:
    """A report of our own read without the child that others' need, and without what it costs to start."""
    known, document = words(), read(data)
    return document, *judge(document, find(document, known), known)


def roster(name: str) -> bytes:
    """A small register of households: one row new, one with a faulty number."""
    order = {"clerk": 80, "dispatcher": 82, "stranger": 84}.get(name, 86)
    good = id_number(date(1950, 5, 5), order, "m")
    lines = ["村名,户号,户主,与户主关系,姓名,身份证号", f"上河村,09{order},{name}甲,户主,{name}甲,{good}", f"上河村,09{order + 1},{name}乙,户主,{name}乙,{good[:-1]}?"]
    return "\n".join(lines).encode()


def picture(colour: str = "green") -> bytes:
    """A photograph, small."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()
