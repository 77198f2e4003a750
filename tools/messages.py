"""The message catalogues: `python -m tools.messages [compile | extract | missing]`, without GNU gettext."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yanzhen"
KEYWORDS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "phrase"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL = re.compile(r"""\b(n?p?gettext|_)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?)+)""")
Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def catalogues() -> list[Path]:
    """Every catalogue of the product, one a language and place."""
    return sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po"))


def compile_stale() -> None:
    """Compile every catalogue that is newer than what was compiled from it."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as read:
                catalogue = read_po(read)
            draft = target.with_suffix(".mo.new")
            with draft.open("wb") as out:
                write_mo(out, catalogue)
            draft.replace(target)


def extracted() -> Catalog:
    """Every word the product says, with where it says it."""
    found = Catalog(project="yanzhen", charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")) + sorted(SOURCE.rglob("*.html")):
        name = str(path.relative_to(SOURCE))
        for line, message, comments, context in _messages(path):
            found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def _messages(path: Path) -> Iterator[Found]:
    """The words of one file; of a template, those its tags and filters translate."""
    if path.suffix == ".py":
        yield from extract_from_file("python", path, keywords=KEYWORDS)
        return
    text = templatize(path.read_text("utf-8"), origin=str(path))
    for call in CALL.finditer(text):
        words = ast.literal_eval(f"({call[2].rstrip().rstrip(',')},)")
        context = words[0] if "p" in call[1].split("gettext")[0] else None
        said = words[1:] if context else words
        yield text.count("\n", 0, call.start()) + 1, said if len(said) > 1 else said[0], [], context


def extract(language: str = "en") -> Path:
    """Bring the catalogue up to what the product says now: new words empty, old translations kept, dead words gone."""
    path = SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=language, project="yanzhen", charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as read:
            catalogue = read_po(read, locale=language)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = f"# The words of Yanzhen: {language}. New ones come by `python -m tools.messages extract`."
    with path.open("wb") as out:
        write_po(out, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    return path


def missing(path: Path) -> list[str]:
    """What a catalogue lacks: words the product says that it does not translate."""
    with path.open("rb") as read:
        catalogue = read_po(read)
    lacking = []
    for message in extracted():
        known = catalogue.get(message.id, message.context)
        said = (known.string if known else "") or ""
        if message.id and not all(said if isinstance(said, (tuple, list)) else [said]):
            lacking.append(str(message.id))
    return lacking


def main(argv: list[str]) -> int:
    """The command; `missing` ends with 1 if a word lacks its translation."""
    match argv or ["compile"]:
        case ["compile"]:
            compile_stale()
            return 0
        case ["extract"]:
            print(extract())
            return 0
        case ["missing"]:
            lacking = [f"{path}: {word}" for path in catalogues() for word in missing(path)]
            print(*lacking, sep="\n")
            return 1 if lacking else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
