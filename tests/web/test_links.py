"""Whatever a page offers as a link opens for whoever is shown it; and no page speaks like a program."""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath

import pytest

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses

# Which links a page offers does not depend on the database; every page is opened on both by whoever may (test_doors).
pytestmark = pytest.mark.sqlite

LINK = re.compile(r'href="(/[^"#]*)')
#: What only a slip of ours puts on a page: a row or a method by its name in the code, a placeholder left open.
SLIPS = re.compile(r"\w+ object \(\w+\)|<bound method|%\(\w+\)[sd]|>None<")


def shape(link: str) -> str:
    """Links that differ by a number alone are of one shape; the places, people and records of a page are all tried."""
    path, _mark, query = link.partition("?")
    return f"{path}?{re.sub(r'=[^&]*', '', query)}"


@pytest.mark.parametrize("who", ("clerk", "grid_worker", "office_head", "dispatcher", "audit_admin"))
def test_no_link_leads_nowhere(town: Township, comes: Comes, who: str) -> None:
    client, tried, lost = comes(who), dict[str, int](), []
    for page in (*addresses(town).values(), *(f"/r/{problem.pk}/" for problem in town.problems.values())):
        answer = client.get(page)
        if answer.status_code != 200 or "html" not in answer["Content-Type"] or PurePosixPath(page).suffix:
            continue
        text = answer.content.decode()
        if slips := SLIPS.findall(text):
            lost.append((page, slips[0]))
        for link in {shape(one): one for one in map(html.unescape, LINK.findall(text)) if not one.startswith("/static/")}.values():
            if shape(link) not in tried:
                tried[shape(link)] = client.get(link).status_code
                if tried[shape(link)] != 200:
                    lost.append((page, link))
    assert lost == [] and len(tried) >= 5
