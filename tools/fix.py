"""`./yz fix`: what can be put right without thinking: lint, import order. `--locks [--upgrade]` writes the locks anew."""

from __future__ import annotations

import sys

from tools.locks import compile_locks
from tools.stages import clean_env, stage


def main(argv: list[str]) -> int:
    """The command."""
    if argv[:1] == ["--locks"]:
        compile_locks(*argv[1:])
        return 0
    with clean_env() as env:
        return 0 if stage("ruff", ["ruff", "check", "--fix", "."], env) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
