"""Names and numbers as every face says and takes them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Role

LONGEST = 9


def role_name(key: str) -> str:
    """The name of a role; its key if no pack declares it any more."""
    try:
        return str(book.get(Role, key))
    except KeyError:
        return key


def post_names(posts: str) -> str:
    """“role@org;role@org” as the trail keeps it, in words; the first post only."""
    if posts == "operator":
        return _("系统操作员")
    return role_name(posts.split(";")[0].split("@")[0]) if posts else ""


def spellings(number: str) -> list[str]:
    """A number as it may stand in a register: household 37 is written 0037 in most."""
    bare = number.lstrip("0")
    return sorted({number, *(bare.zfill(n) for n in range(1, LONGEST))}) if bare.isdecimal() else [number]
