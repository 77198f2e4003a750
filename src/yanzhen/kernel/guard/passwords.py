"""Passwords: what makes one too easy, temporary ones, and comparing in equal time whether or not the account exists."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused

from .models import Account

SHORTEST, LONGEST = 10, 128
# No letters or digits that are mistaken for one another when read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# Each Argon2 takes 100 MB for its while; more at once would only wait for the processors.
_hashing = BoundedSemaphore(2)


def refuse_easy(password: str, account: Account) -> None:
    """Refused for a password that is too short, well known, built from the login or from the person's own data."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(_("密码要有 %(least)s 到 %(most)s 个字。") % {"least": SHORTEST, "most": LONGEST})
    if len(set(password)) < 4 or _common(password):
        raise Refused(_("这个密码太常见，容易被猜到，请换一个。"))
    person = account.person
    plain = password.casefold()
    own = (account.login, person.name, person.phone, person.id_number[-8:], person.birth and f"{person.birth:%Y%m%d}")
    if any(len(told) > 2 and told.casefold() in plain for told in own if told):
        raise Refused(_("密码里不能有账号、姓名、电话、身份证号或生日。"))


@lru_cache(maxsize=1)
def _list() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _common(password: str) -> bool:
    """Is it in Django's list of 20,000, or one of those with digits and signs hung on?"""
    try:
        for one in {password, password.rstrip("0123456789!@#.*_-")} - {""}:
            _list().validate(one)
    except ValidationError:
        return True
    return False


def temporary() -> str:
    """A password to hand over on paper: about 59 bits, in three groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))


def hashed(password: str) -> str:
    """The password's Argon2 digest."""
    with _hashing:
        return make_password(password)


def matches(password: str, account: Account | None) -> bool:
    """Is it the account's password? Without an account: no, after as long a time."""
    encoded = account.password if account else _nobody(tuple(settings.PASSWORD_HASHERS))
    with _hashing:
        return check_password(password[: LONGEST + 1], encoded) and account is not None


@lru_cache(maxsize=4)
def _nobody(hashers: tuple[str, ...]) -> str:
    """A digest no password has, made the way real ones are."""
    return make_password(secrets.token_urlsafe(32))
