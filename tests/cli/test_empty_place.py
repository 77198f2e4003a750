"""The command in an empty data directory: it stands alone, and says what to do next."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("cli")]
ADMINS = ("--since", "2011-01-01", "--system", "傅明远=xitong", "--security", "戚安=anquan", "--audit", "阮清=shenji")
ROSTER = "组织名称,上级组织,组织类别\n山脚村,云溪镇,村\n溪口村,云溪镇,村\n"


def yz(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "YZ_HOME": str(home), "YZ_DATABASE": "sqlite", "YZ_PACKS": ""}
    return subprocess.run([sys.executable, "-m", "yanzhen.faces.cli", *words], env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which a township was founded and nothing else."""
    home = tmp_path_factory.mktemp("founded")
    told = yz(home, "found", "青岭县", "云溪镇", *ADMINS)
    assert told.returncode == 0, told.stderr
    assert len(re.findall(r"账号 (xitong|anquan|shenji)  密码 \S+", told.stdout)) == 3
    return home


def test_a_question_to_an_empty_place_is_answered_in_a_sentence(tmp_path: Path) -> None:
    told = yz(tmp_path, "figures", "--town", "云溪镇")
    assert (told.returncode, "没有叫“云溪镇”的乡镇" in told.stderr, "Traceback" in told.stderr) == (2, True, False)


def test_an_import_before_there_is_a_township_says_how_to_found_one(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER, "utf-8")
    told = yz(tmp_path, "import", str(file))
    assert (told.returncode, "yz found" in told.stderr) == (2, True)


def test_a_founded_township_takes_its_roster_in(founded: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER, "utf-8")
    told = yz(founded, "import", str(file), "--as", "组织名册", "--org", "云溪镇")
    assert (told.returncode, "新增 2 行" in told.stdout) == (0, True), told.stderr


def test_a_township_is_founded_once(founded: Path) -> None:
    told = yz(founded, "found", "青岭县", "云溪镇", *ADMINS)
    assert (told.returncode, told.stderr) == (2, "青岭县已经有云溪镇。\n")


def test_what_one_administrator_lacks_leaves_nothing_founded(tmp_path: Path) -> None:
    told = yz(tmp_path, "found", "青岭县", "云溪镇", *ADMINS[:-1], "没有账号的人")
    assert (told.returncode, "姓名=账号" in told.stderr) == (2, True)
    assert "现有:无" in yz(tmp_path, "figures", "--town", "云溪镇").stderr


def test_whoever_heads_the_office_is_named_at_the_founding_and_can_register_the_next(tmp_path: Path) -> None:
    told = yz(tmp_path, "found", "青岭县", "云溪镇", *ADMINS, "--office", "阎知行=bangongshi")
    assert (told.returncode, bool(re.search(r"党政办主任  账号 bangongshi  密码 \S+", told.stdout))) == (0, True), told.stderr
    asked = (
        "import django; django.setup(); from datetime import date; from yanzhen.kernel.guard.access import actor_of; from yanzhen.kernel.guard.models import Account;"
        "him = Account.objects.get(login='bangongshi').person; actor = actor_of(him.pk, him.name, date.today());"
        "print([p.role for p in actor.posts], actor.may('register.write'), actor.may('posts.write'))"
    )
    env = {**os.environ, "YZ_HOME": str(tmp_path), "YZ_DATABASE": "sqlite", "YZ_PACKS": "", "DJANGO_SETTINGS_MODULE": "yanzhen.settings"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=False, timeout=120)
    assert said.stdout.strip() == "['dispatcher'] True True", said.stderr


def test_without_him_it_says_where_he_must_come_from(founded: Path, tmp_path: Path) -> None:
    assert "党政办主任须在名册里" in yz(tmp_path, "found", "青岭县", "云溪镇", *ADMINS).stdout


def test_an_unknown_kind_of_sheet_names_the_known_ones(founded: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER, "utf-8")
    told = yz(founded, "import", str(file), "--as", "工资表")
    assert (told.returncode, "(org_roster)" in told.stderr) == (2, True)


def test_what_an_older_release_left_is_backed_up_before_anything_else(founded: Path, tmp_path: Path) -> None:
    home = tmp_path / "older"
    shutil.copytree(founded, home)
    with closing(sqlite3.connect(home / "yanzhen.sqlite3")) as base, base:
        base.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    refused, made = yz(home, "anchors"), yz(home, "backup", str(tmp_path / "b.tar"))
    assert (refused.returncode, "yz backup" in refused.stderr) == (2, True)
    assert (made.returncode, "已存" in made.stdout) == (0, True), made.stderr


def test_a_file_that_cannot_be_written_is_a_sentence(founded: Path) -> None:
    told = yz(founded, "backup", "/proc/nowhere/file")
    assert (told.returncode, "不能读写" in told.stderr, "Traceback" in told.stderr) == (2, True, False)


@pytest.fixture
def served(founded: Path) -> Iterator[str]:
    """That township behind `yz serve`, by its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    env = {**os.environ, "YZ_HOME": str(founded), "YZ_DATABASE": "sqlite", "YZ_PACKS": "", "YZ_STATIC": ""}
    server = subprocess.Popen([sys.executable, "-m", "yanzhen.faces.cli", "serve", "--port", str(port)], env=env)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        worker = children(server.pid)
        server.terminate()
        server.wait(timeout=40)
    assert len(worker) == 1 and not Path(f"/proc/{worker[0]}").exists(), "the worker ends with the server"


def children(of: int) -> list[str]:
    return subprocess.run(["ps", "-o", "pid=", "--ppid", str(of)], capture_output=True, text=True, check=False).stdout.split()


def test_what_is_typed_wrongly_is_said_in_chinese(tmp_path: Path) -> None:
    told = yz(tmp_path, "figures", "--town", "云溪镇", "--on", "昨天")
    assert (told.returncode, told.stderr.splitlines()[0]) == (2, "--on 要写成 2024-03-08 的样子,不能是“昨天”。")


def test_its_pages_are_served_with_their_files(served: str) -> None:
    page = ""
    for _turn in range(200):
        try:
            page = urllib.request.urlopen(f"{served}/sign-in/", timeout=10).read().decode()
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles and all(urllib.request.urlopen(served + path, timeout=10).status == 200 for path in styles)
