"""Visits written down on a telephone without a connection: kept there, told, sent once, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.pages import picture
from tests.web.phone import PHOTO, Phone
from tests.world import World
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard.models import Entry, Held
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = """() => new Promise((done) => { indexedDB.open("yz-kept", 1).onsuccess = (event) => {
  event.target.result.transaction("visits").objectStore("visits").getAll().onsuccess = (rows) => done(rows.target.result.map((row) => {
    const read = (part) => Array.from(new Uint8Array(part.buffer || part), (one) => String.fromCharCode(one)).join("");
    return Object.entries(Object.assign({}, row, row.box)).map(([name, part]) => name + "=" + (part.byteLength ? read(part) : part)).join(" ");
  }));
}; })"""


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, transactional_db: None, world: World) -> Iterator[Phone]:
    held = Phone(browser, live_server.url, world)
    yield held
    held.page.context.close()
    assert held.wrong == []


def visits() -> list[str]:
    """What was heard on each visit that the server has, in the order they came."""
    return list(Record.objects.filter(kind="visit").order_by("pk").values_list("visit__heard", flat=True))


def test_two_visits_are_kept_without_a_connection_and_sent_once_when_it_is_back(phone: Phone) -> None:
    phone.lose()
    phone.write("泵房漏水")
    expect(phone.note).to_contain_text("未联网，已存手机 1 条")
    phone.write("都好", photo=True, open_page=False)
    expect(phone.note).to_contain_text("未联网，已存手机 2 条")
    assert phone.page.input_value("#id_heard") == "" and visits() == []
    assert Axe().run(phone.page).violations_count == 0
    phone.lose(False)
    expect(phone.note).to_contain_text("已送出 2 条走访")
    phone.page.reload()
    expect(phone.page.locator(".note.ok")).to_have_count(2)
    assert sorted(visits()) == ["泵房漏水", "都好"] and Paper.objects.count() == 1
    made = Record.objects.filter(kind="visit").first()
    assert made and made.happened_on == local_day(timezone.now()) and phone.page.evaluate(ROWS) == []


def test_the_copy_holds_the_form_and_nothing_of_a_household_a_count_or_a_message(phone: Phone) -> None:
    said = phone.page.evaluate("async () => (await caches.match('/new/visit/', { ignoreVary: true })).text()")
    assert 'name="called_on"' in said and "data-bare" in said
    assert not any(word in said for word in (phone.world.home.number, str(phone.world.home.head), "/sign-out/", 'class="count"', 'class="rail" aria'))
    names = phone.page.evaluate("async () => (await (await caches.open((await caches.keys())[0])).keys()).map((one) => new URL(one.url).pathname)")
    assert {name for name in names if not name.startswith("/static/")} == {"/new/visit/"}
    phone.lose()
    phone.page.goto(f"{phone.base}/new/visit/")
    expect(phone.page.locator("#visit")).to_be_visible()
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.page.goto(f"{phone.base}/h/")


def test_what_is_kept_can_be_read_by_nobody_on_the_phone(phone: Phone) -> None:
    phone.lose()
    phone.write("泵房漏水", photo=True)
    expect(phone.note).to_contain_text("已存手机 1 条")
    [row] = phone.page.evaluate(ROWS)
    plain = row.encode("latin-1", "ignore")
    assert len(row) > 500 and not any(word.encode() in plain for word in ("泵房漏水", phone.world.home.number + "\r", "屋后", "called_on"))


def test_the_visit_keeps_its_day_and_the_trail_the_moment_it_arrived(phone: Phone) -> None:
    today = local_day(timezone.now())
    phone.lose()
    phone.page.clock.set_fixed_time(timezone.now() + timedelta(days=1))
    phone.page.goto(f"{phone.base}/new/visit/")
    assert phone.page.input_value("#id_happened_on") == str(today + timedelta(days=1)), "the phone's clock runs ahead"
    phone.write("钟快了一天", open_page=False)
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.lose(False)
    expect(phone.page.locator("#visit [role=alert]")).to_contain_text("还没到")
    phone.page.fill("#id_happened_on", str(today - timedelta(days=2)))
    phone.save()
    expect(phone.page.locator("#flow")).to_be_visible()
    made = Record.objects.get(kind="visit")
    assert (made.happened_on, local_day(made.recorded_at)) == (today - timedelta(days=2), today)
    assert local_day(Entry.objects.get(verb="visit.write").at) == today


def test_the_answer_that_was_lost_after_the_visit_was_stored_makes_no_second_visit(phone: Phone) -> None:
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.fallback()
        lost.append(route.fetch().text())
        return route.abort()

    phone.page.route("**/new/visit/", swallow)
    phone.write("夜里停水")
    expect(phone.note).to_contain_text("已送出 1 条走访")
    assert lost and visits() == ["夜里停水"] and not Held.objects.exists()


def test_what_waits_is_sent_at_the_press_of_a_button(phone: Phone) -> None:
    phone.page.route("**/new/visit/key/", lambda route: route.abort())
    phone.lose()
    phone.write("按了才送")
    phone.lose(False)
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.page.unroute("**/new/visit/key/")
    phone.note.get_by_role("button", name="现在送出").evaluate("(button) => button.click()")
    expect(phone.note).to_contain_text("已送出 1 条走访")


def test_a_connection_that_comes_back_while_sending_fails_is_used_at_once(phone: Phone) -> None:
    failed: list[Route] = []

    def back_too_late(route: Route) -> None:
        if failed:
            return route.fallback()
        failed.append(route)
        phone.lose(False)
        phone.page.wait_for_timeout(300)
        return route.abort()

    phone.page.route("**/new/visit/key/", back_too_late)
    phone.lose()
    phone.write("刚好又有网")
    expect(phone.note).to_contain_text("已送出 1 条走访")
    assert failed and visits() == ["刚好又有网"]


def test_another_account_on_the_phone_neither_sees_nor_sends_what_the_first_kept(phone: Phone) -> None:
    phone.lose()
    phone.write("只有我知道")
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.page.context.clear_cookies()
    phone.lose(False)
    phone.enter(phone.world, "chief").ready()
    expect(phone.note).to_have_count(0)
    phone.lose()
    phone.page.goto(f"{phone.base}/new/visit/")
    expect(phone.page.locator(".bar")).to_contain_text(phone.world.people["chief"].name)
    expect(phone.note).to_have_count(0)
    phone.lose(False)
    phone.page.goto(phone.base)
    phone.page.locator(".bar .menu.end summary").click()
    phone.page.get_by_role("button", name="退出登录").click()
    phone.come_back("clerk")
    expect(phone.note).to_contain_text("已送出 1 条走访")
    assert [r.written_by for r in Record.objects.filter(kind="visit")] == [phone.world.people["clerk"]]


def test_a_refused_visit_comes_back_into_the_form_with_the_sentence_and_its_photographs(phone: Phone) -> None:
    phone.lose()
    phone.write("写错了户号", called_on="9999", photo=True)
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.lose(False)
    expect(phone.page.locator("#visit")).to_contain_text("这里没有这一户")
    expect(phone.note).to_contain_text("已放回表里")
    expect(phone.page.locator("#visit")).not_to_contain_text("请重新选")
    assert phone.page.input_value("#id_heard") == "写错了户号"
    phone.page.fill("#id_called_on", phone.world.home.number)
    phone.save()
    expect(phone.page.locator("h1")).to_contain_text(phone.world.home.number)
    assert visits() == ["写错了户号"] and Paper.objects.count() == 1 and phone.page.evaluate(ROWS) == []


def test_a_refused_visit_waits_beside_what_is_being_written_and_can_be_thrown_away(phone: Phone) -> None:
    phone.lose()
    phone.write("没有这一户", called_on="9999")
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.page.fill("#id_heard", "正在写的")
    phone.lose(False)
    expect(phone.note).to_contain_text("有一条没有收下")
    phone.note.get_by_role("button", name="放回表里改").click()
    expect(phone.note).to_contain_text("请先存下正在写的")
    assert phone.page.input_value("#id_heard") == "正在写的"
    phone.note.get_by_role("button", name="丢掉").click()
    phone.page.locator("#ask-yes").click()
    expect(phone.note).to_have_count(0)
    assert phone.page.evaluate(ROWS) == [] and visits() == []


@pytest.mark.parametrize("lost", (True, False))
def test_who_is_signed_out_by_then_is_asked_to_sign_in_and_nothing_is_lost(phone: Phone, lost: bool) -> None:
    if lost:
        phone.lose()
        phone.write("坐久了")
        expect(phone.note).to_contain_text("已存手机 1 条")
        phone.page.context.clear_cookies()
        phone.lose(False)
        expect(phone.note).to_contain_text("重新登录后自动送出")
        phone.note.get_by_role("link", name="登录").click()
    else:
        phone.page.goto(f"{phone.base}/new/visit/")
        phone.page.context.clear_cookies()
        phone.write("坐久了", open_page=False)
    phone.come_back("clerk")
    expect(phone.note).to_contain_text("已送出 1 条走访")
    assert visits() == ["坐久了"]


def test_signing_out_tells_what_was_not_sent_and_then_leaves_nothing_on_the_phone(phone: Phone) -> None:
    phone.page.route("**/new/visit/key/", lambda route: route.abort())
    phone.lose()
    phone.write("没有送出")
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.lose(False)
    phone.page.goto(phone.base)
    expect(phone.note).to_contain_text("已存手机 1 条")
    phone.page.locator(".bar .menu.end summary").click()
    phone.page.get_by_role("button", name="退出登录").click()
    expect(phone.page.locator("#ask")).to_contain_text("还有 1 条没有送出")
    phone.page.locator("#ask").get_by_role("button", name="先不").click()
    assert len(phone.page.evaluate(ROWS)) == 1
    phone.page.locator(".bar .menu.end summary").click()
    phone.page.get_by_role("button", name="退出登录").click()
    phone.page.locator("#ask-yes").click()
    expect(phone.page.locator("#id_login")).to_be_visible()
    assert phone.page.evaluate(ROWS) == phone.page.evaluate("() => caches.keys()") == [] and visits() == []


def test_photographs_that_do_not_fit_are_left_out_and_that_is_said(phone: Phone) -> None:
    phone.page.goto(f"{phone.base}/new/visit/")
    phone.page.evaluate("""() => { const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (row) {
      if (row.box.bytes.byteLength > 2000) throw new DOMException("full", "QuotaExceededError"); return put.call(this, row); }; }""")
    phone.lose()
    big: FilePayload = {**PHOTO, "buffer": picture() + bytes(5000)}
    phone.page.set_input_files("#id_files", files=[big])
    phone.write("照片放不下", open_page=False)
    expect(phone.note).to_contain_text("其中 1 个照片或文件手机放不下")
    phone.lose(False)
    phone.note.get_by_role("link", name="打开", exact=True).click()
    expect(phone.page.locator("h1")).to_be_visible()
    assert visits() == ["照片放不下"] and not Paper.objects.exists()


def test_a_draft_goes_only_when_the_server_has_answered(phone: Phone) -> None:
    phone.page.goto(f"{phone.base}/new/problem/")
    phone.page.select_option("#id_org", value=str(phone.world.home.org_id))
    phone.page.locator("#id_category").get_by_label("用水", exact=True).check()
    phone.page.fill("#id_title", "断网时写的")
    phone.page.wait_for_timeout(600)
    phone.lose()
    phone.save()
    phone.page.wait_for_url("chrome-error://**")
    phone.lose(False)
    phone.page.goto(phone.base)
    phone.page.goto(f"{phone.base}/new/problem/")
    assert phone.page.input_value("#id_title") == "断网时写的"
    phone.save()
    expect(phone.page.locator("#flow")).to_be_visible()
    phone.page.goto(f"{phone.base}/new/problem/")
    assert phone.page.input_value("#id_title") == ""
