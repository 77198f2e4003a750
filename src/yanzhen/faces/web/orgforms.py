"""The forms by which an organisation is founded, renamed, moved, merged, split and ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.actions import Part
from yanzhen.kernel.register.models import Household, Org, OrgKind

from ..inputs import writable
from .acting import ActForm, Change, version_field
from .forms import PlaceField, day_field
from .geometry import rings

OUTLINE_MOST = 500_000
PARTS = 4
ASSIGNED_MOST = 800


class OutlineField(forms.FileField):
    """A GeoJSON file with one outline, as the rings that are kept."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        if not sent:
            return None
        try:
            if sent.size > OUTLINE_MOST:
                raise ValueError
            said = json.loads(sent.read())
            said = said["features"][0] if said.get("type") == "FeatureCollection" else said
            found = [[list(spot) for spot in ring] for ring in rings(said)]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            found = []
        if not found or not all(len(ring) > 2 and all(abs(x) <= 180 and abs(y) <= 90 for x, y in ring) for ring in found):
            raise forms.ValidationError(gettext("没有读出边界：请上传一个面的 GeoJSON 文件（经纬度），不超过 500 KB。"))
        return found


class FoundForm(ActForm):
    """A new organisation under one that the actor may write at."""

    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=60)
    since = day_field(_("成立"))
    code = forms.CharField(label=_("代码"), max_length=20, required=False)
    area_km2 = forms.DecimalField(label=_("面积（平方公里）"), required=False, min_value=0, max_digits=10, decimal_places=2)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = writable(actor)
        self.fields["parent"] = PlaceField(places, label=_("设在哪里"))
        self.fields["serves"] = PlaceField(places, label=_("所在单位"), required=False, help_text=_("党组织写它所在的村、单位或企业"))
        standing = set(places.values_list("kind", flat=True).distinct())
        fitting = [(k.key, k.name) for k in book.of(OrgKind) if standing & set(k.under)]
        self.fields["kind"] = forms.ChoiceField(label=_("类别"), choices=[("", "—"), *fitting])
        self.order_fields(["uid", "parent", "kind", "name", "since", "code", "serves", "area_km2"])


class ReasonedForm(ActForm):
    """What all corrections ask at the end, and bring along unseen."""

    version = version_field()

    def __init__(self, *args: Any, version: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"version": version, **(kwargs.get("initial") or {})}})
        self.fields["reason"] = forms.CharField(label=_("为什么更正"), max_length=200)


def reads(change: Change | None, version: Callable[[], int]) -> dict[str, int]:
    """What the form of a change is told of the row it is about: the version, if it corrects one. Asked before the row is read."""
    return {"version": version()} if change and issubclass(change.form, ReasonedForm) else {}


class RenameForm(ReasonedForm):
    name = forms.CharField(label=_("新名称"), max_length=60)

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": org.name}, **kwargs)
        self.fields["reason"].label = _("为什么更名")


class CorrectForm(ReasonedForm):
    code = forms.CharField(label=_("代码"), max_length=20, required=False)
    area_km2 = forms.DecimalField(label=_("面积（平方公里）"), required=False, min_value=0, max_digits=10, decimal_places=2)
    shape = OutlineField(label=_("边界"), required=False, help_text=_("GeoJSON 文件；不选就不改"), widget=forms.FileInput(attrs={"accept": ".json,.geojson"}))

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        start = {"code": org.code, "area_km2": org.area_km2, "serves": org.serves_id}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["serves"] = PlaceField(writable(actor), label=_("所在单位"), required=False)

    def changes(self) -> dict[str, Any]:
        """The columns as they are to be; the outline only if one was sent."""
        said = {k: self.cleaned_data[k] for k in ("code", "area_km2", "serves")}
        return said | ({"shape": self.cleaned_data["shape"]} if self.cleaned_data["shape"] else {})


class MoveForm(ActForm):
    since = day_field(_("从哪天起"))

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        places = writable(actor).filter(kind__in=org.definition.under).exclude(pk=org.parent_id or 0).exclude(path__startswith=org.path or "-")
        self.fields["to"] = PlaceField(places, label=_("调到"))
        self.order_fields(["uid", "to", "since"])


class MergeForm(ActForm):
    since = day_field(_("从哪天起"))

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        alike = writable(actor).filter(kind=org.kind, tenant=org.tenant_id).exclude(pk=org.pk)
        self.fields["into"] = PlaceField(alike, label=_("并入"))
        self.order_fields(["uid", "into", "since"])


class RestoreForm(ActForm):
    """Nothing is asked: what is put back is known."""

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class EndForm(ActForm):
    until = day_field(_("从哪天起没有它"))

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"until": actor.day}, **kwargs)


class SplitForm(ActForm):
    """Two to four new organisations, and for each household and organisation directly in the old one where it goes."""

    since = day_field(_("从哪天起"))

    def __init__(self, actor: Actor, org: Org, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": actor.day}, **kwargs)
        for n in range(PARTS):
            self.fields[f"name_{n}"] = forms.CharField(label=_("新组织 %(n)d 的名称") % {"n": n + 1}, max_length=60, required=n < 2)
        self.children = list(Org.objects.filter(parent=org, until__isnull=True).order_by("kind", "name").defer("shape"))
        self.homes = list(Household.objects.filter(org=org, until__isnull=True).select_related("head").defer("head__id_number", "head__phone").order_by("number"))
        self.too_many = len(self.children) + len(self.homes) > ASSIGNED_MOST
        if not self.too_many:
            for row, key in (*((c, f"org_{c.pk}") for c in self.children), *((h, f"home_{h.pk}") for h in self.homes)):
                words = [(str(n), _("新组织 %(n)d") % {"n": n + 1}) for n in range(PARTS)]
                self.fields[key] = forms.ChoiceField(label=str(row), choices=words, initial="0")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.too_many:
            raise forms.ValidationError(gettext("这里直属的住户和下级太多，一页分不完。请先设立下级组织，把住户调进去再拆。"))
        return said

    def parts(self) -> list[Part]:
        """What goes where; a part without a name gets nothing."""
        said = self.cleaned_data

        def given(prefix: str, rows: list[Any], n: int) -> list[Any]:
            return [row for row in rows if said[f"{prefix}_{row.pk}"] == str(n)]

        return [Part(said[f"name_{n}"], given("home", self.homes, n), given("org", self.children, n)) for n in range(PARTS) if said[f"name_{n}"]]
