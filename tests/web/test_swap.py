"""A part that htmx puts into the page one has open makes of it the page one would get by loading it anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses

# Screen, the part htmx may ask it for, and what is asked of it.
PARTS = (
    ("records", "list", "?page=1"), ("people", "list", ""), ("households", "list", ""), ("trail", "list", "?page=2"), ("gaps", "lost", ""),
    ("map", "drawing", ""), ("figure", "rows", ""), ("record", "flow", ""), ("record", "whom", ""), ("person", "facts", ""), ("posts", "list", ""),
    ("visit_new", "visit", "?household=0"), ("visit_new", "called", "?household=0"), ("visit_new", "homes", "?household=0"),
)
# What differs from one answer to the next without saying anything: tokens, the ids of acts to come.
LOOSE = (r'name="csrfmiddlewaretoken" value="[^"]*"', r'name="uid" value="[^"]*"')
# What waits for the next page: the count in the rail. And what is said once: that the step is done.
WAITS = (r"<nav class=\"(?:rail|tabbar)\".*?</nav>", r'<div class="note ok" role="status">.*?</div>')


def still(text: str, *more: str) -> str:
    """The text without what does not matter, and without blanks between lines."""
    for pattern in (*LOOSE, *more):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def part(client: Client, path: str, name: str) -> str:
    """What htmx gets."""
    return client.get(path, headers={"HX-Request": "true", "HX-Target": name}).content.decode()


def swapped(page: str, old: str, new: str) -> str:
    """The page with its one part put in place of the old."""
    assert page.count(old) == 1, "the part is not a piece of its page"
    return page.replace(old, new)


@pytest.mark.parametrize(("name", "target", "query"), PARTS)
def test_a_part_is_a_piece_of_its_page(name: str, target: str, query: str, town: Township, comes: Comes) -> None:
    client, path = comes("dispatcher"), addresses(town)[name].split("?")[0] + query
    whole, piece = still(client.get(path).content.decode()), still(part(client, path, target)).strip()
    assert f'id="{target}"' in piece and "<html" not in piece
    assert swapped(whole, piece, piece) == whole


def test_a_step_swapped_into_the_page_is_the_page_loaded_anew(town: Township, comes: Comes) -> None:
    client, pk = comes("dispatcher"), town.problems["fresh"].pk
    before, old = client.get(f"/r/{pk}/").content.decode(), part(client, f"/r/{pk}/", "flow")
    answers = {"uid": uuid4(), "handler": town.world.office.pk, "note": "三天内"}
    new = client.post(f"/r/{pk}/do/assign/", answers, headers={"HX-Request": "true", "HX-Target": "flow"})
    assert new.status_code == 200 and "“交办”已办" in new.content.decode()
    after = client.get(f"/r/{pk}/").content.decode()
    pieces: Sequence[str] = [still(text, *WAITS) for text in (before, old, new.content.decode(), after)]
    page, gone, come, anew = (text.strip() for text in pieces)
    assert swapped(page, gone, come) == anew
    assert gone != come


def test_a_refused_step_keeps_the_page_and_what_was_written(town: Township, comes: Comes) -> None:
    client, pk = comes("dispatcher"), town.problems["fresh"].pk
    late = {"uid": uuid4(), "handler": town.world.office.pk, "note": "写了很久的要求", "on": "2030-01-01"}
    answer = client.post(f"/r/{pk}/do/assign/", late, headers={"HX-Request": "true", "HX-Target": "flow"})
    text = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in text and "写了很久的要求" in text and "<html" not in text


def test_what_htmx_may_not_put_into_this_page_is_opened_as_one(town: Township, comes: Comes) -> None:
    client, pk = comes("dispatcher"), town.job.pk if town.job else 0
    asked = {"HX-Request": "true", "HX-Target": "progress"}
    assert 'id="progress"' in client.get(f"/job/{pk}/", headers=asked).content.decode()
    type(town.job).objects.update(state="done")
    assert client.get(f"/job/{pk}/", headers=asked)["HX-Redirect"] == addresses(town)["import"]
    assert client.get(f"/job/{pk}/")["Location"] == addresses(town)["import"]
