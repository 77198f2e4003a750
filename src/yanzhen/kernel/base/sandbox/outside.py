"""The parent's side of a sandbox: starts a child on one file, takes its frames, and never waits longer than it must."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from . import gate

#: Seconds the child may take for its next frame. It reads a roster of 100,000 rows in one.
PATIENCE = 20
FRAME_MAX = 64 * gate.MB
ROOT = str(Path(__file__).resolve().parents[4])
START = "import sys; sys.path.insert(0, sys.argv[1]); from importlib import import_module; import_module(sys.argv[2]).main(sys.argv[3])"


class Ended(Exception):
    """The child gave no answer. `code` says why as the gate would: "slow", or "" where it died or talked nonsense."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Child:
    """A process that runs `main(task)` of a module on one file, which it sees as its standard input: it needs no right to
    open one. Barred if the file is too big to be looked at."""

    def __init__(self, module: str, task: str, source: Path | bytes, most: int = gate.FILE_MAX) -> None:
        with _opened(source) as stream:
            if os.fstat(stream.fileno()).st_size > most:
                raise gate.Barred("size", megabytes=gate.FILE_MAX // gate.MB)
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", START, ROOT, module, task],
                stdin=stream,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=gate.MB,
                env={"RUST_BACKTRACE": "0"},
            )

    def frame(self) -> Any:
        """The next frame; Barred as the child says, Ended if it says nothing that can be understood."""
        try:
            frame = json.loads(self.blob(), object_hook=_dated)
        except ValueError as nonsense:
            raise Ended("") from nonsense
        if isinstance(frame, dict) and "barred" in frame:
            facts = frame.get("facts")
            raise gate.Barred(str(frame["barred"]), **(facts if isinstance(facts, Mapping) else {}))
        return frame

    def blob(self) -> bytes:
        """The next frame as it is, where it holds a file."""
        until = time.monotonic() + PATIENCE
        try:
            size = int.from_bytes(self._take(4, until), "big")
            if size > FRAME_MAX:
                raise Ended("")
            return self._take(size, until)
        except TimeoutError as late:
            raise Ended("slow") from late
        except EOFError as end:
            raise Ended(self._autopsy()) from end

    def _autopsy(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=1)
        return "slow" if self.process.returncode == -signal.SIGXCPU else ""

    def _take(self, size: int, until: float) -> bytes:
        if self.process.stdout is None:
            raise EOFError
        pipe = self.process.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN | select.POLLHUP)
        parts, left = [], size
        while left:
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(pipe, min(left, gate.MB))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def _opened(source: Path | bytes) -> IO[bytes]:
    if isinstance(source, Path):
        return source.open("rb")
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(tempfile.TemporaryFile())
        stream.write(source)
        stream.seek(0)
        stack.pop_all()
    return stream


def _dated(tagged: dict[str, Any]) -> Any:
    if "d" in tagged:
        text = tagged["d"]
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
    return tagged.get("t", tagged)
