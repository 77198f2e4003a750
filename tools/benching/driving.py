"""One user who asks, waits for the answer, and asks again: a closed loop, bounded in count and in time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from statistics import median
from urllib.parse import urlencode

from .serving import HOST, Server

RESTED = 5.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Client:
    """A browser of one user: keeps the connection and the cookies."""

    def __init__(self, port: int) -> None:
        self.door = HTTPConnection(HOST, port, timeout=120)
        self.last = 0.0
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, path: str, form: Mapping[str, object] | None = None) -> tuple[int, str, str]:
        """GET a page, or POST a form to it: status, where it sends us on to, body. A connection that rested is opened anew."""
        if time.monotonic() - self.last > RESTED:
            self.door.close()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.door.request("POST" if body else "GET", path, body, headers)
        answer = self.door.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.last = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.getheader("Location", ""), text

    def get(self, path: str) -> str:
        """A page that must be there."""
        status, _onward, text = self.ask(path)
        if status != 200:
            raise SystemExit(f"GET {path} answered {status}")
        return text

    def post(self, path: str, form: Mapping[str, object]) -> str:
        """A form that must be taken; where it sends us on to."""
        status, onward, text = self.ask(path, form)
        if status not in (302, 303):
            raise SystemExit(f"POST {path} answered {status}: {re.findall(r'class=.(?:refused|why|errors).*', text)[:3]}")
        return onward

    def sign_in(self, login: str, password: str) -> None:
        """Come in as people do, and take the token that forms are sent with."""
        self.read_token("/sign-in/")
        self.post("/sign-in/", {"login": login, "password": password})
        self.read_token("/account/")

    def read_token(self, path: str) -> None:
        self.token = next(iter(TOKEN.findall(self.get(path))), self.token)


@dataclass
class Seen:
    """What a user saw of a server: how long each answer took and how much processor time all of them did, in seconds."""

    waits: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Processor time for one answer, in milliseconds."""
        return 1000 * self.cpu / len(self.waits)

    def wait_ms(self, share: float = 0.5) -> float:
        """The wait that so large a share of the answers kept within, in milliseconds."""
        return 1000 * (median(self.waits) if share == 0.5 else sorted(self.waits)[int(share * (len(self.waits) - 1))])


def drive(ask: Callable[[], object], seen: Seen, server: Server | None, most: int, seconds: float) -> None:
    """Ask again and again, at most so often and so long; at least twice."""
    until, before = time.monotonic() + seconds, server.cpu() if server else 0.0
    for turn in range(most):
        began = time.perf_counter()
        ask()
        seen.waits.append(time.perf_counter() - began)
        if turn and time.monotonic() > until:
            break
    seen.cpu += server.cpu() - before if server else 0.0
