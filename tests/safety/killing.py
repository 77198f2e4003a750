"""A real server that is killed while several write to it, and what each of them was told."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"


@dataclass
class Sent:
    """One act as it was sent: by whom, where to, what; and what came back."""

    who: str
    path: str
    body: dict[str, Any]
    outcome: str = UNKNOWN
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def uid(self) -> UUID:
        return UUID(self.body["uid"])


class Place:
    """A data directory and a database of its own, and the server that runs on them."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.name = f"yz_kill_{os.getpid()}_{random.randrange(10**6)}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YZ_")}
        path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        self.env = kept | {"YZ_HOME": str(home), "YZ_STATIC": "plain", "YZ_DATABASE": self._database(), "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "yanzhen.settings"}
        self.known = json.loads(self.run("-m", "tests.safety.killhouse").stdout)
        self.server: subprocess.Popen[bytes] | None = None

    def _database(self) -> str:
        if connection.vendor == "sqlite":
            return "sqlite"
        self.sql(f"CREATE DATABASE {self.name}", "postgres")
        told = connection.settings_dict
        return f"postgres://{told['USER']}:{told['PASSWORD']}@:{told['PORT']}/{self.name}?host={told['HOST']}"

    def sql(self, statement: str, name: str = "") -> list[tuple[Any, ...]]:
        """Ask the database itself, past everything of ours."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.home / "yanzhen.sqlite3", timeout=20) as found:
                return list(found.execute(statement))
        told = connection.settings_dict
        with psycopg.connect(dbname=name or self.name, user=told["USER"], password=told["PASSWORD"], host=told["HOST"], port=told["PORT"] or None, autocommit=True) as held:
            answer = held.execute(statement)
            return list(answer.fetchall()) if answer.description else []

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=True, timeout=PATIENCE)

    def findings(self) -> list[Any]:
        """What `yz verify` says differs."""
        told = subprocess.run([sys.executable, "-m", "yanzhen.faces.cli", "verify", "--json"], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=PATIENCE)
        return list(json.loads(told.stdout))

    def start(self) -> None:
        """The server, as the command starts it, in a process group of its own; back when it answers."""
        words = [sys.executable, "-m", "yanzhen.faces.cli", "serve", "--port", str(self.port)]
        log = (self.home / "server.log").open("ab")
        self.server = subprocess.Popen(words, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.server.poll() is not None or time.monotonic() > until:
                raise AssertionError((self.home / "server.log").read_text("utf-8", "replace")[-3000:])
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return self.call("", "GET", "/health/")[0] == 200
        except OSError:
            return False

    def call(self, who: str, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """One request over the wire; OSError or HTTPException where no whole answer came."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            heads = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.known['tokens'][who]}"} if who else {})}
            line.request(method, path, json.dumps(body) if body is not None else None, heads)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            line.close()

    def send(self, sent: Sent) -> None:
        """Send an act and note what it came to; cut off, nobody knows."""
        try:
            status, sent.answer = self.call(sent.who, "POST", sent.path, sent.body)
        except (OSError, HTTPException, ValueError):
            return
        sent.outcome = DONE if status == 200 else REFUSED if status == 422 else f"status {status}"

    def kill(self) -> None:
        """Kill the server and all its processes, as a power cut would end them."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(PATIENCE)

    def away(self) -> None:
        if self.server and self.server.poll() is None:
            self.kill()
        if connection.vendor == "postgresql":
            self.sql(f"DROP DATABASE {self.name} WITH (FORCE)", "postgres")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def writing(place: Place, enough: int, chance: random.Random) -> list[Sent]:
    """Let every writer write until that many acts were acknowledged, then kill the server; all that was sent."""
    sent: list[Sent] = []
    over = threading.Event()

    def write(next_act: Callable[[], Sent | None]) -> None:
        while not over.is_set() and (act := next_act()):
            sent.append(act)
            place.send(act)
            if act.outcome == UNKNOWN:
                return

    acts = [visits(place, who, random.Random(chance.random())) for who in place.known["places"]] + [handing(place, sent, over)]
    threads = [threading.Thread(target=write, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PATIENCE
    while sum(act.outcome == DONE for act in list(sent)) < enough and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.03))
    place.kill()
    over.set()
    for thread in threads:
        thread.join(PATIENCE)
    return sent


def visits(place: Place, who: str, chance: random.Random) -> Callable[[], Sent]:
    """Somebody who logs one visit after the other, each about something else, with none to three problems."""

    def act() -> Sent:
        problems = [{"title": f"问题{n}", "category": "road", "detail": "路"} for n in range(chance.randrange(4))]
        return Sent(who, "/api/visits", {"uid": str(uuid4()), "happened_on": place.known["day"], "heard": f"听到{chance.random()}", "problems": problems, **place.known["places"][who]})

    return act


def handing(place: Place, sent: list[Sent], over: threading.Event) -> Callable[[], Sent | None]:
    """The office that hands the first problem of each visit on as soon as it is there."""
    handed: set[UUID] = set()

    def act() -> Sent | None:
        while not over.wait(0.002):
            for one in list(sent):
                if one.outcome == DONE and one.body.get("problems") and one.uid not in handed:
                    handed.add(one.uid)
                    claim = uuid5(one.uid, "problem 0").hex
                    problem = place.sql(f"SELECT subject FROM guard_claim WHERE uid = '{claim}'")[0][0].removeprefix("records.record:")
                    return Sent("dispatcher", f"/api/records/{problem}/steps/assign", {"uid": str(uuid4()), "answers": {"handler": place.known["office"]}})
        return None

    return act
