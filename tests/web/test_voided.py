"""What is void is in no list unless asked for, so that a list and the figure that leads to it agree; its page stays."""

from __future__ import annotations

import re
from datetime import date

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record


def take_out(town: Township) -> Record:
    record = Record.objects.filter(kind="problem").order_by("pk")[0]
    return void(record, actor=town.world.actor("clerk"), at=NOON, reason="记了两次")


def total(page: str) -> int:
    return len(set(re.findall(r"民2026-\d+", page)))


def test_a_list_without_the_void_is_as_long_as_the_figure(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    gone = take_out(town)
    scope = Scope(town.world.town, date(2026, 1, 1), date(2027, 1, 1), TODAY)
    page = client.get("/l/problem/").content.decode()
    assert gone.number not in page and total(page) == int(book.get(Figure, "problem.all").value(scope)) == 3


def test_whoever_asks_finds_them_marked(town: Township, comes: Comes) -> None:
    client, gone = comes("dispatcher"), take_out(town)
    page = client.get("/l/problem/?void=with").content.decode()
    assert gone.number in page and "已作废" in page and total(page) == 4
    assert gone.number not in client.get("/l/problem/?void=nonsense&since=never").content.decode()


def test_the_page_of_what_is_void_stays_and_says_so(town: Township, comes: Comes) -> None:
    client, gone = comes("dispatcher"), take_out(town)
    assert "已作废" in client.get(f"/r/{gone.pk}/").content.decode()
    assert gone.number not in client.get(f"/h/{town.world.home.pk}/").content.decode()


def test_its_history_says_who_made_it_void_and_why(town: Township, comes: Comes) -> None:
    w, gone = town.world, take_out(town)
    page = re.sub("<[^>]+>", "", comes("dispatcher").get(f"/r/{gone.pk}/").content.decode())
    assert f"村文书 {w.clerk.name} 作废" in page and "理由：记了两次" in page


def test_who_voids_a_visit_is_told_what_it_led_to(town: Township, comes: Comes) -> None:
    visit = Record.objects.get(kind="visit")
    page, led_to = comes("clerk").get(f"/r/{visit.pk}/void/").content.decode(), Record.objects.filter(origin=visit)
    assert led_to and all(f'href="/r/{one.pk}/"' in page for one in led_to)
