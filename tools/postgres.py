"""A PostgreSQL of our own for one run: a fresh cluster in a temporary directory, reached by its socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """The address of the running cluster, as `YZ_DATABASE` takes it. Stopped and removed at the end."""
    place = Path(tempfile.mkdtemp(prefix="yz-pg-"))
    try:
        who = _servant(place)
        data = str(place / "data")
        make = [str(programs / "initdb"), "-D", data, "-U", "yanzhen", "-E", "UTF8", "--locale=C", "--auth=trust", "-k"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=place, **who)
        # It lives for one run: nothing of it has to outlast a power cut.
        serve = [str(programs / "postgres"), "-D", data, "-k", str(place), "-c", "listen_addresses=", "-c", "fsync=off"]
        with (place / "log").open("wb") as log:
            server: subprocess.Popen[bytes] = subprocess.Popen(serve, stdout=log, stderr=log, cwd=place, **who)
        try:
            _wait(programs, place, server)
            yield f"postgres://yanzhen@/postgres?host={place}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _servant(place: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or `nobody`, who must own the directory."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(place, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(programs: Path, place: Path, server: subprocess.Popen[bytes]) -> None:
    """Until the cluster answers; its own log in the error if it does not."""
    until = time.monotonic() + PATIENCE
    ask = [str(programs / "psql"), "-h", str(place), "-U", "yanzhen", "-d", "postgres", "-c", "select 1"]
    while subprocess.run(ask, capture_output=True).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(place / 'log').read_text('utf-8', 'replace')}")
        time.sleep(0.1)
