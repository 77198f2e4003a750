"""Names and numbers as every face says and takes them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, npgettext

from yanzhen.kernel.base.definitions import Name, book
from yanzhen.kernel.base.language import in_papers
from yanzhen.kernel.guard.access import Role

LONGEST = 9


def role_name(key: str) -> str:
    """The name of a role; its key if no pack declares it any more."""
    try:
        return str(book.get(Role, key))
    except KeyError:
        return key


#: Relations to the head that registers write by number, and those every form offers: these words are ours, whoever typed them.
RELATIONS = frozenset((
    gettext_noop("户主"), gettext_noop("配偶"), gettext_noop("夫"), gettext_noop("妻"), gettext_noop("子"), gettext_noop("独生子"), gettext_noop("长子"),
    gettext_noop("次子"), gettext_noop("三子"), gettext_noop("独生女"), gettext_noop("长女"), gettext_noop("次女"), gettext_noop("三女"),
    gettext_noop("儿媳"), gettext_noop("女婿"), gettext_noop("孙子"), gettext_noop("孙女"), gettext_noop("外孙子"), gettext_noop("外孙女"),
    gettext_noop("父亲"), gettext_noop("母亲"), gettext_noop("岳父"), gettext_noop("岳母"), gettext_noop("公公"), gettext_noop("婆婆"),
    gettext_noop("祖父"), gettext_noop("祖母"), gettext_noop("兄"), gettext_noop("弟"), gettext_noop("姐姐"), gettext_noop("妹妹"), gettext_noop("非亲属"),
))


def relation_said(relation: str) -> str:
    """A relation in the reader's language where it is one of our words; else as it was typed."""
    return _(relation) if relation in RELATIONS else relation


#: The units in which figures are told, for one and for many.
UNITS = {
    "个": lambda n: npgettext("unit", "个", "个", n), "人": lambda n: npgettext("unit", "人", "人", n), "件": lambda n: npgettext("unit", "件", "件", n),
    "家": lambda n: npgettext("unit", "家", "家", n), "户": lambda n: npgettext("unit", "户", "户", n), "条": lambda n: npgettext("unit", "条", "条", n),
    "次": lambda n: npgettext("unit", "次", "次", n), "类": lambda n: npgettext("unit", "类", "类", n),
}


def unit_said(unit: Name, value: Decimal | int | None) -> str:
    """A unit as it stands behind that number: 1 case, 2 cases."""
    counted = UNITS.get(in_papers(unit)) if value == 1 else None
    return counted(1) if counted else str(unit)


def post_names(posts: str) -> str:
    """“role@org;role@org” as the trail keeps it, in words; the first post only."""
    if posts == "operator":
        return _("系统操作员")
    return role_name(posts.split(";")[0].split("@")[0]) if posts else ""


def spellings(number: str) -> list[str]:
    """A number as it may stand in a register: household 37 is written 0037 in most."""
    bare = number.lstrip("0")
    return sorted({number, *(bare.zfill(n) for n in range(1, LONGEST))}) if bare.isdecimal() else [number]
