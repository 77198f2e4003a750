"""By what acts, and by which forms, somebody begins, comes fully, or ceases to belong to an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Belonging, Org, Person, Tie, on_day, under

from ..inputs import writable
from .acting import ActForm, Change
from .forms import PlaceField, RowField, day_field
from .parts import Link


def ties_to(actor: Actor) -> list[Tie]:
    """The ways of belonging for which there is an organisation the actor may write at."""
    kinds = set(writable(actor).values_list("kind", flat=True))
    return [tie for tie in book.of(Tie) if kinds & set(tie.at)]


def held(actor: Actor, person: Person) -> QuerySet[Belonging]:
    """Where the person belongs today, of what the actor may write at."""
    rows = Belonging.objects.filter(on_day(actor.day), under(actor.grounds("register.write"), "org__path"), person=person, until__isnull=True)
    return rows.select_related("org__parent").defer("org__shape", "org__parent__shape").order_by("pk")


def unconfirmed(actor: Actor, person: Person) -> QuerySet[Belonging]:
    """Of these, where he does not count in full yet."""
    return held(actor, person).filter(confirmed_on__isnull=True, sort__in=[tie.key for tie in book.of(Tie) if tie.confirmed])


def places_for(actor: Actor) -> QuerySet[Org]:
    return writable(actor).filter(kind__in={kind for tie in ties_to(actor) for kind in tie.at})


class TieField(RowField):
    """A choice among belongings, by the organisation and the way."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.org.full_name} · {book.get(Tie, obj.sort).name}"


class TieForm(ActForm):
    """What is done to one of a person's belongings; the only one is chosen already."""

    def __init__(self, rows: QuerySet[Belonging], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = list(rows[:2])
        self.fields["tie"] = TieField(rows, label=_("哪里的"), initial=only[0].pk if len(only) == 1 else None)
        self.order_fields(["uid", "tie"])


class BelongForm(ActForm):
    since = day_field(_("从哪天起"))
    confirmed_on = day_field(_("转正"), required=False, help_text=_("还是预备党员的、登记职工的不填"))

    def __init__(self, actor: Actor, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        self.fields["sort"] = forms.ChoiceField(label=_("身份"), choices=[(tie.key, tie.name) for tie in ties_to(actor)])
        self.fields["org"] = PlaceField(places_for(actor), label=_("组织"))
        self.order_fields(["uid", "sort", "org", "since", "confirmed_on"])


class ConfirmForm(TieForm):
    on = day_field(_("转正"))

    def __init__(self, actor: Actor, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(unconfirmed(actor, person), *args, initial={"on": actor.day}, **kwargs)


class PartForm(TieForm):
    until = day_field(_("从哪天起不在那里"))

    def __init__(self, actor: Actor, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(held(actor, person), *args, initial={"until": actor.day}, **kwargs)


class DiedForm(ActForm):
    on = day_field(_("哪天去世的"))

    def __init__(self, actor: Actor, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


CHANGES = {
    "belong": Change(BelongForm, _("登记加入"), actions.belong),
    "confirm": Change(ConfirmForm, _("登记转正"), actions.confirm_belonging),
    "leave": Change(PartForm, _("登记离开"), actions.leave),
    "died": Change(DiedForm, _("登记去世"), actions.record_death),
}


def open_to(actor: Actor, person: Person, own: bool) -> list[str]:
    """Which of the acts the actor may do about the person, who is his `own` to register or not, and where he belongs."""
    if not actor.may("register.write") or person.died_on:
        return []
    mine, known = held(actor, person).values_list("sort", "confirmed_on"), {tie.key for tie in book.of(Tie) if tie.confirmed}
    found = {"belong": bool(ties_to(actor)), "confirm": any(sort in known and on is None for sort, on in mine), "leave": bool(mine), "died": own}
    return [what for what, there in found.items() if there]


def changes_of(actor: Actor, person: Person, own: bool) -> list[Link]:
    return [Link(str(CHANGES[what].verb), reverse("person_change", args=[person.pk, what])) for what in open_to(actor, person, own)]
