"""The one helper of every view, and how forms look."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from tests.web.styleforms import AnswerForm, FilterForm, VisitForm
from yanzhen.faces.web import render

ASKED = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with one part."""
    page = engines["django"].from_string(
        "{% load partials %}<main>{% partialdef list inline %}<ul id=list>{{ n }}</ul>{% endpartialdef %}</main>"
    )
    parts = page.template.extra_data["partials"] if hasattr(page.template, "extra_data") else page.template.origin.partial_contents

    def found(name: str) -> object:
        whole, _, part = name.partition("#")
        if whole != "page.html" or (part and part not in parts):
            raise render.TemplateDoesNotExist(name)
        return page

    def sent(_request: object, name: str, context: dict[str, object], status: int) -> HttpResponse:
        return HttpResponse(f"{name} {context['n']}", status=status)

    monkeypatch.setattr(render, "get_template", found)
    monkeypatch.setattr(render, "render", sent)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, "page.html 7"),
        (ASKED, "page.html#list 7"),
        ({**ASKED, "HTTP_HX_TARGET": "other"}, "page.html 7"),
        ({**ASKED, "HTTP_HX_TARGET": "../list"}, "page.html 7"),
        ({**ASKED, "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}, "page.html 7"),
        ({"HTTP_HX_TARGET": "list"}, "page.html 7"),
    ],
)
def test_htmx_gets_the_part_it_named_and_everyone_else_the_page(headers: dict[str, str], answer: str) -> None:
    given = render.page(RequestFactory().get("/", **headers), "page.html", {"n": 7}, status=422)
    assert given.content.decode() == answer and given.status_code == 422
    assert given["Vary"] == "HX-Request, HX-Target"


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
    described = re.search(r'id="id_household"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_household"', shown)
    assert described
    for named in (described[1] or described[2]).split():
        assert f'id="{named}"' in shown


def test_a_wrong_hidden_field_is_not_kept_silent() -> None:
    class Hidden(forms.Form):
        uid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "缺少本次提交的标识"})

    assert "缺少本次提交的标识" in str(Hidden({}))
