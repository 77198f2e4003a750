"""`python -m tools.pictures`: the pictures in `docs/pictures/`, taken anew from the sample township served from nothing."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.look import SIZES, chromium

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
YZ = [sys.executable, "-m", "yanzhen.faces.cli"]
# Who looks at what, on which screen: (account, page, name, size).
VIEWS = (
    ("bangongshi", "/", "inbox", "desk"),
    ("bangongshi", "/f/problem.solved/?year=2017&org=2", "figure", "desk"),
    ("shuji", "/reports/1/", "report", "desk"),
    ("wenshu", "/l/problem/", "problems", "desk"),
    ("wangge", "/new/visit/", "visit-phone", "phone"),
)
#: A report in words of our own, in which two digits are swapped and a share and a sum are off.
REPORT = """池上镇2017年走访情况汇报
2017年，全镇走访44个村、8765户住户和企业，群众反映7大类1083条问题，已解决807条，问题解决率84.5%。
全镇有68个基层党支部，其中机关党支部2个、驻地事业单位党支部4个、非公企业党支部17个、村级党支部44个，党员1400余人。
各村光伏发电全年增收23.9万元。
"""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait(port: int) -> None:
    """Until the server answers, half a minute at most."""
    for _n in range(60):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise SystemExit("the server did not start")


def take(browser: Browser, base: str, passwords: dict[str, str]) -> None:
    """Sign in as each and photograph."""
    for who, path, name, size in VIEWS:
        page = signed_in(browser, base, who, passwords, size)
        page.goto(base + path)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


def signed_in(browser: Browser, base: str, who: str, passwords: dict[str, str], size: str) -> Page:
    """A page of somebody who has signed in, on a screen of that size."""
    wide, high = SIZES[size]
    page = browser.new_context(viewport={"width": wide, "height": high}, locale="zh-CN").new_page()
    page.goto(f"{base}/sign-in/")
    page.fill("#id_login", who)
    page.fill("#id_password", passwords[who])
    page.click("main button.btn")
    return page


def audit(browser: Browser, base: str, passwords: dict[str, str]) -> None:
    """Hand the report in, and photograph what is found of its figures."""
    page = signed_in(browser, base, "bangongshi", passwords, "desk")
    page.goto(f"{base}/audit/")
    page.set_input_files("input[name=file]", {"name": "2017年走访情况汇报.txt", "mimeType": "text/plain", "buffer": REPORT.encode()})
    page.fill("input[name=year]", "2017")
    page.locator("form:has(input[name=file]) button").first.click()
    page.locator(".note").first.wait_for(timeout=60_000)
    page.screenshot(path=str(PICTURES / "audit.png"))


def main() -> None:
    """Build the sample in a temporary home, serve it, photograph it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "YZ_HOME": home, "YZ_STATIC": "plain"}
        for word in (["migrate"], ["sample", "chishan"]):
            subprocess.run([*YZ, *word], env=env, check=True)
        told = (Path(home) / "sample-accounts.txt").read_text("utf-8")
        port = free_port()
        server = subprocess.Popen([*YZ, "serve", "--port", str(port)], env=env)
        try:
            wait(port)
            with sync_playwright() as play:
                browser, base, passwords = chromium(play), f"http://127.0.0.1:{port}", dict(re.findall(r"账号 (\w+)  密码 (\w+)", told))
                take(browser, base, passwords)
                audit(browser, base, passwords)
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
