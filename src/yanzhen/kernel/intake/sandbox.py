"""The parent's side of the child: starts it on one file, takes its frames, and never waits longer than it must."""

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple

from . import gate, sentences

#: Seconds the child may take for its next frame. It reads a roster of 100,000 rows in one.
PATIENCE = 20
FRAME_MAX = 64 * gate.MB
ROOT = str(Path(__file__).resolve().parents[3])
START = "import sys; sys.path.insert(0, sys.argv[1]); from yanzhen.kernel.intake import child; child.main(sys.argv[2])"

Cell = Any  # str | float | int | bool | datetime.date | datetime.datetime | None: checked where it is converted
Row = list[Cell]


class Chunk(NamedTuple):
    """Some rows of one sheet that hold anything, each with its number as Excel shows it (from 1)."""

    sheet: int
    numbers: list[int]
    rows: list[Row]


@dataclass(frozen=True)
class RawSheet:
    """One sheet before anybody knows what it is. `merges` are (top, left, bottom, right), counted from 0."""

    name: str
    height: int
    width: int
    wide: bool
    hidden: bool
    merges: tuple[tuple[int, int, int, int], ...]
    head: tuple[tuple[int, Row], ...]


class RawBook:
    """An opened spreadsheet: its form, its sheets, and once through its rows. Use as a context manager."""

    def __init__(self, source: Path | bytes) -> None:
        self._source = source
        self._child = _start(source, "read")
        try:
            first = self._frame()
            self.form = str(first["form"])
            self.sheets = tuple(_sheet(one) for one in first["sheets"])
        except (KeyError, TypeError) as strange:
            self.close()
            raise sentences.refusal("broken", {}) from strange
        except BaseException:
            self.close()
            raise

    def chunks(self) -> Iterator[Chunk]:
        """The rows, sheet by sheet, from the top; Refused if the child gives up on the way."""
        while True:
            frame = self._frame()
            if isinstance(frame, dict):
                return
            yield Chunk(*frame)

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def __enter__(self) -> RawBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _frame(self) -> Any:
        """The next frame; the child's refusal, its death and its silence all become Refused."""
        try:
            frame = _next_frame(self._child)
        except TimeoutError as late:
            raise sentences.refusal("slow", {"seconds": PATIENCE}) from late
        except (EOFError, ValueError) as end:
            raise self._autopsy() from end
        if isinstance(frame, dict) and "barred" in frame:
            raise sentences.refusal(frame["barred"], frame["facts"])
        return frame

    def _autopsy(self) -> Exception:
        """The child died without a word: out of time, or out of memory; then a second child says on what."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(timeout=1)
        if self._child.returncode == -signal.SIGXCPU:
            return sentences.refusal("slow", {"seconds": PATIENCE})
        second = _start(self._source, "explain")
        try:
            frame = _next_frame(second)
            return sentences.refusal(frame["barred"], frame["facts"])
        except (EOFError, TimeoutError, ValueError, KeyError, TypeError):
            return sentences.refusal("memory", {})
        finally:
            second.kill()
            second.wait()


def _start(source: Path | bytes, task: str) -> subprocess.Popen[bytes]:
    """The child sees the file as its standard input: it needs no right to open one."""
    with _opened(source) as stream:
        if os.fstat(stream.fileno()).st_size > gate.FILE_MAX:
            raise sentences.refusal("size", {"megabytes": gate.FILE_MAX // gate.MB})
        return subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", START, ROOT, task],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=gate.MB,
            env={"RUST_BACKTRACE": "0"},
        )


def _opened(source: Path | bytes) -> IO[bytes]:
    if isinstance(source, Path):
        return source.open("rb")
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(tempfile.TemporaryFile())
        stream.write(source)
        stream.seek(0)
        stack.pop_all()
    return stream


def _next_frame(child: subprocess.Popen[bytes]) -> Any:
    until = time.monotonic() + PATIENCE
    size = int.from_bytes(_take(child, 4, until), "big")
    if size > FRAME_MAX:
        raise EOFError
    return json.loads(_take(child, size, until), object_hook=_dated)


def _take(child: subprocess.Popen[bytes], size: int, until: float) -> bytes:
    if child.stdout is None:
        raise EOFError
    pipe = child.stdout.fileno()
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


def _dated(tagged: dict[str, Any]) -> Any:
    if "d" in tagged:
        text = tagged["d"]
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
    return tagged.get("t", tagged)


def _sheet(about: dict[str, Any]) -> RawSheet:
    return RawSheet(
        name=about["name"],
        height=about["height"],
        width=about["width"],
        wide=about["wide"],
        hidden=about["hidden"],
        merges=tuple((top, left, bottom, right) for (top, left), (bottom, right) in about["merges"]),
        head=tuple((number, row) for number, row in about["head"]),
    )
