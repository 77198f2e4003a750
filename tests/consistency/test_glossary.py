"""The glossary names what is there, and each word once."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.register.models import OrgKind

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [[cell.strip() for cell in line.strip("| ").split("|")] for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")][1:]


def test_no_word_stands_for_two_concepts() -> None:
    words = [row[1] for row in ROWS]
    terms = [row[0] for row in ROWS]
    assert (sorted(words), sorted(terms)) == (sorted(set(words)), sorted(set(terms)))


def test_every_model_it_names_exists() -> None:
    named = [re.fullmatch(r"(\w+)\.([A-Z]\w+)(?:\.(\w+))?", place) for row in ROWS for place in re.findall(r"`([^`]+)`", row[2])]
    models = {(m._meta.app_label, m.__name__): m for m in apps.get_models()}
    known = [(m[1], m[2]) for m in named if m and m[1] in apps.app_configs]
    assert [pair for pair in known if pair not in models and pair != ("register", "OrgKind")] == []


def test_every_role_and_org_kind_it_names_is_declared() -> None:
    for sort, label in ((Role, "role"), (OrgKind, "org kind")):
        keys = {one.key for one in book.of(sort)}
        named = [key for row in ROWS for key in re.findall(rf"{label} `(\w+)`", row[2])]
        assert named and set(named) <= keys
