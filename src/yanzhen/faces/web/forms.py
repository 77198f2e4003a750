"""Forms made from what the packs declare: one for a step's asks, one for a kind's facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.flows.actions import longest
from yanzhen.kernel.guard.access import Actor, Role
from yanzhen.kernel.records.flow import HANDLER, Ask, Step
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.records.vacancy import unheld
from yanzhen.kernel.register.models import Org

from ..inputs import asked_columns
from .acting import version_field
from .attaching import add_files
from .finding import FoundField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def chips_field(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """A choice among a few, all of them to be seen and one touch away."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect(attrs={"class": "chips"}), **more)


class RowField(forms.ModelChoiceField[Any]):
    """A choice among rows; nothing chosen is a dash."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, **{"empty_label": "—", **kwargs})


class PlaceField(RowField):
    """A choice among organisations in the order of their tree, each moved in as deep as it stands."""

    top: int | None = None

    def label_from_instance(self, obj: Any) -> str:
        depth = (obj.path or "").count("/")
        self.top = depth if self.top is None else min(self.top, depth)
        return "\u3000" * (depth - self.top) + str(obj)


class StepForm(forms.Form):
    """What one step asks, the day it was done, and the browser's id of this act."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, step: Step, record: Record, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ask in step.asks:
            self.fields[ask.key] = ask_field(ask, record)
            if ask.key == "handler":
                leave_out_empty(self.fields[ask.key], taker(step, record), day)
        self.fields["on"] = day_field(_("哪天办的"), required=False, help_text=_("不填就是今天"))

    def answers(self) -> dict[str, Any]:
        """The cleaned answers without the act's id and day."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("uid", "on")}


def ask_field(ask: Ask, record: Record) -> forms.Field:
    common: dict[str, Any] = {"label": ask.name, "required": not ask.optional, "help_text": ask.help}
    if ask.sort == "choice":
        return chips_field(choices=ask.choices.items(), **common)
    if ask.sort == "org":
        orgs = Org.objects.filter(tenant=record.tenant_id, kind__in=ask.orgs, until__isnull=True).order_by("name")
        return RowField(orgs, **common)
    if ask.sort == "date":
        return day_field(**common)
    widget = forms.Textarea(attrs={"rows": 4}) if ask.sort == "long" else forms.TextInput()
    return forms.CharField(max_length=longest(ask, record), widget=widget, **common)


def taker(step: Step, record: Record) -> str:
    """The role that a step hands a record to, at the organisation chosen; empty where it goes elsewhere."""
    flow = record.definition.flow
    state = flow.states[step.target] if flow else None
    return state.turn if state and state.at == HANDLER else ""


def leave_out_empty(field: Any, role: str, day: date) -> None:
    """Offer no organisation in which nobody could take what is handed over, but name it. Who sends it all the same is told by the verb."""
    orgs = field.queryset.annotate(empty=unheld(role, models.OuterRef("pk"), day)) if role else []
    names = gettext("、").join(org.name for org in orgs if org.empty)
    if role:
        field.choices = [("", field.empty_label), *((org.pk, str(org)) for org in orgs if not org.empty)]
    if names:
        field.help_text = gettext("现在没有人任%(role)s的没有列出：%(orgs)s") % {"role": book.get(Role, role), "orgs": names}


def places_of(actor: Actor, kind: Kind) -> models.QuerySet[Org]:
    """The living organisations the actor may write a kind of record at."""
    found = models.Q(pk__in=[])
    for post in actor.posts:
        if post.role in kind.written_by:
            found |= models.Q(path__startswith=post.path)
    if actor.operator:
        found = models.Q()
    return Org.objects.filter(found, until__isnull=True, tenant__isnull=False).order_by("path")


class RecordForm(forms.Form):
    """One record of a kind: where, when, what, and its own columns. Columns that steps write are not asked."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, kind: Kind, actor: Actor, *args: Any, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            self.fields["org"] = PlaceField(places_of(actor, kind), label=_("所在"))
        self.fields["happened_on"] = day_field(_("日期"), initial=actor.day)
        self.fields["title"] = forms.CharField(label=_("事由"), max_length=200)
        for name in asked_columns(kind):
            self.fields[name] = column_field(kind, name, actor)
        if correcting:
            self.fields["reason"] = forms.CharField(label=_("为什么更正"), max_length=200)
            self.fields["version"] = version_field()
        else:
            add_files(self)

    def facts(self) -> dict[str, Any]:
        """The kind's own columns as given."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("uid", "org", "happened_on", "title", "reason", "version", "files", "keep_place")}


def column_field(kind: Kind, name: str, actor: Actor) -> forms.Field:
    field = kind.facts._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return FoundField(field, actor, label=field.verbose_name, required=not field.blank)
    if field.choices and not field.blank:  # type: ignore[union-attr]
        return chips_field(field.verbose_name, field.flatchoices)  # type: ignore[union-attr]
    made = field.formfield()  # type: ignore[union-attr]
    assert made is not None
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    return made

