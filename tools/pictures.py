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

from playwright.sync_api import Browser, sync_playwright

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
        wide, high = SIZES[size]
        page = browser.new_context(viewport={"width": wide, "height": high}, locale="zh-CN").new_page()
        page.goto(f"{base}/sign-in/")
        page.fill("#id_login", who)
        page.fill("#id_password", passwords[who])
        page.click("main button.btn")
        page.goto(base + path)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


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
                take(chromium(play), f"http://127.0.0.1:{port}", dict(re.findall(r"账号 (\w+)  密码 (\w+)", told)))
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()
