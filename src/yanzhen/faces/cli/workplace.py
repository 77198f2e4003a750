"""Where a backup or a restoring lays its copies while it works: a directory with a name of ours, gone when it is done.

Who is killed leaves a whole copy of the database there, plain but for sealed columns. Its holder locks it while he lives, so the
next one knows what nobody works in any more, and clears it away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from yanzhen.kernel.guard.findings import Finding

PREFIX = "yz-unfinished-"


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A directory for copies, readable by us alone; what others left beside it when they were killed is cleared away first."""
    with ExitStack() as until:
        with _held(beside):  # so that nobody takes a directory for left that is not locked yet
            for left in _left(beside):
                shutil.rmtree(left, ignore_errors=True)
                print(f"已清掉上次中断留下的拷贝:{left}", file=sys.stderr)
            place = Path(until.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside)))
            until.enter_context(_held(place))
        yield place


def unfinished() -> Iterator[Finding]:
    """What a killed restoring left in the data directory."""
    for left in _left(Path(settings.MEDIA_ROOT).parent):
        yield Finding("unfinished", str(left), f"{left} 是备份或恢复中断时留下的,里面可能有数据库的拷贝。请删掉它;下一次在这里备份或恢复也会清掉。")


def private(path: Path) -> None:
    """An empty file that nobody else may read, for a tool that would make it for everybody."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """Locked until it is left, or this process is no more."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _left(beside: Path) -> Iterator[Path]:
    """Such directories in which nobody works any more."""
    for place in sorted(beside.glob(f"{PREFIX}*")):
        with suppress(BlockingIOError, PermissionError, FileNotFoundError):  # held, of another user, gone meanwhile
            descriptor = os.open(place, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            finally:
                os.close(descriptor)
            yield place
