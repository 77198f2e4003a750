"""`./yz docs`: one page a pack, written from what it declares; `--check` only says which pages are out of date."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import django
from django.conf import settings
from django.utils.translation import override

from tools.stages import clean_env
from yanzhen.kernel.base.definitions import Book, Definition
from yanzhen.kernel.records.flow import Flow

PAGES = Path(__file__).resolve().parents[1] / "docs" / "packs"


def pages() -> Iterator[tuple[Path, str]]:
    """Where the page of each pack lies and what it must say."""
    with override("zh-hans"):
        for pack in settings.PACKS:
            if pack.startswith("yanzhen."):
                yield PAGES / f"{pack.rpartition('.')[2]}.md", page(pack)


def page(pack: str) -> str:
    """The page of one pack: what it is for, then its definitions by type in the order of declaration."""
    purpose, declared = import_module(f"{pack}.pack").__doc__, list(definitions(pack))
    lines = [f"# {pack.rpartition('.')[2]}", "", str(purpose).strip().partition("\n\n")[0], ""]
    lines += ["*Written by `./yz docs` from what the pack declares: change the pack, not this page.*", ""]
    for sort in dict.fromkeys(type(one) for one in declared):
        chosen = [one for one in declared if type(one) is sort]
        columns = [f.name for f in fields(sort) if any(_said(getattr(one, f.name)) for one in chosen)]
        lines += [f"## {sort.__name__}", "", _row(columns), _row("---" for _ in columns)]
        lines += [_row(_said(getattr(one, name)) for name in columns) for one in chosen]
        lines.append("")
        for one in chosen:
            lines += _flow(one)
    return "\n".join(lines).rstrip() + "\n"


def definitions(pack: str) -> Iterator[Definition]:
    """What the modules of a pack declare, each once, `pack.py` first."""
    parts = sorted((m.name for m in iter_modules(import_module(pack).__path__)), key=lambda name: (name != "pack", name))
    book = Book()
    for part in parts:
        if part not in {"migrations", "tests"}:
            book.read(import_module(f"{pack}.{part}"))
    yield from book.of(Definition)


def _flow(one: Definition) -> list[str]:
    flow = getattr(one, "flow", None)
    if not isinstance(flow, Flow):
        return []
    lines = [f"### {one.name}: flow", "", _row(("state", "名称", "whose turn", "at")), _row(["---"] * 4)]
    lines += [_row((s.key, s.name, s.turn, s.at)) for s in flow.states.values()]
    lines += ["", _row(("step", "名称", "move", "by", "asks")), _row(["---"] * 5)]
    for step in flow.steps.values():
        asks = ", ".join(str(ask.name) for ask in step.asks)
        lines.append(_row((step.key, step.name, step.move.replace("|", "or"), ", ".join(step.by), asks)))
    return [*lines, ""]


def _row(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _said(value: object) -> str:
    """A value as a cell; empty for what has no words of its own."""
    if isinstance(value, Definition):
        return f"{value.name} (`{value.key}`)"
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(said for one in value if (said := _said(one)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if value is None or value is False or isinstance(value, type) or callable(value):
        return ""
    plain = str(value)
    return "" if plain.startswith(("<", "(AND", "(OR")) else plain


def main(argv: list[str]) -> int:
    """The command; with `--check`, 1 if a page is out of date."""
    with clean_env() as env:
        os.environ.update(env)
        django.setup()
        stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        print(path.name)
        if "--check" not in argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
