"""Servers of our own on loopback: started, waited for, their processor time read, stopped by their number."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

WAITRESS = """
import sys
from pkgutil import resolve_name
from waitress import serve
serve(resolve_name(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), threads=8, ident=None, _quiet=True)
"""
HOST, PATIENCE = "127.0.0.1", 60.0
TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port nobody listens at now."""
    with socket.socket() as door:
        door.bind((HOST, 0))
        return int(door.getsockname()[1])


@dataclass
class Server:
    """A server that runs, and the processes that work for it beside its own (a database's)."""

    process: subprocess.Popen[bytes]
    port: int
    beside: tuple[int, ...] = ()

    def cpu(self) -> float:
        """Seconds of processor time it has used, with all below it and beside it."""
        return sum(tree_cpu(root) for root in (self.process.pid, *self.beside))


def tree(root: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(path.name)):
            children.setdefault(int(fields[1]), []).append(int(path.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def tree_cpu(root: int) -> float:
    """Seconds of processor time of a process and all below it, the ended ones included."""
    return sum(sum(map(int, fields[11:15])) for process in tree(root) if (fields := _stat(process))) / TICK


def memory(process: int) -> int:
    """Bytes of memory that a process holds now; what it shares with others is counted in full."""
    return int(fields[21]) * PAGE if (fields := _stat(process)) else 0


def _stat(process: int) -> list[str]:
    """The fields of /proc/N/stat behind the name: 0 is the state, 1 the parent; empty for a process that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def serving(application: str, env: Mapping[str, str], server: str, beside: tuple[int, ...] = ()) -> Iterator[Server]:
    """The application served by one process while the block runs."""
    port = free_port()
    process = subprocess.Popen(command(server, application, port), env=dict(env), stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Server(process, port, beside)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def command(server: str, application: str, port: int) -> list[str]:
    """How the server is started: one process that serves, eight threads, as `yz serve` does it."""
    if server == "waitress":
        return [sys.executable, "-c", WAITRESS, application, str(port)]
    options = ["--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
    return [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", *options, application]


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers, whatever it answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            door = HTTPConnection(HOST, port, timeout=5)
            door.request("GET", "/health/")
            door.getresponse().read()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("a server did not start; its words are above") from None
            time.sleep(0.1)
        finally:
            door.close()
