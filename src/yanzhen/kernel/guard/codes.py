"""The second factor: six digits that change every half minute (RFC 6238), each good for one use."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from yanzhen.kernel.base.text import fold

from .models import Account

STEP = 30
# One step to either side, for a telephone whose clock is a little off.
DRIFT = (0, -1, 1)


def fresh_key() -> str:
    """A new shared secret, 160 bits in base 32."""
    return pyotp.random_base32()


def address(account: Account) -> str:
    """What the telephone reads from the QR code."""
    return pyotp.TOTP(account.totp).provisioning_uri(name=account.login, issuer_name="雁阵")


def use_code(account: Account, code: str, at: datetime) -> bool:
    """Use a code up. False for a wrong one, and for one (or an older one) that was used before, by whoever and however fast."""
    digits = fold(code).replace(" ", "")
    now, totp = int(at.timestamp()) // STEP, pyotp.TOTP(account.totp)
    for moment in (now + drift for drift in DRIFT):
        if account.totp and hmac.compare_digest(totp.generate_otp(moment).encode(), digits.encode()):
            return bool(Account.objects.filter(pk=account.pk, totp_last__lt=moment).update(totp_last=moment))
    return False
