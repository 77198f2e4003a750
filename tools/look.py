"""Photographs of the style page at a desk, on a phone and as printed: `python -m tools.look OUT_DIR [en]`."""

from __future__ import annotations

import mimetypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import set_urlconf
from django.utils import translation
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.web import stylebook

SIZES = {"desk": (1280, 800), "phone": (390, 844)}
STATIC = "/static/"


class Shelf(BaseHTTPRequestHandler):
    """Serves some pages and the product's static files, under the product's content security policy."""

    def __init__(self, pages: Mapping[str, str], *rest: Any) -> None:
        self.pages = pages
        super().__init__(*rest)

    def do_GET(self) -> None:
        """Answer a page, a static file, or 404."""
        path = self.path.partition("?")[0]
        found = finders.find(path.removeprefix(STATIC)) if path.startswith(STATIC) else None
        if path not in self.pages and not found:
            self.send_error(404)
            return
        body = Path(str(found)).read_bytes() if found else self.pages[path].encode()
        self.send_response(200)
        self.send_header(
            "Content-Type", mimetypes.guess_type(str(found))[0] or "text/html" if found else "text/html; charset=utf-8"
        )
        self.send_header("Content-Security-Policy", policy())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def policy() -> str:
    """The header the product sends."""
    rules: Mapping[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(" ".join([rule, *sources]) for rule, sources in rules.items())


@contextmanager
def served(pages: Mapping[str, str]) -> Iterator[str]:
    """The address under which these pages can be opened while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Shelf, pages))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def chromium(play: Playwright) -> Browser:
    """The system's Chromium, which may not phone home and, run as root, has no sandbox of its own."""
    return play.chromium.launch(
        executable_path=shutil.which("chromium") or None,
        chromium_sandbox=os.geteuid() != 0,
        args=["--disable-background-networking", "--disable-component-update"],
    )


def style_page(language: str = "zh-hans") -> str:
    """The style page with made-up data; it needs no address of the product's."""
    set_urlconf("django.conf.urls.i18n")
    with translation.override(language):
        return render_to_string("style.html", stylebook.everything())


def photograph(target: Path, language: str) -> list[Path]:
    """Save the photographs and the printed page; their paths."""
    target.mkdir(parents=True, exist_ok=True)
    saved = []
    with served({"/": style_page(language)}) as address, sync_playwright() as play:
        browser = chromium(play)
        for name, (wide, high) in SIZES.items():
            page = browser.new_page(viewport={"width": wide, "height": high})
            page.goto(address)
            for part, full in (("top", False), ("all", True)):
                saved.append(target / f"{name}-{part}.png")
                page.screenshot(path=saved[-1], full_page=full)
        page.pdf(path=target / "paper.pdf", format="A4")
        browser.close()
    return [*saved, target / "paper.pdf"]


def main() -> int:
    """The command."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.settings")
        os.environ |= {"YZ_HOME": home, "YZ_STATIC": "plain"}
        django.setup()
        print(*photograph(Path(sys.argv[1]), "".join(sys.argv[2:3]) or "zh-hans"), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
