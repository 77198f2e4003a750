"""Somebody at work in a real browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from tests.world import World
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.actions import open_account

OWN = "自己知道的一句话 2026"


class Desk:
    """Somebody's own browser window, where no page may break its content security policy."""

    def __init__(self, browser: Browser, base: str, size: tuple[int, int] = (1280, 800), script: bool = True) -> None:
        wide, high = size
        self.page: Page = browser.new_context(viewport={"width": wide, "height": high}, java_script_enabled=script, timezone_id="Asia/Shanghai").new_page()
        self.base, self.wrong = base, list[str]()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if "Content Security Policy" in said.text else None)

    def enter(self, world: World, name: str) -> Desk:
        """Sign in for the first time: with the password given once, changed at once."""
        now = datetime.now(UTC)
        _account, once = open_account(world.people[name], name, actor=operator(now.date()), at=now)
        self.page.goto(f"{self.base}/sign-in/")
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", once)
        self.page.click("main button.btn")
        expect(self.page).to_have_url(re.compile("/account/password/$"))
        self.page.fill("#id_old", once)
        self.page.fill("#id_new", OWN)
        self.page.fill("#id_again", OWN)
        self.page.click("main button.btn")
        expect(self.page).to_have_url(re.compile(r":\d+/$"))
        return self

    def come_back(self, name: str) -> Desk:
        """Sign in where the sign-in page stands."""
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", OWN)
        self.page.click("main button.btn")
        expect(self.page).not_to_have_url(re.compile("/sign-in/"))
        return self

    def step(self, name: str, **answers: str) -> None:
        """Take the record's next step: fill what is asked, press the button that says the verb."""
        form = self.page.locator("#next form").first
        for field, value in answers.items():
            box = form.locator(f"[name={field}]")
            if box.count() > 1:
                form.get_by_label(value, exact=True).check()
            else:
                _ = box.select_option(label=value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
        form.get_by_role("button", name=name, exact=True).click()
