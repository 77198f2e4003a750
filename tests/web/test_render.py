"""The one helper of every view, and how forms look."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.test import RequestFactory

from tests.web.styleforms import AnswerForm, FilterForm, VisitForm
from yanzhen.faces.web import render

ASKED = {"HX-Request": "true", "HX-Target": "list"}
PAGE = "{% load partials %}<main>{% partialdef list inline %}<ul id=list>{{ n }}</ul>{% endpartialdef %}</main>"
WHOLE, PART = "<main><ul id=list>7</ul></main>", "<ul id=list>7</ul>"


@pytest.fixture
def one_page(settings: Any) -> None:
    """A page with one part."""
    kept_here = ("django.template.loaders.locmem.Loader", {"page.html": PAGE})
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("template_partials.loader.Loader", [kept_here])]},
        }
    ]


@pytest.mark.usefixtures("one_page")
@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({}, WHOLE),
        (ASKED, PART),
        ({**ASKED, "HX-Target": "other"}, WHOLE),
        ({**ASKED, "HX-Target": "../list"}, WHOLE),
        ({**ASKED, "HX-History-Restore-Request": "true"}, WHOLE),
        ({"HX-Target": "list"}, WHOLE),
    ],
)
def test_htmx_gets_the_part_it_named_and_everyone_else_the_page(headers: dict[str, str], sent: str) -> None:
    answer = render.page(RequestFactory().get("/", headers=headers), "page.html", {"n": 7}, status=422)
    assert answer.content.decode() == sent and answer.status_code == 422
    assert answer["Vary"] == "HX-Request, HX-Target"


def test_a_field_that_may_stay_empty_says_so_and_the_others_do_not() -> None:
    shown = str(VisitForm())
    assert shown.count("（可不填）") == 2
    assert "（可不填）" not in str(FilterForm())


def test_every_field_has_a_label_that_names_it() -> None:
    for form in (VisitForm(), AnswerForm(), FilterForm()):
        shown = str(form)
        asked = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', shown))
        assert asked and asked <= set(re.findall(r'<label[^>]* for="([^"]+)"', shown))


def test_a_wrong_form_says_how_many_and_leads_to_each() -> None:
    shown = str(VisitForm({"people": "三"}))
    assert "有 3 处要改" in shown and 'href="#id_household"' in shown and 'role="alert"' in shown
    described = re.search(
        r'id="id_household"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_household"', shown
    )
    assert described
    for named in (described[1] or described[2]).split():
        assert f'id="{named}"' in shown


def test_a_wrong_hidden_field_is_not_kept_silent() -> None:
    class Hidden(forms.Form):
        uid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "缺少本次提交的标识"})

    assert "缺少本次提交的标识" in str(Hidden({}))


def test_what_is_missing_or_cannot_be_kept_is_said_in_our_words() -> None:
    class One(forms.Form):
        name = forms.CharField()
        sort = forms.ChoiceField(choices=[("a", "a")])

    assert One({}).errors == {"name": ["请填写这一项。"], "sort": ["请填写这一项。"]}
    assert One({"name": "a\0b", "sort": "a"}).errors == {"name": ["有不能保存的字符，请删掉再试。"]}
