"""The command `yz`: the same verbs as the web, for whoever stands at the server's console."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django

from .parsing import Parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word of the command; its exit code: 0 done, 1 something differs, 2 refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.settings")
    django.setup()
    from . import words  # noqa: PLC0415  (the words import models, which need Django set up)

    parser = Parser(prog="yz", description="雁阵:一个乡镇从台账到工作报告")
    words.declare(parser.add_subparsers(dest="word", metavar="命令"))
    said = parser.parse_args(argv)
    if not said.word or said.word == "help":
        parser.print_help()
        return 0
    return words.run(said)


if __name__ == "__main__":
    sys.exit(main())
