"""`./yz test`: the checks, the tests on PostgreSQL, and last the tests on SQLite with the pages in Chromium.

Options: `--quick` (checks and SQLite only, nothing slow), `--no-checks`, `--no-postgres`, `--no-browser`; `--planted` plants every
defect of the list (tests/planted), one after the other; with CI=true a share of it is planted, each day another.
Everything else goes to pytest. What a machine lacks is said loudly at the end; with CI=true it is a failure.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools import check, postgres, system
from tools.stages import ROOT, clean_env, say, stage

NOTHING_COLLECTED = 5


@dataclass
class Run:
    """One run: what it is asked to do, what it had to leave out, what failed before the last stage."""

    asked: argparse.Namespace
    rest: list[str]
    env: Mapping[str, str]
    left_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def strict(self) -> bool:
        return os.environ.get("CI", "").lower() == "true"

    def pytest(self, *marks: str) -> list[str]:
        """The command: in parallel, our marks first, so that the words of whoever calls win."""
        workers = str(max(2, min(8, os.cpu_count() or 2)))
        chosen = ["-m", " and ".join(marks)] if marks else []
        return [sys.executable, "-m", "pytest", "-n", workers, *chosen, *self.rest]

    def on_postgres(self) -> None:
        """The tests on a PostgreSQL that lives for this stage."""
        programs = system.postgres_programs()
        if programs is None:
            self.left_out.append("PostgreSQL: no initdb found (Debian: apt-get install postgresql); nothing was tested on it")
            return
        fine = frozenset({0, NOTHING_COLLECTED} if self.rest else {0})
        with postgres.cluster(programs) as address:
            command = self.pytest("not browser")
            if not stage("tests on PostgreSQL", command, {**self.env, "YZ_DATABASE": address}, fine):
                self.failed.append("tests on PostgreSQL")

    def on_sqlite(self) -> int:
        """The last stage; pytest's own line closes the run and tells what came before it."""
        marks = ["not slow"] if self.asked.quick else []
        if self.asked.no_browser:
            marks.append("not browser")
        elif system.chromium() is None:
            self.left_out.append("Chromium: none found (Debian: apt-get install chromium); no page was driven in a browser")
            marks.append("not browser")
        if self.left_out and self.strict:
            self.failed.append("something was left out")
        told = {"YZ_LEFT_OUT": "|".join(self.left_out), "YZ_FAILED": ",".join(self.failed)}
        say("── tests on SQLite" + ("" if "not browser" in marks else ", with the pages in Chromium"))
        code = subprocess.run(self.pytest(*marks), cwd=ROOT, env={**self.env, **told}).returncode
        return code or (1 if self.failed else 0)


def planting_of(*, asked: bool, strict: bool) -> dict[str, str]:
    """Which defects are planted: all where that is asked for, in CI the day's share, else none."""
    return {"YZ_PLANTED": "all"} if asked else {"YZ_PLANTED": "share"} if strict else {}


def options(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Our own words, and the rest for pytest."""
    parser = argparse.ArgumentParser(prog="yz test", description=__doc__, allow_abbrev=False)
    for name in ("--quick", "--no-checks", "--no-postgres", "--no-browser", "--planted"):
        parser.add_argument(name, action="store_true")
    asked, rest = parser.parse_known_args(argv)
    if asked.quick:
        asked.no_postgres = asked.no_browser = True
    return asked, rest


def main(argv: list[str]) -> int:
    """The command; not 0 if any stage failed."""
    asked, rest = options(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped then too
    left = [name.replace("_", "-") for name, on in vars(asked).items() if on and name != "planted"]
    with clean_env() as env:
        run = Run(asked, rest, env, left_out=[f"asked to leave out: {', '.join(left)}"] if left else [])
        env |= planting_of(asked=asked.planted, strict=run.strict)
        system.provide(browser=not asked.no_browser, postgres=not asked.no_postgres)
        if not asked.no_checks:
            run.failed += check.run(env)
        if not asked.no_postgres:
            run.on_postgres()
        return run.on_sqlite()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
