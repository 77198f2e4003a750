"""What a telephone is given to keep visits with: to whom, and what opens them."""

from __future__ import annotations

from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric import ec

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses
from yanzhen.faces.web.keeping import private_half, public_half


def number(text: str) -> int:
    return int.from_bytes(b64decode(text.translate(str.maketrans("-_", "+/")) + "=="), "big")


def test_an_account_s_halves_belong_together_and_to_no_other() -> None:
    for account in range(1, 40):
        private = private_half(account)
        public = ec.derive_private_key(number(private["d"]), ec.SECP256R1()).public_key().public_numbers()
        assert (number(private["x"]), number(private["y"])) == (public.x, public.y)
        assert b64decode(public_half(account)) == b"\x04" + public.x.to_bytes(32, "big") + public.y.to_bytes(32, "big")
    assert len({private_half(account)["d"] for account in range(1, 40)}) == 39


def test_the_private_half_is_told_to_its_account_alone_and_stands_on_no_page(town: Township, comes: Comes) -> None:
    told = {who: comes(who).get("/new/visit/key/") for who in ("clerk", "chief")}
    for who, answer in told.items():
        pk = town.world.account(who).pk
        assert answer.json()["account"] == str(pk) and answer.json()["key"] == private_half(pk)
        assert answer["Cache-Control"] == "no-store"
    secret = told["clerk"].json()["key"]["d"]
    pages = [path for name, path in addresses(town).items() if name != "visit_key"]
    assert not any(secret.encode() in b"".join(comes("clerk").get(path)) for path in pages)


def test_the_worker_is_a_script_of_ours_for_anybody_under_the_policy_of_all_pages(comes: Comes) -> None:
    answer = comes("nobody").get("/new/visit/worker.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert "default-src 'none'" in answer["Content-Security-Policy"] and "Service-Worker-Allowed" not in answer


def test_the_bare_page_leaves_messages_for_the_next_one(town: Township, comes: Comes) -> None:
    client, world = comes("clerk"), town.world
    said = {"org": world.village.pk, "called_on": world.home.number, "happened_on": "2026-03-01", "uid": "5f0c27b1-6f0e-4f7c-b0a7-0d6f1c5f8a11"}
    made = client.post("/new/visit/", said | {"problem-TOTAL_FORMS": "0", "problem-INITIAL_FORMS": "0", "next": "1"})
    assert made.status_code == 302
    assert "已存。" not in client.get("/new/visit/bare/?household=0101").content.decode()
    assert "已存。" in client.get("/new/visit/").content.decode()
