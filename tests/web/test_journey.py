"""The whole way in a real browser: a clerk's first sign-in, a visit, its problem handled by three posts, the household's word."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.desk import Desk
from tests.world import World
from yanzhen.kernel.records.models import Record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(transactional_db: None, world: World) -> World:
    return world


def write_visit(desk: Desk, world: World) -> None:
    desk.page.goto(f"{desk.base}/new/visit/")
    desk.page.select_option("#id_org", value=str(world.home.org_id))
    desk.page.fill("#id_called_on", world.home.number)
    desk.page.fill("#id_problem-0-title", "泵房夜间停水")
    desk.page.locator("#id_problem-0-category").get_by_label("用水", exact=True).check()
    desk.page.get_by_role("button", name="存下", exact=True).click()
    expect(desk.page.get_by_text("由它引出的")).to_be_visible()


def test_a_problem_goes_from_the_visit_to_the_households_word(browser: Browser, live_server: LiveServer, county: World) -> None:
    clerk = Desk(browser, live_server.url).enter(county, "clerk")
    write_visit(clerk, county)
    url = f"{live_server.url}/r/{Record.objects.get(kind='problem').pk}/"
    dispatcher = Desk(browser, live_server.url).enter(county, "dispatcher")
    dispatcher.page.goto(url)
    dispatcher.step("交办", handler=county.office.name)
    expect(dispatcher.page.locator("#flow .steps [aria-current]")).to_contain_text("已交办")
    head = Desk(browser, live_server.url).enter(county, "office_head")
    head.page.goto(url)
    head.step("接办")
    expect(head.page.locator("#flow .steps [aria-current]")).to_contain_text("办理中")
    head.step("已解决", how="换了控制柜")
    expect(head.page.locator("#next")).to_contain_text("您这里不用做什么")
    clerk.page.goto(url)
    clerk.step("答复住户", manner="上门", answer="夜里有水了")
    expect(clerk.page.locator("#next")).to_contain_text("住户确认解决")
    clerk.step("住户确认解决")
    expect(clerk.page.locator("#flow .steps [aria-current]")).to_contain_text("住户已确认")
    assert Record.objects.get(kind="problem").facts.word == "confirmed"
    assert (clerk.wrong, dispatcher.wrong, head.wrong) == ([], [], [])


def test_the_same_way_without_a_script_on_a_phone(browser: Browser, live_server: LiveServer, county: World) -> None:
    clerk = Desk(browser, live_server.url, (390, 844), script=False).enter(county, "clerk")
    write_visit(clerk, county)
    assert Record.objects.filter(kind="visit").count() == Record.objects.filter(kind="problem").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_home_is_chosen_by_part_of_its_name_on_a_phone(browser: Browser, live_server: LiveServer, county: World, script: bool) -> None:
    desk = Desk(browser, live_server.url, (390, 844), script=script).enter(county, "clerk")
    desk.page.goto(f"{live_server.url}/new/visit/")
    desk.page.select_option("#id_org", value=str(county.village.pk))
    desk.page.fill("#id_heard", "夜里没水")
    desk.page.fill("#id_called_on", "河")
    if not script:
        desk.page.get_by_role("button", name="找一找").click()
    expect(desk.page.locator("#homes button")).to_have_count(3)
    assert Axe().run(desk.page).violations_count == 0 if script else True
    desk.page.locator("#homes").get_by_role("button", name="苌××").click()
    expect(desk.page.locator("#homes")).to_contain_text("0102 苌×× · 上河村上河第二网格 · 1 口人 · 还没有走访过")
    expect(desk.page.locator("#id_heard")).to_have_value("夜里没水")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= 390") if script else True
    desk.page.get_by_role("button", name="存下", exact=True).click()
    expect(desk.page).to_have_url(re.compile(r"/r/\d+/$"))
    assert Record.objects.get(kind="visit").facts.household == county.next_home and desk.wrong == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_axe_finds_nothing_on_the_pages_of_an_office(browser: Browser, live_server: LiveServer, county: World, size: tuple[int, int]) -> None:
    desk = Desk(browser, live_server.url, size).enter(county, "dispatcher")
    found = {}
    for path in ("/", "/l/problem/", "/new/visit/", "/h/", "/p/", "/o/", "/map/", "/f/", "/f/problem.all/", "/reports/", "/import/", "/trail/", "/policy/", "/account/", "/account/password/"):
        desk.page.goto(live_server.url + path)
        if (seen := Axe().run(desk.page)).violations_count:
            found[path] = [one["id"] for one in seen.response["violations"]]
    assert found == {}
