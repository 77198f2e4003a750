"""The house rules that can be counted or read off the text: `python -m tools.budgets` lists what breaks them."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE, FUNCTION, TEMPLATE, TEST = 250, 30, 120, 25

# The kernel is for any township and for none: these words belong to packs.
TOWNSHIP_CHINESE = (
    "村", "镇", "乡", "县", "片区", "网格", "党", "支部", "书记", "干部", "走访", "农户", "信访", "低保", "户籍", "三资",
)  # fmt: skip
TOWNSHIP_ENGLISH = frozenset(
    "town towns township townships village villages villager villagers county counties grid grids party branch branches "
    "secretary cadre cadres petition petitions visit visits farmer farmers hamlet".split()
)
# An official document is set on a grid of characters, and a table of Word has one.
PAGE_GRID = ("src/yanzhen/kernel/reports/", "src/yanzhen/kernel/audit/docx_in.py")
# Registry hosts and places on one machine: a clone must work anywhere.
FOREIGN = re.compile(
    r"(pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror\.com|mirrors?\.(aliyun|tuna|ustc|cloud)|pypi\.tuna"
    r"|(?<![\w.])/(?:work|root)/[\w.-]|/home/[a-z]\w*/)"
)
CLOCKS = frozenset({"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
BINARY = frozenset({".png", ".jpg", ".jpeg", ".webp", ".ico", ".xlsx", ".xls", ".docx", ".pdf", ".woff2", ".zip", ".mo"})


def tracked(root: Path = ROOT) -> list[Path]:
    """The files that are, or would be, committed: what git does not ignore."""
    if (root / ".git").exists():
        listing = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
        names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0")
        return [root / name for name in sorted(set(names)) if name and (root / name).is_file()]
    inside = ((path, path.relative_to(root).parts) for path in root.rglob("*") if path.is_file())
    return sorted(path for path, parts in inside if not any(_ignored(part) for part in parts[:-1]))


def _ignored(folder: str) -> bool:
    return folder in {"var", "build", "dist", "__pycache__", "node_modules"} or folder.startswith(".") and folder != ".ci"


def code_lines(text: str) -> set[int]:
    """The lines that hold code: not blank, not comment, not docstring."""
    told: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            told.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            first = node.body[0]
            told -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return told


_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip


def sizes(text: str, where: str) -> Iterator[str]:
    """Modules, functions and tests that are longer than the house allows."""
    lines, testing = code_lines(text), _is_test(where)
    if len(lines) > MODULE:
        yield f"{where}: {len(lines)} code lines, at most {MODULE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
            most = TEST if testing and node.name.startswith("test") else FUNCTION
            if length > most:
                yield f"{where}:{node.lineno}: {node.name} has {length} code lines, at most {most}"


def template_size(text: str, where: str) -> Iterator[str]:
    """Templates that are longer than the house allows."""
    if (length := sum(1 for line in text.splitlines() if line.strip())) > TEMPLATE:
        yield f"{where}: {length} lines, at most {TEMPLATE}"


def habits(text: str, where: str) -> Iterator[str]:
    """What is never written: wildcard imports, hidden imports, a `save` of one's own, signals, an order by default."""
    below = any(f"/{room}/" in where for room in ("kernel", "packs")) and not _is_test(where)
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                yield f"{where}:{node.lineno}: wildcard import"
            case ast.ImportFrom(module="django.dispatch" | "django.db.models.signals" | "django.core.signals"):
                yield f"{where}:{node.lineno}: signals"
            case ast.ImportFrom(module="django.contrib.contenttypes.fields"):
                yield f"{where}:{node.lineno}: a foreign key to anything"
            case ast.ClassDef(name="Meta") if any(_assigns(one, "ordering") for one in node.body):
                yield f"{where}:{node.lineno}: Meta.ordering"
            case ast.ClassDef() if _is_model(node) and any(isinstance(o, ast.FunctionDef) and o.name == "save" for o in node.body):
                yield f"{where}:{node.lineno}: {node.name} overrides save"
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner)) if below and f"{owner}.{node.attr}" in CLOCKS:
                yield f"{where}:{node.lineno}: {owner}.{node.attr} below the faces"


def township_words(text: str, where: str) -> Iterator[str]:
    """Township words in the kernel, in identifiers and in what it says."""
    for number, line in enumerate(text.splitlines(), 1):
        for word in TOWNSHIP_CHINESE:
            if word in line:
                yield f"{where}:{number}: the kernel says {word}"
        for word in re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", line).lower()):
            if word in TOWNSHIP_ENGLISH and not (word == "grid" and where.startswith(PAGE_GRID)):
                yield f"{where}:{number}: the kernel says {word}"


def foreign_places(text: str, where: str) -> Iterator[str]:
    """Registry hosts and paths of one machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := FOREIGN.search(line):
            yield f"{where}:{number}: names {found[0]}"


def broken(root: Path = ROOT, files: Iterable[Path] | None = None) -> Iterator[str]:
    """Everything in these files, or in all that git would keep, that breaks a rule, as file:line: what."""
    for path in tracked(root) if files is None else files:
        where = path.relative_to(root).as_posix()
        if path.suffix in BINARY:
            continue
        text = path.read_text("utf-8")
        if where not in ITSELF:
            yield from foreign_places(text, where)
        if path.suffix == ".py" and "/migrations/" not in where:
            yield from sizes(text, where)
            yield from habits(text, where)
        if path.suffix == ".html":
            yield from template_size(text, where)
        if where.startswith("src/yanzhen/kernel/") and path.suffix in {".py", ".html", ".toml"}:
            yield from township_words(text, where)


ITSELF = ("tools/budgets.py", "tests/consistency/test_budgets.py")


def _is_test(where: str) -> bool:
    return where.startswith("tests/") or "/tests/" in where


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def _is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("models.Model", "Facts", "Record")) for base in node.bases)


if __name__ == "__main__":
    told = list(broken())
    print(*told, sep="\n")
    sys.exit(1 if told else 0)
