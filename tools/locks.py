"""The hashed locks in `requirements/`: `python -m tools.locks [--upgrade]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOW = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q"
# The catalogues are compiled and the package is built at setup, so `run` holds what that takes.
LOCKS = {
    "uv": "--group uv",
    "run": "pyproject.toml --group setup",
    "dev": "pyproject.toml --group dev --extra pg --constraint requirements/run.txt",
}


def compile_locks(*extra: str) -> None:
    """Write every lock anew; versions that still fit stay, unless `--upgrade` is among the extra words."""
    for name, what in LOCKS.items():
        out = f"requirements/{name}.txt"
        subprocess.run(["uv", "pip", "compile", *HOW.split(), *what.split(), *extra, "-o", out], cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_locks(*sys.argv[1:])
