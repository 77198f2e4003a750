"""The log says what happened where, never to whom; and what identifies people lies nowhere in the database as it is."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.safety.asking import questions
from tests.safety.bodies import API, PASSWORD, WEB
from tests.safety.callers import ANYBODY, ask, browser, program
from tests.safety.house import House, furnished, imported
from tests.safety.test_two_worlds import forgotten
from tests.world import NOON, PEOPLE, TODAY, id_number
from yanzhen.kernel.base import ids
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.register.actions import correct_person, register_person
from yanzhen.kernel.register.models import Person
from yanzhen.logs import Impersonal

NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
WRITTEN = ("停水", "路面塌陷", "想修路", "桥头十米", "上坡三户", "换了水管", "重了", PASSWORD)


class Kept(logging.Handler):
    """Every line as it would stand in the log, from DEBUG on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Impersonal())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    """Everything is logged, and kept."""
    kept, loggers = Kept(), [logging.getLogger(name) for name in ("", "django", "django.db.backends", "yanzhen")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    for one in loggers[:2]:
        one.addHandler(kept)
    yield kept
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)
        one.removeHandler(kept)


def personal(text: str, *more: str) -> set[str]:
    """What in a text says of whom it speaks: names, identity numbers, telephones, what people wrote."""
    names = {person[1] for person in PEOPLE}
    numbers = {found for found in NUMBER.findall(text) if ids.fault(found) is None} | set(PHONE.findall(text))
    return numbers | {word for word in (*names, *WRITTEN, *more) if word in text}


def test_the_scan_finds_what_it_looks_for() -> None:
    assert personal(f"用户璩老根 {id_number(TODAY, 7, 'm')} 19900000017 反映停水") == {"璩老根", id_number(TODAY, 7, "m"), "19900000017", "停水"}
    assert personal("第 123456789012345678 行,/r/19900000017123/ 用时 12 毫秒") == set()


def test_the_log_names_nobody(house: House, log: Kept) -> None:
    house.world.account("clerk")
    for who in ("clerk", "dispatcher"):
        web, api = browser(house.world, who), program(house.world, who)
        for question in questions(house)[::4]:
            with forgotten():
                ask(api if question.path.startswith("/api/") else web, question.method, question.path, question.data)
    for one in (*WEB, *API):
        with forgotten():
            if one.first:
                one.first(house)
            ask((program if one in API else browser)(house.world, one.who), "POST", one.path(house), one.sent(house))
    assert len(log.lines) > 50 and personal("\n".join(log.lines), "yz_") == set()


def test_a_fault_of_ours_tells_where_and_not_of_whom(house: House, log: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    villager = house.villager

    def broken(*_all: Any, **_more: Any) -> None:
        raise ValueError(f"{villager.name} {villager.id_number} {villager.phone}") from KeyError(villager.name)

    monkeypatch.setattr("yanzhen.faces.web.views.people.visible", broken)
    client = browser(house.world, "clerk")
    client.raise_request_exception = False
    answer = client.get(f"/p/{villager.pk}/")
    assert answer.status_code == 500 and personal(answer.content.decode()) == set()
    text = "\n".join(log.lines)
    assert "ValueError" in text and "people.py" in text and personal(text) == set()


def test_a_wrong_password_is_nowhere_in_the_log(house: House, log: Kept) -> None:
    browser(house.world, ANYBODY).post("/sign-in/", {"login": "温素笺", "password": PASSWORD})
    Client().get("/api/me", headers={"Authorization": "Bearer yz_secret"})
    assert log.lines and personal("\n".join(log.lines), "yz_secret") == set()


@pytest.fixture
def kept_house(db: None) -> House:
    """The furnished county, committed, where numbers have been through everything that keeps old values."""
    house = furnished()
    imported(house, "dispatcher", "town")
    by, villager = house.actor("clerk"), house.villager
    correct_person(actor=by, at=NOON, person=villager, reason="换号", phone="19955550000")
    uid = uuid4()
    for order in (71, 72):
        try:
            register_person(actor=by, at=NOON, uid=uid, org=house.village, name="新人", id_number=id_number(TODAY, order, "m"), phone="19966660000")
        except Refused:
            assert order == 72, "only the second, with other content under the same id, is refused"
    return house


def stored() -> bytes:
    """Everything the database keeps, as bytes: the file with its log, or every column of every table."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        held = b""
        for path in (name, f"{name}-wal"):
            with open(path, "rb") as file:
                held += file.read()
        return held
    with connection.cursor() as cursor:
        tables: Iterable[str] = connection.introspection.table_names(cursor)
        told = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            told += [row[0] for row in cursor.fetchall()]
    text = "\n".join(told)
    return (text + "".join(bytes.fromhex(h).decode("latin-1") for h in re.findall(r"\\x((?:[0-9a-f]{2})+)", text))).encode()


@pytest.mark.django_db(transaction=True)
def test_no_number_lies_in_the_database_as_it_is(kept_house: House) -> None:
    held = stored()
    people = list(Person.objects.all())
    assert len(people) > 25 and people[5].name.encode() in held, "the scan sees what is not sealed"
    numbers = {value for p in people for value in (p.id_number, p.phone) if value} | {"19955550000", "19966660000", "19900000017"}
    numbers |= {id_number(TODAY, order, "m") for order in (71, 72)} | {id_number(TODAY.replace(1950, 5, 5), 82, "m")}
    assert len(numbers) > 50 and [n for n in numbers if n[:17].encode() in held] == []
