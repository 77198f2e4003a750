"""Signing in: slowed but never locked, silent about who exists, dead when a post or an account ends."""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from tests.guard.place import AT, DAY, PASSWORD, Place, later
from tests.guard.test_trail import together
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import passwords, slowdown
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.actions import close_account, confirm_totp, end_appointment, open_account, switch_on_totp
from yanzhen.kernel.guard.models import Account, Entry, SignInTry
from yanzhen.kernel.guard.signin import CodeNeeded, check
from yanzhen.kernel.guard.verify import verify

OFFICE, ELSEWHERE = "10.1.0.7", "203.0.113.9"
WRONG = "账号或密码不对"


@pytest.fixture
def clerk(place: Place) -> Account:
    place.post("李禾", "g_clerk", "东柳村")
    return place.account("李禾", "lihe")


@pytest.fixture
def argon2(settings: Any, quick_passwords: list[str]) -> None:
    """From here on passwords are hashed as the product does."""
    settings.PASSWORD_HASHERS = quick_passwords


def enter(at: datetime = AT, login: str = "lihe", password: str = PASSWORD, code: str = "", whence: str = OFFICE) -> Account:
    return check(login, password, code, whence=whence, at=at)


def seconds_to_wait(why: Refused) -> int:
    return int("".join(c for c in str(why) if c.isdigit()) or 0)


def guess(at: datetime, whence: str = ELSEWHERE, login: str = "lihe") -> int:
    """One wrong guess; how many seconds it came too early, 0 if it was taken as a guess."""
    try:
        enter(at, login, "not-this-one", whence=whence)
    except Refused as why:
        return seconds_to_wait(why)
    raise AssertionError("the wrong password opened")


def test_login_and_password_open_whatever_the_case_and_width(clerk: Account) -> None:
    assert enter() == enter(login=" ＬｉＨｅ ") == clerk


def test_a_right_sign_in_is_one_entry_and_the_rows_agree(clerk: Account) -> None:
    before = Entry.objects.count()
    enter()
    assert Entry.objects.count() == before + 1 and Entry.objects.latest("pk").verb == "account.sign_in" and verify() == []


def test_a_wrong_login_a_wrong_password_and_a_closed_account_are_told_the_same(place: Place, clerk: Account) -> None:
    place.post("王田", "g_clerk", "西柳村")
    close_account(place.account("王田", "wangtian"), actor=operator(DAY), at=AT)
    told = set()
    for login, password in (("lihe", "x"), ("nobody", PASSWORD), ("wangtian", PASSWORD), ("", ""), ("lihe", PASSWORD + "x" * 200)):
        with pytest.raises(Refused) as why:
            enter(login=login, password=password)
        told.add(str(why.value))
    assert told == {"账号或密码不对。"}


def test_every_try_costs_exactly_one_hash_whoever_is_asked_for(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = passwords.check_password
    monkeypatch.setattr(passwords, "check_password", lambda password, encoded: hashed.append(encoded) or real(password, encoded))
    for n, login in enumerate(("lihe", "nobody", "lihe", "")):
        guess(AT, whence=f"10.9.9.{n}", login=login)
    assert len(hashed) == 4 and hashed[0] == hashed[2] != hashed[1] == hashed[3]


def test_an_unknown_login_takes_as_long_as_a_known_one(clerk: Account, argon2: None) -> None:
    Account.objects.update(password=passwords.hashed(PASSWORD))
    took: dict[str, list[float]] = {"lihe": [], "nobody": []}
    guess(AT, login="warm-up")
    for n in range(4):
        for login, spent in took.items():
            began = time.process_time()
            guess(later(days=n), login=login, whence=f"10.9.{n}.1")
            spent.append(time.process_time() - began)
    known, unknown = (statistics.median(spent) for spent in took.values())
    assert 0.8 < known / unknown < 1.25


def test_the_product_hashes_with_argon2(argon2: None) -> None:
    assert passwords.hashed(PASSWORD).startswith("argon2$argon2id$")


def test_five_wrong_tries_cost_nothing_then_the_wait_doubles(clerk: Account) -> None:
    assert [guess(AT) for _n in range(5)] == [0] * 5
    waits, at = [], AT
    for _n in range(12):
        waits.append(wait := guess(at))
        at += timedelta(seconds=wait)
        assert guess(at) == 0
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 2400]


def test_a_try_that_has_to_wait_is_not_hashed_and_does_not_count(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(6):
        guess(AT)
    monkeypatch.setattr(passwords, "check_password", None)
    assert [guess(AT) for _n in range(9)] == [2] * 9


def test_the_right_password_has_to_wait_too_or_waiting_would_be_an_answer(clerk: Account) -> None:
    for _n in range(6):
        guess(AT)
    with pytest.raises(Refused, match="请等 2 秒"):
        enter(whence=ELSEWHERE)
    assert enter(later(seconds=2), whence=ELSEWHERE) == clerk


def test_a_known_place_is_not_slowed_by_guesses_from_elsewhere(clerk: Account) -> None:
    enter()
    at = AT
    for _n in range(40):
        at += timedelta(seconds=guess(at))
        guess(at)
    assert guess(at, whence=ELSEWHERE) > 0 and enter(at) == clerk


def test_a_determined_guesser_gets_at_most_a_hundred_guesses_in_any_day(clerk: Account) -> None:
    enter()
    taken: list[datetime] = []
    places = [OFFICE, *(f"203.0.113.{n}" for n in range(9))]
    ready = dict.fromkeys(places, AT)
    while min(ready.values()) < AT + timedelta(days=2):
        whence = min(places, key=lambda p: ready[p])
        at = ready[whence]
        wait = guess(at, whence=whence)
        if not wait:
            taken.append(at)
        ready[whence] = at + timedelta(seconds=max(wait, 1))
    worst = max(sum(first <= at < first + timedelta(days=1) for at in taken) for first in taken)
    assert 60 < worst <= 100


def test_a_try_is_counted_before_its_password_is_looked_at(place: Place) -> None:
    slowdown.begin("lihe", ELSEWHERE, AT)
    assert SignInTry.objects.filter(right=False).count() == 1


def test_who_has_to_wait_only_for_others_under_way_is_not_told_that_he_mistyped_and_nobody_can_tell_the_two_apart(clerk: Account) -> None:
    for _n in range(5):
        slowdown.begin("lihe", ELSEWHERE, AT)
        guess(AT, login="wangtian")
    told = set()
    for login in ("lihe", "wangtian"):
        with pytest.raises(Refused, match="请等 2 秒再试") as why:
            enter(login=login, whence=ELSEWHERE)
        told.add(str(why.value))
    assert len(told) == 1 and "错" not in told.pop()


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_guesses_at_once_no_more_than_the_budget_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(passwords, "check_password", lambda password, encoded: looked.append(encoded) or False)
    waits = together(16, lambda n: guess(AT))
    assert len(looked) <= 5 and sum(wait == 0 for wait in waits) == len(looked) and SignInTry.objects.count() == len(looked)


def test_spraying_many_logins_from_one_address_is_slowed(clerk: Account) -> None:
    assert [guess(AT, login=f"name{n}") for n in range(20)] == [0] * 20
    assert guess(later(seconds=10), login="another") == 50
    assert guess(later(seconds=60), login="another") == 0


def test_a_village_behind_one_address_does_not_suffer_from_its_neighbours(clerk: Account) -> None:
    enter(whence=ELSEWHERE)
    for n in range(20):
        guess(AT, login=f"name{n}")
    assert guess(AT, login="another") > 0 and enter(later(seconds=1), whence=ELSEWHERE) == clerk


def test_tries_are_kept_for_half_a_year_and_then_forgotten(place: Place) -> None:
    guess(AT)
    assert slowdown.forget(later(days=184)) == 0
    assert slowdown.forget(later(days=201)) == 1 and not SignInTry.objects.exists()


def test_without_a_post_nobody_comes_in(place: Place) -> None:
    post = place.post("李禾", "g_clerk", "东柳村")
    place.account("李禾", "lihe")
    end_appointment(post, actor=operator(DAY), at=AT, until=DAY)
    with pytest.raises(Refused, match="没有在任的岗位"):
        enter()


def test_a_temporary_password_ends_after_seven_days(place: Place) -> None:
    place.post("李禾", "g_clerk", "东柳村")
    _account, once = open_account(place.people["李禾"], "lihe", actor=operator(DAY), at=AT)
    assert enter(later(days=7), password=once).must_change
    with pytest.raises(Refused, match="临时密码已过期"):
        enter(later(days=7, seconds=1), password=once)


@pytest.fixture
def key(place: Place, clerk: Account) -> pyotp.TOTP:
    """The second factor, switched on an hour ago."""
    address = switch_on_totp(clerk, actor=place.actor("李禾"), at=later(hours=-1), password=PASSWORD)
    totp = pyotp.parse_uri(address)
    assert isinstance(totp, pyotp.TOTP)
    confirm_totp(clerk, actor=place.actor("李禾"), at=later(hours=-1), code=totp.at(later(hours=-1)))
    return totp


def test_with_a_second_factor_the_password_alone_asks_for_the_code(key: pyotp.TOTP) -> None:
    with pytest.raises(CodeNeeded):
        enter()
    assert enter(code=key.at(AT)) and not SignInTry.objects.filter(right=False, who=SignInTry.objects.latest("pk").who).exists()
    assert verify() == []


def test_a_wrong_password_never_hears_of_the_second_factor(key: pyotp.TOTP) -> None:
    with pytest.raises(Refused, match=WRONG):
        enter(password="wrong-wrong", code=key.at(AT))


def test_a_code_is_good_once_and_older_ones_never_again(key: pyotp.TOTP) -> None:
    enter(code=key.at(AT))
    for code in (key.at(AT), key.at(later(seconds=-30))):
        with pytest.raises(Refused, match="动态口令不对.或已经用过"):
            enter(later(seconds=1), code=code)
    assert enter(later(seconds=30), code=key.at(later(seconds=30)))


@pytest.mark.parametrize(("drift", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_telephone_may_be_half_a_minute_off(key: pyotp.TOTP, drift: int, good: bool) -> None:
    at = AT.replace(second=0)
    try:
        enter(at, code=key.at(at + timedelta(seconds=drift)))
    except Refused:
        assert not good
    else:
        assert good


def test_codes_may_be_typed_with_blanks_and_in_full_width(key: pyotp.TOTP) -> None:
    wide = key.at(AT).translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert enter(code=f"{wide[:3]} {wide[3:]}")


def test_wrong_codes_are_guesses_too(key: pyotp.TOTP) -> None:
    for _n in range(5):
        with pytest.raises(Refused, match="动态口令不对"):
            enter(code="12345x", whence=ELSEWHERE)
    with pytest.raises(Refused, match="请等 2 秒"):
        enter(code=key.at(AT), whence=ELSEWHERE)
    assert enter(later(seconds=2), code=key.at(AT), whence=ELSEWHERE)
