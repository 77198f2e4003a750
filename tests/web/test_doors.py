"""Which screen opens for whom. Everybody else finds what he would find at an address that does not exist."""

from __future__ import annotations

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses

NOBODY, ADMINS = "nobody", ("system_admin", "security_admin", "audit_admin")
OFFICE = ("clerk", "chief", "area_head", "office_head", "dispatcher", "secretary", "liaison")
EVERYBODY = (*OFFICE, "grid_worker", "stranger", *ADMINS)
READERS = (*OFFICE, "grid_worker", "stranger")
HERE = ("clerk", "chief", "area_head", "dispatcher", "secretary", "liaison")
SEERS = ("clerk", "chief", "area_head", "dispatcher", "secretary", "liaison")
TOWN = ("dispatcher", "secretary", "liaison")
VISITORS = ("clerk", "chief", "grid_worker", "area_head", "dispatcher", "stranger")
AUDITORS = ("clerk", "chief", "dispatcher", "secretary", "liaison", "stranger")
WRITERS = ("clerk", "dispatcher", "stranger")

WHO_MAY = {
    "inbox": EVERYBODY, "search": EVERYBODY, "account": EVERYBODY, "password": EVERYBODY, "totp": EVERYBODY,
    **dict.fromkeys(("records", "records_export"), (*VISITORS, "office_head", "secretary", "liaison")), "records+": (*VISITORS, "secretary", "liaison"),
    "visit_new": VISITORS, "visit_bare": VISITORS, "visit_key": VISITORS, "record_new": VISITORS, "record": (*SEERS, "grid_worker"),
    "record_correct": ("clerk", "chief", "area_head", "dispatcher", "grid_worker"), "record_void": ("clerk", "chief", "area_head", "dispatcher", "grid_worker"),
    "paper": (*SEERS, "grid_worker"), "orgs": READERS, "org": (*HERE, "grid_worker"), "org+": READERS, "org_new": WRITERS, "org_change": ("dispatcher",),
    "gaps": READERS, "map": READERS, "people": READERS, "person": (*HERE, "grid_worker"), "person_new": WRITERS,
    "person_correct": ("clerk", "dispatcher"), "person_change": ("dispatcher",), "households": READERS, "household": (*HERE, "grid_worker"), "household_new": WRITERS,
    "household_change": ("clerk", "dispatcher"), "imports": WRITERS, "import": ("dispatcher",), "job": ("dispatcher",),
    "figures": READERS, "figure": READERS, "figure_export": READERS, "reports": READERS,
    "report": TOWN, "report_word": TOWN, "trail": ("dispatcher", "secretary", "stranger", "audit_admin"), "policy": EVERYBODY, "rules": EVERYBODY,
    "audits": AUDITORS, "audit": TOWN, "audit+": TOWN, "audit_figure": TOWN, "audit_word": TOWN, "audit_json": TOWN, "audit_alone": TOWN,
    "posts": ("dispatcher", "stranger", "security_admin"), "accounts": ("system_admin",),
}


def test_a_screen_opens_for_these_and_for_nobody_else(town: Township, comes: Comes) -> None:
    pages, wrong = addresses(town), {}
    for who in EVERYBODY:
        client = comes(who)
        for name, path in pages.items():
            status = client.get(path).status_code
            if status != (200 if who in WHO_MAY[name] else 404):
                wrong[who, name] = status
    assert wrong == {}


def test_who_has_not_signed_in_is_asked_to_whatever_he_opens(town: Township, comes: Comes) -> None:
    client = comes(NOBODY)
    assert {client.get(path).status_code for path in addresses(town).values()} == {302}


def test_every_page_that_can_be_opened_is_in_this_table(town: Township) -> None:
    assert set(addresses(town)) == set(WHO_MAY)
