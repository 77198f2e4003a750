"""The verbs of the guard."""

from .accounts import close_account, open_account, reset_password
from .adopting import adopt_rules
from .own import change_password, confirm_totp, issue_token, revoke_token, sign_out, switch_off_totp, switch_on_totp
from .posts import appoint, end_appointment, givable, refuse_giving

__all__ = [
    "adopt_rules",
    "appoint",
    "change_password",
    "close_account",
    "confirm_totp",
    "end_appointment",
    "givable",
    "issue_token",
    "open_account",
    "refuse_giving",
    "reset_password",
    "revoke_token",
    "sign_out",
    "switch_off_totp",
    "switch_on_totp",
]
