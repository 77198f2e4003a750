"""The one helper of every view, and how forms look."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.test import RequestFactory

from tests.web.conftest import Comes
from tests.web.styleforms import AnswerForm, FilterForm, VisitForm
from tests.world import TODAY, World
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


@pytest.mark.parametrize(("typed", "told"), [
    ({"heard": "字" * 2001}, "最多 2000 个字，现在有 2001 个。"), ({"heard": "a\0b"}, "有不能保存的字符，请删掉再试。"), ({"called_on": ""}, "请填写这一项。"),
    ({"happened_on": "2026-02-29"}, "日期没有看懂，请写成 2024-03-08 的样子。"), ({"problem-0-title": "漏水", "problem-0-category": "x"}, "请从列出的里面选。"),
])  # fmt: skip
def test_what_is_filled_in_wrongly_is_said_in_our_words(comes: Comes, world: World, typed: dict[str, str], told: str) -> None:
    said = {"uid": uuid4(), "org": world.grid.pk, "called_on": "0101", "happened_on": TODAY.isoformat(), "problem-TOTAL_FORMS": "1", "problem-INITIAL_FORMS": "0"}
    answer = comes("clerk").post("/new/visit/", {**said, **typed})
    assert answer.status_code == 422 and told in answer.content.decode()


def test_what_is_no_number_or_too_large_is_said_in_our_words(comes: Comes, world: World) -> None:
    said = {"uid": uuid4(), "version": 0, "reason": "x", "number": "0" * 21, "lat": "91", "lng": "abc"}
    told = comes("clerk").post(f"/h/{world.home.pk}/change/correct/", said).content.decode()
    assert all(words in told for words in ("最多 20 个字，现在有 21 个。", "不能大于 90。", "请写一个数。"))
