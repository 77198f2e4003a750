"""What one may not see answers exactly like what is not there; and nonsense in an address like an address that is none."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses

# Screens of single things, and somebody who may open such screens but not these things.
DENIED = {
    "record": "far_clerk", "record_correct": "far_clerk", "record_void": "far_clerk", "paper": "far_clerk", "org": "far_clerk", "org_change": "far_clerk",
    "person": "far_clerk", "person_correct": "far_clerk", "person_change": "far_clerk", "household": "far_clerk", "household_change": "far_clerk", "import": "clerk", "job": "clerk",
    "report": "far_clerk", "report_word": "far_clerk",
}


def elsewhere(path: str) -> str:
    """The same screen of something that does not exist."""
    return re.sub(r"/\d+/", "/99999999/", path, count=1)


@pytest.mark.parametrize("method", ("get", "head", "post"))
def test_denied_is_the_same_bytes_as_missing(method: str, town: Township, comes: Comes) -> None:
    pages, told = addresses(town), {}
    for name, who in DENIED.items():
        client = comes(who)
        denied, missing = (getattr(client, method)(path) for path in (pages[name], elsewhere(pages[name])))
        assert denied.status_code == 404, (name, denied.status_code)
        if (denied.content, denied.headers) != (missing.content, missing.headers):
            told[name] = who
    assert told == {}


def test_an_address_that_is_none_answers_like_a_thing_that_is_none(town: Township, comes: Comes) -> None:
    client = comes("clerk")
    missing = {path: client.get(path).content for path in ("/r/99999999/", "/nowhere/", "/l/nothing/", "/f/nothing/", "/accounts/", "/o/1/change/burn/")}
    assert len(set(missing.values())) == 1
    page = next(iter(missing.values())).decode()
    assert "nowhere" not in page and "csrf" not in page and "nonce" not in page


@pytest.mark.parametrize("path", (
    "/r/99999999999999999999/", "/o/9223372036854775808/", "/search/?q=%00", "/l/problem/?q=%00a", "/p/?org=%00",
))
def test_a_key_no_database_has_is_no_error(path: str, town: Township, comes: Comes) -> None:
    assert comes("dispatcher").get(path).status_code == 404


@pytest.mark.parametrize("path", (
    "/p/?org=99999999999999999999&page=0", "/p/?page=-1", "/p/?page=99999999999999", "/p/?tie=none", "/h/?visited=maybe", "/l/problem/?since=2024-13-45&state=none",
    "/map/?box=1,2,3&level=county&figure=none&dots=all", "/map/?box=nan,nan,nan,nan", "/map/?box=1e999,2,3,4", "/trail/?chain=999&verb=x&since=x", "/o/?day=9999-99-99",
    "/f/?year=1", "/f/problem.all/?by=none&page=x", "/f/?day=0001-01-01", "/o/?day=0001-01-01", "/posts/?role=none", "/gaps/?page=9999999999999999999",
))
def test_nonsense_in_the_query_narrows_nothing(path: str, town: Township, comes: Comes) -> None:
    assert comes("dispatcher").get(path).status_code == 200


def test_an_organisation_outside_ones_posts_cannot_be_asked_about(town: Township, comes: Comes) -> None:
    client, far = comes("clerk"), town.world.far_village.pk
    assert {p: client.get(f"{p}?org={far}").status_code for p in ("/f/", "/gaps/", "/map/")} == {"/f/": 404, "/gaps/": 404, "/map/": 404}
