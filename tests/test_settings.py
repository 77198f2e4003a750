"""How an installation is set up: what it makes for itself, what it refuses to run with, what it tells the log."""

import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import get_language

from yanzhen import config
from yanzhen.faces.web.language import ByCookie
from yanzhen.kernel.base import checks
from yanzhen.logs import Impersonal


def start(home: Path, **named: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that does nothing but read the settings."""
    env = os.environ | {"YZ_HOME": str(home), "PYTHONUTF8": "1"} | named
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def test_the_first_start_makes_keys_for_the_owner_alone(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    for name in ("sealing", "secret"):
        path = tmp_path / "keys" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(bytes.fromhex(path.read_text("ascii"))) == 32
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_later_start_keeps_the_keys_and_closes_them_again(tmp_path: Path) -> None:
    first = start(tmp_path).stdout
    sealing = tmp_path / "keys" / "sealing"
    kept = sealing.read_text("ascii")
    sealing.chmod(0o644)
    assert start(tmp_path).stdout == first
    assert (sealing.read_text("ascii"), stat.S_IMODE(sealing.stat().st_mode)) == (kept, 0o600)


@pytest.mark.sqlite
def test_the_database_is_for_the_owner_alone_from_before_its_first_row(tmp_path: Path) -> None:
    assert start(tmp_path, YZ_DATABASE="sqlite").returncode == 0
    kept = tmp_path / "yanzhen.sqlite3"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and kept.stat().st_size == 0
    beside = tmp_path / "yanzhen.sqlite3-wal"
    beside.touch(mode=0o644)
    kept.chmod(0o644)
    assert start(tmp_path, YZ_DATABASE="sqlite").returncode == 0
    assert [stat.S_IMODE(file.stat().st_mode) for file in (kept, beside)] == [0o600, 0o600], "one that an earlier release made"


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    code = "from yanzhen import config; from pathlib import Path; import sys; print(config.secret_key(Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in together}) == 1


@pytest.mark.parametrize("witness", ["yanzhen.sqlite3", "keys/secret"])
def test_a_lost_sealing_key_is_never_replaced(tmp_path: Path, witness: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / witness).touch()
    done = start(tmp_path)
    assert done.returncode != 0
    assert "不见了" in done.stderr
    assert not (tmp_path / "keys" / "sealing").exists()


@pytest.mark.parametrize(("name", "value"), [("YZ_DIGEST", "md5"), ("YZ_DATABASE", "mysql://x/y")])
def test_a_setting_that_cannot_be_is_refused_with_what_can(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "只能是" in done.stderr


def test_proxies_are_addresses_or_networks_and_none_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.networks("YZ_PROXIES") == []
    monkeypatch.setenv("YZ_PROXIES", "10.1.2.3, fd00::/8")
    assert [str(one) for one in config.networks("YZ_PROXIES")] == ["10.1.2.3/32", "fd00::/8"]
    for wrong in ("*", "10.1.2.3/8", "proxy.example"):
        monkeypatch.setenv("YZ_PROXIES", wrong)
        with pytest.raises(config.Misconfigured, match="YZ_PROXIES"):
            config.networks("YZ_PROXIES")


def test_a_postgres_address_is_read_whole() -> None:
    told = config.postgres("postgres://li%40x:p%2Fw@10.1.2.3:5433/yz?sslmode=require")
    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == ("li@x", "p/w", "10.1.2.3", "5433", "yz")
    assert told["OPTIONS"] == {"prepare_threshold": 1, "server_side_binding": True, "sslmode": "require"}
    assert config.postgres("postgres:///yz?host=/run/pg")["HOST"] == "/run/pg"


def test_the_origins_decide_who_may_knock_and_whether_cookies_need_https(tmp_path: Path) -> None:
    code = "from django.conf import settings as s; print(s.ALLOWED_HOSTS[3:], s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    env = os.environ | {"YZ_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yanzhen.settings"}

    def told(origins: str) -> str:
        return subprocess.check_output([sys.executable, "-c", code], env=env | {"YZ_ORIGINS": origins}, text=True).strip()

    assert told("https://yz.example.gov.cn") == "['yz.example.gov.cn'] True True"
    assert told("https://yz.example.gov.cn, http://10.1.2.3:8000") == "['yz.example.gov.cn', '10.1.2.3'] False False"
    assert told("") == "[] False False"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda options: options.update(transaction_mode="DEFERRED"), "transaction_mode=IMMEDIATE"),
        (lambda options: options.update(timeout=5), "timeout=20"),
        (lambda options: options.update(init_command=config.DURABLE.replace("FULL", "NORMAL")), "synchronous=FULL"),
        (lambda options: options.update(init_command=config.DURABLE.replace("WAL", "DELETE")), "journal_mode=WAL"),
        (lambda options: options.pop("init_command"), "foreign_keys=ON"),
    ],
)
def test_weaker_sqlite_is_refused_at_start(tmp_path: Path, change: Callable[[dict[str, Any]], Any], named: str) -> None:
    told = config.sqlite(tmp_path)
    checks.refuse_weak_sqlite({"default": told})
    change(told["OPTIONS"])
    with pytest.raises(ImproperlyConfigured, match=named):
        checks.refuse_weak_sqlite({"default": told})


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_open_database_is_asked_what_it_runs_with() -> None:
    assert checks.sqlite_keeps_what_it_acknowledged(None, ["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        found = checks.sqlite_keeps_what_it_acknowledged(None, ["default"])
        cursor.execute("PRAGMA synchronous=FULL")
    assert [(type(one), one.id) for one in found] == [(Error, "yanzhen.E001")]


def test_the_file_system_of_a_path_is_the_one_mounted_nearest(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /srv nfs4 rw 0 0\nc /srv/data xfs rw 0 0\n")
    told = [checks.file_system(Path(path), mounts) for path in ("/srv/x/y.sqlite3", "/srv/data/y.sqlite3", "/var/y")]
    assert told == ["nfs4", "xfs", "ext4"]


def test_the_log_tells_where_it_failed_and_not_about_whom() -> None:
    try:
        try:
            raise ValueError("Key (name)=(王秀英)")
        except ValueError as why:
            raise RuntimeError("身份证 990101199001011234") from why
    except RuntimeError:
        record = logging.LogRecord("yanzhen", logging.ERROR, __file__, 1, "stopped", (), sys.exc_info())
    told = Impersonal().format(record)
    assert "builtins.RuntimeError" in told
    assert "builtins.ValueError" in told
    assert "test_settings.py" in told
    assert "王秀英" not in told
    assert "990101" not in told


def test_no_page_may_run_anything_from_elsewhere() -> None:
    told = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert told["script-src"] == told["style-src"] == ["'self'"]
    assert told["default-src"] == told["frame-ancestors"] == told["object-src"] == ["'none'"]
    assert not any("unsafe" in source for sources in told.values() for source in sources)


@pytest.mark.parametrize(("cookie", "language"), [("", "zh-hans"), ("en", "en"), ("tlh", "zh-hans")])
def test_pages_speak_chinese_until_the_person_asks_for_another_language(cookie: str, language: str) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{get_language()} {request.LANGUAGE_CODE}")

    request = RequestFactory().get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = ByCookie(page)(request)
    assert answer.content.decode() == f"{language} {language}"
    assert answer["Content-Language"] == language
