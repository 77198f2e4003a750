"""The look of the web face: its colours, its sizes, its words for those who do not see, and what no template may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import get_template, render_to_string
from django.urls import set_urlconf
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.web.styleforms import TOPICS
from tools import look
from yanzhen.faces import web
from yanzhen.faces.web import parts

FACE = Path(web.__file__).parent
STATIC = FACE / "static" / "yanzhen"
CSS = (STATIC / "look.css").read_text("utf-8")
TEMPLATES = sorted((FACE / "templates").rglob("*.html"))
TOKENS = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", CSS))
GROUNDS = ("paper", "rail", "sheet", "hover")
EVENTS = re.compile(
    r"\son(?:click|change|input|submit|load|error|focus|blur|key|mouse|pointer|touch|toggle|drag|drop|scroll|wheel|before)\w*\s*="
)
TINTS = ("do", "ok", "soon", "late", "seal")


def light(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts_of = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_of]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours of the sheet, named by their tokens."""
    dark, bright = sorted((light(TOKENS[one]), light(TOKENS[other])))
    return (bright + 0.05) / (dark + 0.05)


@pytest.fixture
def page_text() -> Iterator[str]:
    """The style page as sent."""
    yield look.style_page()
    set_urlconf(None)


@pytest.fixture
def style(browser: Browser, page_text: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The style page in Chromium, at a desk unless a test asks for another width; a script error or CSP report fails it."""
    wide, high = getattr(request, "param", (1280, 800))
    with (
        look.served({"/": page_text}) as address,
        browser.new_context(viewport={"width": wide, "height": high}) as context,
    ):
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(address)
        yield page
        assert wrong == []


@pytest.mark.parametrize("ink", ("ink", "soft", "do", "ok", "soon", "late", "seal"))
def test_words_stand_out_from_every_ground(ink: str) -> None:
    assert {ground: contrast(ink, ground) for ground in GROUNDS if contrast(ink, ground) < 4.5} == {}


@pytest.mark.parametrize("tint", TINTS)
def test_tags_and_buttons_can_be_read(tint: str) -> None:
    assert contrast(tint, f"{tint}-soft") >= 4.5
    assert contrast("on-fill", tint) >= 4.5


def test_parts_of_a_chart_carry_white_numbers() -> None:
    assert {name for name in TOKENS if re.fullmatch(r"c\d", name) and contrast("on-fill", name) < 4.5} == set()


def test_the_edge_of_a_field_is_seen() -> None:
    assert contrast("edge", "sheet") >= 3


def test_own_files_stay_small() -> None:
    assert len(CSS.encode()) <= 40_000
    assert sum((STATIC / name).stat().st_size for name in ("app.js", "map.js")) <= 20_000
    assert sum((STATIC / name).stat().st_size for name in ("keeping.js", "worker.js")) <= 15_000


def test_the_sheet_keeps_to_what_an_old_chromium_knows() -> None:
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", CSS, flags=re.S)
    assert (
        re.findall(
            r":(?:has|is|where)\(|@container|@layer|color-mix|\binset:|aspect-ratio|\bd?vh-|[^-]\bscale:|&", bare
        )
        == []
    )
    assert re.findall(r":not\([^)]*,", bare) == []


def test_scripts_keep_to_es2018_and_never_evaluate() -> None:
    text = "".join((STATIC / name).read_text("utf-8") for name in ("app.js", "map.js", "keeping.js", "worker.js"))
    assert (
        re.findall(
            r"\beval\(|new Function|innerHTML|outerHTML|\?\.[a-z\[(]|\?\?|replaceAll|catch \{|setAttribute\(.style",
            text,
        )
        == []
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(FACE / "templates").as_posix())
def test_a_template_is_short_and_holds_no_style_or_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 120
    assert re.findall(r"\sstyle\s*=|<style|javascript:|\bhx-on|https?://(?!www\.w3\.org)", text) == []
    assert EVENTS.findall(text) == []
    assert [script for script in re.findall(r"<script[^>]*>", text) if "src=" not in script] == []


def test_every_drawing_is_well_formed_and_says_what_it_shows(page_text: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page_text, flags=re.S)
    assert len(drawings) > 20
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        named = [child.tag for child in root][:2] == ["title", "desc"]
        assert named or root.get("aria-hidden") == "true", drawing[:200]


def test_every_number_of_a_chart_leads_to_its_evidence(page_text: str) -> None:
    chart = re.search(r'<table class="bars">.*?</table>', page_text, flags=re.S)
    assert chart and len(re.findall(r'<a class="fig num" href="#', chart[0])) == len(TOPICS)


def test_what_is_not_recorded_is_never_a_zero() -> None:
    shown = render_to_string("parts/stats.html", {"stats": [parts.Stat(None, "回访确认率", "%")]})
    assert "尚未登记" in shown and "0" not in shown


@pytest.mark.parametrize("name", ("400", "403", "403_csrf", "404", "413", "429", "500", "503"))
@pytest.mark.parametrize("language", ("zh-hans", "en"))
def test_error_pages_need_no_context_and_never_differ(name: str, language: str) -> None:
    with translation.override(language):
        template = get_template(f"{name}.html")
        one, other = template.render(), template.render({"request_path": "/r/1/", "exception": "secret"})
    assert one == other and "csrf" not in one and f'lang="{language}"' in one


def test_a_refusal_names_the_rule_and_what_to_do_instead(page_text: str) -> None:
    refusal = re.search(r'<div class="note late" role="alert">.*?</div>', page_text, flags=re.S)
    assert refusal and "不能再次交办" in refusal[0] and "第六条" in refusal[0] and "退回办理" in refusal[0]


@pytest.mark.browser
@pytest.mark.parametrize("style", [(1280, 800), (390, 844)], indirect=True)
def test_axe_finds_nothing(style: Page) -> None:
    found = Axe().run(style)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("style", [(320, 800), (390, 844), (641, 800), (1280, 800)], indirect=True)
def test_no_width_makes_the_page_run_sideways(style: Page) -> None:
    wide = style.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


@pytest.mark.browser
@pytest.mark.parametrize("style", [(390, 844)], indirect=True)
def test_a_thumb_finds_every_control_on_a_phone(style: Page) -> None:
    small = style.eval_on_selector_all(
        ".btn, .tabbar a, main select, main input:not([type=checkbox]):not([type=radio]):not([type=file])",
        "found => found.filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML)",
    )
    assert small == []


@pytest.mark.browser
@pytest.mark.parametrize("style", [(390, 844)], indirect=True)
def test_what_has_the_focus_lies_above_the_bar_of_a_phone(style: Page) -> None:
    hidden = style.evaluate("""() => {
        const bar = document.querySelector('.tabbar').getBoundingClientRect().top;
        const under = element => { element.focus(); return document.activeElement === element && element.getBoundingClientRect().bottom > bar + 1; };
        return [...document.querySelectorAll('main a, main button')].filter(e => e.offsetParent && under(e)).map(e => e.outerHTML.slice(0, 80));
    }""")
    assert hidden == []


@pytest.mark.browser
def test_j_and_k_travel_the_rows_and_slash_finds_the_search(style: Page) -> None:
    style.keyboard.press("j")
    style.keyboard.press("j")
    expect(style.locator(":focus")).to_have_text("低保复核材料缺一份")
    style.keyboard.press("k")
    expect(style.locator(":focus")).to_have_text("泵房夜间停水")
    style.keyboard.press("/")
    expect(style.locator("#bar-search")).to_be_focused()
    style.keyboard.type("j/k")
    expect(style.locator("#bar-search")).to_have_value("j/k")


@pytest.mark.browser
def test_the_question_mark_lists_the_keys(style: Page) -> None:
    style.keyboard.press("?")
    expect(style.locator("#keys")).to_be_visible()
    expect(style.locator("#keys dl")).to_contain_text("地图")
    style.keyboard.press("Escape")
    expect(style.locator("#keys")).to_be_hidden()
    style.keyboard.press("g")
    style.keyboard.press("m")
    expect(style).to_have_url(re.compile("#map$"))


@pytest.mark.browser
def test_a_draft_outlives_the_page_but_an_identity_does_not(style: Page) -> None:
    form = style.locator("form[data-draft='#step']")
    form.locator("textarea").fill("换了控制柜")
    form.evaluate(
        "form => { const secret = document.createElement('input'); secret.name = 'id_number'; form.append(secret); }"
    )
    form.locator("[name=id_number]").fill("990101")
    style.wait_for_timeout(600)
    kept = style.evaluate("JSON.stringify(sessionStorage)")
    assert "换了控制柜" in kept and "990101" not in kept
    style.reload()
    expect(form.locator("textarea")).to_have_value("换了控制柜")
    form.locator(".draft button").click()
    expect(form.locator("textarea")).to_have_value("控制柜已换，夜间供水恢复。")


@pytest.mark.browser
def test_a_map_comes_nearer_by_button_and_key_and_goes_back(style: Page) -> None:
    drawing, frame = style.locator(".map-frame svg"), style.locator(".map-frame")
    whole = drawing.get_attribute("viewBox")
    style.locator("[data-map-do=in]").click()
    expect(frame).to_have_class("map-frame zoomed")
    frame.focus()
    style.keyboard.press("+")
    style.keyboard.press("ArrowRight")
    assert float(str(drawing.get_attribute("viewBox")).split()[2]) < float(str(whole).split()[2]) / 2
    style.keyboard.press("0")
    expect(frame).to_have_class("map-frame")


@pytest.mark.browser
def test_a_question_comes_before_what_is_hard_to_take_back(style: Page) -> None:
    form = style.locator("form[action='#undo']")
    form.evaluate("form => { form.dataset.confirm = '撤销这次导入？'; }")
    form.get_by_role("button").click()
    expect(style.locator("#ask-question")).to_have_text("撤销这次导入？")
    expect(style.locator("#ask-yes")).to_have_text("撤销导入")
    style.locator("#ask [data-close]").click()
    expect(style.locator("#ask")).to_be_hidden()
    assert "#undo" not in style.url


@pytest.mark.browser
def test_what_takes_a_while_says_so_until_the_answer_is_there(style: Page) -> None:
    form = style.locator("form[action='#undo']")
    form.evaluate("form => { form.querySelector('button').dataset.busy = '正在签发'; form.addEventListener('submit', sent => sent.preventDefault()); }")
    button = form.get_by_role("button")
    words = button.inner_text()
    button.click()
    expect(button).to_have_text("正在签发")
    expect(button).to_be_disabled()
    expect(form).to_have_attribute("aria-busy", "true")
    expect(style.locator("#said")).to_have_text("正在签发")
    style.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(button).to_have_text(words)
    expect(button).to_be_enabled()


@pytest.mark.browser
@pytest.mark.parametrize("style", [(390, 844), (1280, 800)], indirect=True)
def test_a_unit_stands_beside_its_number_and_the_filters_in_rows(style: Page) -> None:
    below = "found => found.filter(e => e.getBoundingClientRect().bottom > e.previousElementSibling.getBoundingClientRect().bottom + 4).map(e => e.textContent)"
    assert style.locator(".board .unit", has_text="平方公里").count() == 1
    assert style.eval_on_selector_all(".board .unit", below) == []
    tops = style.eval_on_selector_all(".filters input:not([type=hidden]), .filters select", "found => found.filter(e => e.offsetParent).map(e => Math.round(e.getBoundingClientRect().height))")
    assert len(set(tops)) == 1


@pytest.mark.browser
def test_htmx_keeps_nothing_and_evaluates_nothing(style: Page) -> None:
    kept = style.evaluate("[htmx.config.allowEval, htmx.config.historyCacheSize, htmx.config.includeIndicatorStyles]")
    assert kept == [False, 0, False]
    assert style.evaluate("htmx.config.responseHandling.some(one => one.code === '422' && one.swap)")


@pytest.mark.browser
def test_another_person_at_the_same_machine_finds_no_draft(style: Page) -> None:
    style.evaluate(
        "sessionStorage.setItem('yz-who', 'someone-else'); sessionStorage.setItem('yz-draft:#step', '[[\"text\",\"x\"]]')"
    )
    style.reload()
    expect(style.locator("form[data-draft='#step'] textarea")).to_have_value("控制柜已换，夜间供水恢复。")
    assert "yz-draft" not in style.evaluate("Object.keys(sessionStorage).join()")


@pytest.mark.browser
def test_without_scripts_the_map_still_shows_its_names(browser: Browser, page_text: str) -> None:
    with look.served({"/": page_text}) as address, browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".map-tools")).to_be_hidden()
        assert page.locator(".map-frame a[href]").count() > 40
        assert page.locator(".map-frame text[data-room]:not([visibility])").count() > 20
