"""Forms that do something: sent once or twice, it is done once; refused, the same page says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.definitions import Name
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard.meanwhile import Meanwhile
from yanzhen.kernel.register.models import Person, PersonSet

from ..inputs import By, by_number
from .guarding import Request
from .render import page

T = TypeVar("T")


class Change(NamedTuple):
    """One way to change what is registered: its form, its words, and the verb; what it `says` beforehand, and whether it takes away."""

    form: Any
    verb: Name
    do: Callable[..., Any]
    says: Name = ""
    undo: bool = False


def by(request: Request) -> By:
    return {"actor": request.actor, "at": request.at}


class ActForm(forms.Form):
    """A form with the browser's own id of the act."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uid": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


def version_field() -> forms.IntegerField:
    """How far the row had come when the page was made: what somebody else put right since is not written over."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)


class WhyForm(ActForm):
    """An act that wants a reason; that it is missing the verb says."""

    reason = forms.CharField(required=False)


def acted(request: Request, form: forms.Form, do: Callable[[dict[str, Any]], T]) -> tuple[T | None, str]:
    """What came of a form that was sent, or the sentence why nothing did; neither if it was not sent or a field shows what is
    wrong with it. What nobody sees (the act's id, the row's version) is said here."""
    if request.method != "POST" or not form.is_valid():
        return None, _("没有看懂这次提交，请刷新后再试。") if {"uid", "version"} & set(form.errors) else ""
    try:
        return do(form.cleaned_data), ""
    except Meanwhile as why:
        catch_up(form, why)
        return None, str(why) + _("您填的都还在；您没有改动的，已换成现在登记的。")
    except Refused as why:
        return None, str(why)


def catch_up(form: forms.Form, why: Meanwhile) -> None:
    """The form as it is to be sent again: what was typed stays, what was left alone says what stands there now."""
    now = {name: form.fields[name].prepare_value(getattr(value, "pk", value)) for name, value in why.now.items() if name in form.fields}
    form.data = {**form.data.dict(), **now, "version": why.version}  # type: ignore[attr-defined]


def form_page(request: Request, form: forms.Form, *, heading: str, verb: str, back: str, refused: str = "", says: str = "", undo: bool = False) -> HttpResponse:
    """The page of one form: 422 if it was sent and nothing came of it."""
    context = {"form": form, "heading": heading, "verb": verb, "back": back, "refused": refused, "says": says, "undo": undo}
    return page(request, "act.html", context, 422 if request.method == "POST" else 200)


class PersonField(forms.CharField):
    """Somebody among the people given, by name or by the whole identity number."""

    def __init__(self, among: PersonSet, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("姓名或身份证号；有同名的写身份证号"))
        widget = forms.TextInput(attrs={"autocomplete": "off", "data-secret": True})
        super().__init__(max_length=40, widget=widget, **kwargs)
        self.among = among

    def clean(self, value: Any) -> Person | None:
        text = super().clean(tidy(str(value or "")))
        if not text:
            return None
        if len(ids.normalise(text)) >= 15:
            found = [one for one in (by_number(self.among, text),) if one]
            wrong = _("您的范围内没有登记过这个身份证号，请核对，或先登记这个人。")
        else:
            found = list(self.among.filter(name=text)[:2])
            wrong = _("您的范围内没有叫“%(name)s”的人，请核对姓名，或写身份证号。") % {"name": text}
        if len(found) > 1:
            raise forms.ValidationError(_("叫“%(name)s”的不止一位，请写身份证号。") % {"name": text})
        if not found:
            raise forms.ValidationError(wrong)
        return found[0]
