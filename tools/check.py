"""`./yz check`: lint, types, import contracts, budgets and migrations, without running the tests."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from tools.stages import clean_env, stage

CHECKS = {
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "import contracts": ["lint-imports"],
    "budgets and house rules": [sys.executable, "-m", "tools.budgets"],
    "pages about the packs": [sys.executable, "-m", "tools.docs", "--check"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
}


def run(env: Mapping[str, str]) -> list[str]:
    """Run every check, also after one failed; the names of those that failed."""
    return [name for name, command in CHECKS.items() if not stage(name, command, env)]


def main() -> int:
    """The command; 1 if a check failed."""
    with clean_env() as env:
        failed = run(env)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
