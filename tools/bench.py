"""`./yz bench`: how far the product's pages are from the limit, on the data of a county, as ratios measured in one run.

The limit of a page is the same statements sent by hand behind the same server. Nothing that is installed here is touched:
the county lies in a directory of its own, which is removed at the end unless `--home` names one to keep and use again.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

import django
import psycopg

from tools import messages, postgres, system
from tools.benching import telling

NAMES = ("list", "record", "write", "board", "import")


def options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yz bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("--home", type=Path, help="data directory to keep, and to find the county in the next time")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    parser.add_argument("--small", action="store_true", help="a fiftieth of the county, a few answers each: shows that the bench works, measures nothing")
    parser.add_argument("--server", choices=("waitress", "granian"), default="waitress", help="what serves both sides; `yz serve` runs the first")
    parser.add_argument("--only", choices=NAMES, help="one measurement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    return parser.parse_args(argv)


@contextmanager
def place(asked: argparse.Namespace) -> Iterator[int | None]:
    """The data directory and the database, as the environment names them; the number of PostgreSQL's first process."""
    with ExitStack() as stack:
        home = asked.home or stack.enter_context(tempfile.TemporaryDirectory(prefix="yz-bench-"))
        for name in [name for name in os.environ if name.startswith("YZ_")]:
            del os.environ[name]
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its bytecode; without, a command is compiled anew at every start
        os.environ |= {"YZ_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yanzhen.settings", "PYTHONUTF8": "1"}
        if not asked.postgres:
            yield None
            return
        programs = system.postgres_programs()
        if programs is None:
            raise SystemExit("PostgreSQL: no initdb found (Debian: apt-get install postgresql)")
        address = stack.enter_context(postgres.cluster(programs))
        with psycopg.connect(address, autocommit=True) as door:
            door.execute("CREATE DATABASE county")
            first = door.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        os.environ["YZ_DATABASE"] = address.replace("/postgres?", "/county?")
        yield int(str(first[0]).split()[0]) if first else None


def main(argv: list[str]) -> int:
    """The command. 0 when everything was measured, whether the aims are met or not."""
    if argv[:1] == ["audit"]:
        with place(options([])):
            django.setup()
            return int(import_module("tools.benching.auditing.running").run(argv[1:]))
    asked = options(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and directories are put away then too
    with place(asked) as postmaster:
        messages.compile_stale()
        django.setup()
        running = import_module("tools.benching.running")
        before, rows = telling.machine(), []
        for row in running.run(asked, postmaster):
            rows.append(row)
            print(f"· {row.name}", file=sys.stderr, flush=True)
        about = {"database": "postgresql" if asked.postgres else "sqlite", "server": asked.server, "before": before, "after": telling.machine()}
        print(f"{telling.table(rows)}\n\n{about['database']} behind {asked.server}; before: {about['before']}; after: {about['after']}")
        if asked.json:
            telling.save(asked.json, rows, about)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
