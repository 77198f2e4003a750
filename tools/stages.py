"""Running one stage after another: what it is called, how long it took, whether it held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def say(text: str) -> None:
    """A line about the run itself, in its place among what the stages print."""
    print(text, flush=True)


def stage(name: str, command: Sequence[str], env: Mapping[str, str], fine: frozenset[int] = frozenset({0})) -> bool:
    """Run a command at the root of the checkout; True if it ended with a code that is fine."""
    say(f"── {name}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=dict(env)).returncode
    say(f"── {name}: {'ok' if code in fine else f'FAILED ({code})'}, {time.monotonic() - began:.0f} s\n")
    return code in fine


@contextmanager
def clean_env() -> Iterator[dict[str, str]]:
    """The environment for checks and tests: our own programs first, a data directory of its own, SQLite."""
    with tempfile.TemporaryDirectory(prefix="yz-home-") as home:
        env = {name: value for name, value in os.environ.items() if not name.startswith("YZ_")}
        yield env | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "yanzhen.settings",
            "YZ_HOME": home,
            "PYTHONUTF8": "1",
        }
