"""What every test gets: no way out to the network, its own place for files, and the honest end of a run."""

import gc
import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.toypack.desk import Desk, open_desk
from tests.world import World, build
from tools import messages
from yanzhen.kernel.base import adopted, rules
from yanzhen.kernel.base.prepared import statement
from yanzhen.kernel.guard.append_only import lifted

# A skip that is allowed where nothing may be left out: what it needs is no part of a clone.
OUTSIDE = "not part of a clone: "

# No property fails for being slow on a busy machine; in CI the same examples are tried each time.
hypothesis_settings.register_profile(
    "yz", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=os.environ.get("CI", "").lower() == "true"
)
hypothesis_settings.load_profile("yz")


def pytest_configure(config: pytest.Config) -> None:
    """Screen words come from the compiled catalogues, so these are brought up to date first."""
    messages.compile_stale()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests about one database run on that one, and those that touch none where most are; those that share a browser share a worker."""
    kept = [item for item in items if _belongs(item)]
    if dropped := [item for item in items if not _belongs(item)]:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded stays to the end, so the collector need not walk through it again and again: it took 7 % of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _belongs(item: pytest.Item) -> bool:
    """Does the test say anything about the database of this run that the run on the other does not?"""
    if connection.vendor == "sqlite":
        return item.get_closest_marker("postgres") is None
    # A planted defect is looked for on one database at a time, by whatever its tests touch.
    marked = os.environ.get("YZ_ALONE") or item.get_closest_marker("postgres") or item.get_closest_marker("django_db")
    return item.get_closest_marker("sqlite") is None and bool(marked or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run with something left out, or after a failed stage, has failed."""
    if exitstatus == pytest.ExitCode.OK and (_skipped(session.config) or os.environ.get("YZ_FAILED")):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say loudly what was left out and which earlier stage failed; pytest's own line comes after."""
    told = {
        "FAILED BEFORE": [name for name in os.environ.get("YZ_FAILED", "").split(",") if name],
        "LEFT OUT": [name for name in os.environ.get("YZ_LEFT_OUT", "").split("|") if name],
        "SKIPPED, WHICH IS NOT ALLOWED HERE": _skipped(config),
    }
    for title, lines in told.items():
        if lines:
            terminalreporter.section(title, sep="!", red=True, bold=True)
            for line in lines:
                terminalreporter.line(line, red=True)


def _skipped(config: pytest.Config) -> list[str]:
    """In CI: the tests that did not run though they should have."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI", "").lower() != "true" or reporter is None:
        return []
    reports = reporter.stats.get("skipped", [])
    return [f"{report.nodeid}: {report.longrepr[2]}" for report in reports if OUTSIDE not in str(report.longrepr)]


@pytest.fixture(autouse=True)
def own_statements() -> None:
    """What was prepared under one test's definitions answers no other test."""
    statement.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def no_outside_network() -> Iterator[None]:
    """A test that reaches beyond this machine fails, whatever it meant to do there."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(address: Any) -> None:
        if isinstance(address, tuple) and not _here(str(address[0])):
            raise OSError(f"a test may not leave this machine: {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        refuse(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        refuse(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def emptied_whole() -> Iterator[None]:
    """After a test that commits, every table is emptied, those that refuse it otherwise too."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def emptied(self: BaseDatabaseOperations, statements: list[str]) -> None:
        with lifted(self.connection):
            empty(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    """Uploaded and written files of a test lie in its own directory."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> list[str]:
    """Passwords are hashed quickly; what the product hashes with."""
    real = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return list(real)


@pytest.fixture(autouse=True)
def own_rules() -> Iterator[None]:
    """What a test adopts in its process is let go after it."""
    yield
    for origin in list(adopted._held):
        rules.forget(origin)
        del adopted._held[origin]


@pytest.fixture
def world(db: None) -> World:
    """The small county every test may speak of, built anew."""
    return build()


@pytest.fixture
def desk(world: World) -> Desk:
    """The village library, at work in that county."""
    return open_desk(world)
