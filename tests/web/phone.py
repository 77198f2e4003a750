"""A telephone that can lose its connection."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

from playwright.sync_api import Browser, Error, FilePayload, Locator

from tests.web.desk import Desk
from tests.web.pages import picture
from tests.world import World

READY = """async () => {
  const there = await navigator.serviceWorker.getRegistration("/new/visit/");
  return Boolean(there && there.active && (await caches.match("/new/visit/", { ignoreVary: true })));
}"""
PHOTO: FilePayload = {"name": "屋后.png", "mimeType": "image/png", "buffer": picture()}


class Phone(Desk):
    """A telephone with the clerk of 上河村 signed in, ready to lose its connection; no page may break its policy."""

    def __init__(self, browser: Browser, base: str, world: World) -> None:
        super().__init__(browser, base, (390, 844))
        self.world = world
        self.enter(world, "clerk")
        self.ready()

    @property
    def note(self) -> Locator:
        return self.page.locator("#kept")

    def ready(self) -> None:
        deadline = monotonic() + 10
        while not self.page.evaluate(READY) and monotonic() < deadline:
            self.page.wait_for_timeout(100)

    def lose(self, lost: bool = True) -> None:
        """A page that was opened without a connection takes it for there (Chromium 150), and is not told when it comes back."""
        self.page.context.set_offline(lost)
        with suppress(Error):  # a page that is just being left is told nothing either
            if not lost:
                self.page.evaluate("() => { setTimeout(() => dispatchEvent(new Event('online')), 50); }")

    def write(self, heard: str, called_on: str = "", photo: bool = False, open_page: bool = True) -> None:
        if open_page:
            self.page.goto(f"{self.base}/new/visit/")
        self.page.select_option("#id_org", value=str(self.world.home.org_id))
        self.page.fill("#id_called_on", called_on or self.world.home.number)
        self.page.fill("#id_heard", heard)
        if photo:
            self.page.set_input_files("#id_files", files=[PHOTO])
        self.save()

    def save(self) -> None:
        self.page.get_by_role("button", name="存下", exact=True).click()
