"""The forms by which people and households are listed, registered and put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person, Tie, under
from yanzhen.kernel.register.queries import members_on
from yanzhen.packs.township.sheets import EDUCATION
from yanzhen.packs.visits.models import Visit

from ..inputs import writable
from ..words import spellings
from .acting import ActForm, PersonField
from .forms import PlaceField, RowField, day_field
from .orgforms import ReasonedForm

GENDERS = [("", "—"), ("m", _("男")), ("f", _("女"))]
#: What is kept is the word of the register, whatever language it is chosen in.
RELATIONS = (
    ("配偶", _("配偶")), ("之子", _("之子")), ("之女", _("之女")), ("之父", _("之父")), ("之母", _("之母")), ("之儿媳", _("之儿媳")), ("之女婿", _("之女婿")),
    ("之孙子", _("之孙子")), ("之孙女", _("之孙女")), ("之兄弟姐妹", _("之兄弟姐妹")), ("其他", _("其他")),
)
SECRET = {"autocomplete": "off", "data-secret": True}
HOMED = ("town", "area", "village", "grid")


def places_read(actor: Actor) -> QuerySet[Org]:
    """The places lists are narrowed by."""
    return Org.objects.filter(under(actor.grounds("register.read")), until__isnull=True).order_by("path").defer("shape")


class PeopleForm(forms.Form):
    """The filters of the list of people."""

    optional = True
    q = forms.CharField(label=_("姓名"), required=False, max_length=20, widget=forms.SearchInput())

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = actor.day
        self.fields["org"] = PlaceField(places_read(actor), label=_("所在"), required=False)
        self.fields["tie"] = forms.ChoiceField(label=_("身份"), required=False, choices=[("", "—"), *((t.key, t.name) for t in book.of(Tie))])

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """By the beginning of the name, by where they live or belong, by what they are."""
        said = self.cleaned_data
        if said["q"]:
            rows = rows.filter(name__startswith=tidy(said["q"]))
        ties = members_on(self.today, said["tie"]) if said["tie"] else Belonging.objects.filter(until__isnull=True)
        if said["org"]:
            ties = ties.filter(org__path__startswith=said["org"].path)
        if said["tie"]:
            return rows.filter(pk__in=ties.values("person"))
        if said["org"]:
            homes = HouseholdMember.objects.filter(until__isnull=True, household__org__path__startswith=said["org"].path)
            rows = rows.filter(Q(pk__in=homes.values("person")) | Q(pk__in=ties.values("person")))
        return rows


class HomesForm(forms.Form):
    """The filters of the list of households."""

    optional = True
    q = forms.CharField(label=_("户号或户主"), required=False, max_length=20, widget=forms.SearchInput())

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = actor.day
        self.fields["org"] = PlaceField(places_read(actor), label=_("所在"), required=False)
        visited = [("", "—"), ("yes", _("今年走访过")), ("no", _("今年还没走访")), ("lately", _("本月走访过")), ("not_lately", _("本月还没走访"))]
        self.fields["visited"] = forms.ChoiceField(label=_("走访"), required=False, choices=visited)
        self.fields["where"] = forms.ChoiceField(label=_("网格"), required=False, choices=[("", "—"), ("none", _("不在网格里"))])

    def narrow(self, rows: QuerySet[Household]) -> QuerySet[Household]:
        said = self.cleaned_data
        if said["q"]:
            words = tidy(said["q"])
            rows = rows.filter(Q(number__startswith=words) | Q(number__in=spellings(words)) | Q(head__name__startswith=words))
        if said["org"]:
            rows = rows.filter(org__path__startswith=said["org"].path)
        if said["where"]:
            rows = rows.exclude(org__kind="grid")
        if said["visited"]:
            first = self.today.replace(day=1) if "lately" in said["visited"] else self.today.replace(month=1, day=1)
            calls = Exists(Visit.objects.filter(household=OuterRef("pk"), record__voided_on__isnull=True, record__happened_on__gte=first))
            rows = rows.filter(~calls) if said["visited"].startswith("no") else rows.filter(calls)
        return rows


def _columns(*, secret_help: Any) -> dict[str, forms.Field]:
    learnt = [("", "—"), *((one, one) for one in EDUCATION)]
    return {
        "name": forms.CharField(label=_("姓名"), max_length=40),
        "id_number": forms.CharField(label=_("身份证号"), max_length=20, required=False, widget=forms.TextInput(attrs=SECRET), help_text=secret_help),
        "gender": forms.ChoiceField(label=_("性别"), choices=GENDERS, required=False),
        "birth": day_field(_("出生日期"), required=False),
        "phone": forms.CharField(label=_("电话"), max_length=30, required=False, widget=forms.TextInput(attrs={**SECRET, "inputmode": "tel"})),
        "nation": forms.CharField(label=_("民族"), max_length=20, required=False),
        "education": forms.ChoiceField(label=_("学历"), choices=learnt, required=False),
    }


class PersonForm(ActForm):
    """A new person, who lives in a household or belongs to an organisation from a day on."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _columns(secret_help=_("填了身份证号，性别和出生日期可不填"))
        self.fields["org"] = PlaceField(writable(actor), label=_("所在"))
        self.fields["number"] = forms.CharField(label=_("户号"), max_length=20, required=False, help_text=_("住进哪一户；只登记身份的不填"))
        self.fields["relation"] = relation_field()
        self.fields["tie"] = forms.ChoiceField(label=_("身份"), required=False, choices=[("", "—"), *((t.key, t.name) for t in book.of(Tie))])
        self.fields["since"] = day_field(_("从哪天起"), initial=actor.day)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        org, number = said.get("org"), tidy(said.get("number") or "")
        if not number and not said.get("tie"):
            self.add_error("number", _("请写户号，或选一种身份：哪里都不在的人，登记后谁也找不到。"))
        if org and number:
            homes = list(Household.objects.filter(org__path__startswith=org.path, number=number, until__isnull=True)[:2])
            if len(homes) != 1:
                self.add_error("number", _("这里有不止一户是这个户号，请把“所在”选到网格。") if homes else _("这里没有这个户号，请核对。"))
            said["household"] = homes[0] if len(homes) == 1 else None
        return said

    def columns(self) -> dict[str, Any]:
        """What is registered of the person."""
        return {k: self.cleaned_data[k] for k in ("name", "id_number", "gender", "birth", "phone", "nation", "education")}


def relation_field(label: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label or _("与户主关系"), required=False, choices=[("", "—"), *RELATIONS])


class PersonCorrectForm(ReasonedForm):
    """A person's columns. What is sealed is not shown here: left empty it stays as it is."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        shown = ("name", "gender", "birth", "nation", "education", "died_on")
        super().__init__(*args, initial={k: getattr(person, k) for k in shown}, **kwargs)
        self.fields |= _columns(secret_help=_("不填就不改"))
        if person.died_on:
            self.fields["died_on"] = day_field(_("去世"), required=False)
        self.fields["reason"] = self.fields.pop("reason")
        kept: Any = self.fields["education"]
        if person.education not in dict(kept.choices):
            kept.choices = [*kept.choices, (person.education, person.education)]
        self.fields["phone"].help_text = _("不填就不改")

    def changes(self) -> dict[str, Any]:
        """The columns as they are to be; sealed ones only if something was written."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("uid", "reason", "version") and (v or k not in ("id_number", "phone"))}


def living_in(home: Household) -> QuerySet[Person]:
    """Who lives in a household today."""
    return Person.objects.filter(homes__household=home, homes__until__isnull=True).defer("id_number", "phone").order_by("name")


class HomeColumns(forms.Form):
    address = forms.CharField(label=_("住址"), max_length=120, required=False)
    lat = forms.DecimalField(label=_("纬度"), required=False, max_digits=9, decimal_places=6, min_value=-90, max_value=90)
    lng = forms.DecimalField(label=_("经度"), required=False, max_digits=9, decimal_places=6, min_value=-180, max_value=180, help_text=_("纬度和经度一起填，地图上才看得见这一户"))


class HomeForm(ActForm, HomeColumns):
    """A new household."""

    number = forms.CharField(label=_("户号"), max_length=20)
    since = day_field(_("立户"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = PlaceField(writable(actor).filter(kind__in=HOMED), label=_("所在"))
        self.fields["head"] = PersonField(Person.objects.within(actor, "register.write"), label=_("户主"), required=False)
        self.order_fields(["uid", "org", "number", "head", "since", "address", "lat", "lng"])


class HomeCorrectForm(ReasonedForm, HomeColumns):
    number = forms.CharField(label=_("户号"), max_length=20)

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        start = {k: getattr(home, k) for k in ("number", "address", "lat", "lng")} | {"head": home.head_id}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["head"] = RowField(living_in(home), label=_("户主"), required=False)
        self.order_fields(["uid", "number", "head", "address", "lat", "lng", "reason"])


class JoinForm(ActForm):
    since = day_field(_("从哪天起"))

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        self.fields["person"] = PersonField(Person.objects.within(actor, "register.write"), label=_("谁"))
        self.fields["relation"] = relation_field()
        self.order_fields(["uid", "person", "relation", "since"])


class LeaveForm(ActForm):
    until = day_field(_("从哪天起不在这一户"))

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"until": actor.day}, **kwargs)
        self.living = {str(one.pk): one for one in living_in(home)}
        chips = forms.CheckboxSelectMultiple(attrs={"class": "chips"})
        self.fields["person"] = forms.MultipleChoiceField(label=_("谁（可选几位）"), choices=[(key, str(one)) for key, one in self.living.items()], widget=chips)
        self.fields["close"] = forms.BooleanField(label=_("全户都迁走了，同时销户"), required=False)
        self.order_fields(["uid", "person", "until", "close"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {**said, "person": [self.living[key] for key in said.get("person", ())]}


class DeathForm(ActForm):
    on = day_field(_("哪天去世的"))

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = RowField(living_in(home), label=_("谁"))
        self.order_fields(["uid", "person", "on"])


class HeadForm(ActForm):
    """Who leads the household, and what each of the others is to him."""

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"] = RowField(living_in(home).exclude(pk=home.head_id or 0), label=_("新户主"))
        for person in living_in(home):
            self.fields[f"relation_{person.pk}"] = relation_field(_("%(person)s与新户主的关系") % {"person": person})

    def clean(self) -> dict[str, Any]:
        """The relations together, as the verb takes them."""
        said = super().clean() or {}
        told = {int(key.partition("_")[2]): said.pop(key) for key in [*said] if key.startswith("relation_")}
        return {**said, "relations": {key: word for key, word in told.items() if word}}


class RelationForm(ReasonedForm):
    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = RowField(living_in(home).exclude(pk=home.head_id or 0), label=_("谁"))
        self.fields["relation"] = relation_field()
        self.order_fields(["uid", "person", "relation", "reason"])


class RehomeForm(ActForm):
    since = day_field(_("从哪天起"))

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        self.fields["to"] = PlaceField(writable(actor).filter(kind__in=HOMED).exclude(pk=home.org_id), label=_("调到"))
        self.order_fields(["uid", "to", "since"])


class CloseForm(ActForm):
    until = day_field(_("从哪天起没有这一户"))

    def __init__(self, actor: Actor, home: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"until": actor.day}, **kwargs)
