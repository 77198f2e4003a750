"""What the tests need beside Python: PostgreSQL's programs, a Chromium, and fonts. Found, or installed where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Playwright's driver needs libatomic, and a page in Chinese needs a face to be drawn in.
BESIDE_BROWSER = ("libatomic1", "fonts-noto-cjk")


def chromium() -> str | None:
    """The browser on this machine's path."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def postgres_programs() -> Path | None:
    """The directory with `initdb` and `postgres`: Debian's newest, else where the path leads."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found and (Path(found).parent / "postgres").exists() else None


def provide(browser: bool, postgres: bool) -> None:
    """On Debian and as root, install what is missing of what is wanted; elsewhere change nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    wanted = [name for name in BESIDE_BROWSER if browser and not _has(name)]
    wanted += ["chromium"] if browser and not chromium() else []
    wanted += ["postgresql"] if postgres and not postgres_programs() else []
    if not wanted:
        return
    print(f"── apt-get install {' '.join(wanted)}", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=env, stdout=subprocess.DEVNULL)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]
    subprocess.run(install, env=env, stdout=subprocess.DEVNULL)


def _has(package: str) -> bool:
    """Is a Debian package installed?"""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True)
    return asked.stdout == "installed"
