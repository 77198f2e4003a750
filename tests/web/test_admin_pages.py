"""Posts and accounts: given and taken by those who may, seen at once by the door."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client
from pyotp import TOTP

from tests.guard.place import PASSWORD
from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.kernel.guard.codes import fresh_key
from yanzhen.kernel.guard.models import Account, Appointment
from yanzhen.kernel.guard.passwords import hashed
from yanzhen.kernel.register.models import Person


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def appointment(town: Township, **more: object) -> dict[str, object]:
    return {"uid": uuid4(), "person": "苌有福", "org": town.world.grid.pk, "role": "grid_worker", "since": TODAY.isoformat(), **more}


def test_a_post_given_is_seen_at_once(town: Township, comes: Comes) -> None:
    client = comes("security_admin")
    assert client.post("/posts/", appointment(town, appointed_by="石组〔2026〕5号")).status_code == 302
    assert "石组〔2026〕5号" in text(client, "/posts/?q=苌") and "石组" not in text(client, "/posts/?q=温")
    assert Appointment.objects.get(person=town.world.neighbour).org == town.world.grid


def test_what_no_post_may_be_is_said_in_words(town: Township, comes: Comes) -> None:
    client, w = comes("security_admin"), town.world
    for wrong in ({"role": "village_clerk"}, {"until": "2020-01-01"}, {"person": "没有这个人"}, {"person": "户思齐", "role": "system_admin", "org": w.town.pk}, {"org": w.far_grid.pk}):
        answer = client.post("/posts/", appointment(town, **wrong))
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), wrong


def test_a_post_taken_ends_the_session_that_stood_on_it(town: Township, comes: Comes) -> None:
    client, post = comes("clerk"), Appointment.objects.get(person=town.world.clerk)
    assert client.get("/h/").status_code == 200
    assert comes("dispatcher").post("/posts/", {"uid": uuid4(), "do": "end", "post": post.pk, "until": TODAY.isoformat()}).status_code == 302
    assert client.get("/h/").status_code == 302


def test_a_post_of_another_township_is_not_there(town: Township, comes: Comes) -> None:
    post = Appointment.objects.get(person=town.world.far_clerk)
    assert comes("dispatcher").post("/posts/", {"uid": uuid4(), "do": "end", "post": post.pk, "until": TODAY.isoformat()}).status_code == 404
    assert comes("dispatcher").post("/posts/", {"uid": uuid4(), "do": "end", "post": "x"}).status_code == 404


def test_a_day_that_is_none_ends_no_post(town: Township, comes: Comes) -> None:
    post = Appointment.objects.get(person=town.world.clerk)
    assert comes("dispatcher").post("/posts/", {"uid": uuid4(), "do": "end", "post": post.pk, "until": "明天"}).status_code == 422
    assert town.world.now(post).until is None


def test_a_temporary_password_is_shown_once_and_opens_the_door_to_one_page(town: Township, comes: Comes) -> None:
    client, w = comes("system_admin"), town.world
    answer = client.post("/accounts/", {"uid": uuid4(), "person": "羊启明", "login": "yangqiming"})
    once = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert answer.status_code == 200 and once and once[1] not in text(client, "/accounts/")
    new = Client()
    assert new.post("/sign-in/", {"login": "yangqiming", "password": once[1]}).status_code == 302
    assert new.get("/")["Location"] == "/account/password/" and new.get("/account/password/").status_code == 200
    assert Account.objects.get(login="yangqiming").person == w.area_head


def test_the_same_opening_sent_twice_shows_no_second_password(town: Township, comes: Comes) -> None:
    client, said = comes("system_admin"), {"uid": uuid4(), "person": "羊启明", "login": "yangqiming"}
    assert client.post("/accounts/", said).status_code == 200
    assert client.post("/accounts/", said).status_code == 302


def test_an_account_closed_is_over_at_once_and_a_new_password_opens_it(town: Township, comes: Comes) -> None:
    client, clerk = comes("system_admin"), comes("clerk")
    account = town.world.account("clerk").pk
    assert client.post("/accounts/", {"do": "close", "account": account}).status_code == 302
    assert clerk.get("/").status_code == 302 and "已停用" in text(client, "/accounts/")
    answer = client.post("/accounts/", {"do": "reset", "account": account})
    assert "<code>" in answer.content.decode() and Account.objects.get(pk=account).closed_at is None


def test_nobody_resets_an_account_that_his_posts_do_not_reach(town: Township, comes: Comes) -> None:
    client, far = comes("system_admin"), town.world.account("far_clerk").pk
    assert client.post("/accounts/", {"do": "reset", "account": far}).status_code == 404
    apart = town.world.account("audit_admin").pk
    assert client.post("/accounts/", {"do": "reset", "account": apart}).status_code == 422
    assert client.post("/accounts/", {"do": "burn", "account": apart}).status_code == 404


def test_an_account_is_for_who_holds_a_post_whatever_villager_has_his_name(town: Township, comes: Comes) -> None:
    client, w = comes("system_admin"), town.world
    Person.objects.filter(pk=w.child.pk).update(name="羊启明")
    assert "<code>" in client.post("/accounts/", {"uid": uuid4(), "person": "羊启明", "login": "yang"}).content.decode()
    assert Account.objects.get(login="yang").person == w.area_head
    answer = client.post("/accounts/", {"uid": uuid4(), "person": "璩老根", "login": "qu"})
    assert answer.status_code == 422, "nor does it tell who lives where he may read no register"


def test_the_key_of_the_second_factor_can_be_copied_and_stays_while_its_first_code_is_mistyped(town: Township, comes: Comes) -> None:
    account = town.world.account("audit_admin")
    Account.objects.filter(pk=account.pk).update(password=hashed(PASSWORD))
    client = comes("audit_admin")
    shown = client.post("/account/second/", {"do": "on", "password": PASSWORD}).content.decode()
    key = town.world.now(account).totp
    assert " ".join(key[n : n + 4] for n in range(0, len(key), 4)) in shown and 'href="otpauth://totp/' in shown
    wrong = client.post("/account/second/", {"do": "confirm", "code": "000000"})
    assert wrong.status_code == 422 and key[:4] in wrong.content.decode() and town.world.now(account).totp == key
    assert client.post("/account/second/", {"do": "confirm", "code": TOTP(key).at(NOON)}).status_code == 302


def test_a_code_mistyped_by_who_has_not_proved_himself_shows_no_key(town: Township, comes: Comes) -> None:
    account = town.world.account("audit_admin")
    Account.objects.filter(pk=account.pk).update(totp=fresh_key())
    told = comes("audit_admin").post("/account/second/", {"do": "confirm", "code": "000000"}).content.decode()
    assert town.world.now(account).totp[:8] not in told and "otpauth" not in told


def test_an_account_is_found_by_name_or_login_and_says_which_post_it_stands_for(town: Township, comes: Comes) -> None:
    client, w = comes("system_admin"), town.world
    for who in ("clerk", "grid_worker"):
        w.account(who)
    page = text(client, f"/accounts/?q={w.clerk.name[:2]}")
    assert f"{w.village.name} 村文书" in page and w.grid_worker.name not in page
    assert w.clerk.name in text(client, f"/accounts/?q={w.account('clerk').login}") and "没有符合的账号" in text(client, "/accounts/?q=无此人")
    Appointment.objects.filter(person=w.clerk).update(until=TODAY)
    assert "现在没有岗位" in text(client, f"/accounts/?q={w.clerk.name}"), "who is out of office is still to be found"
