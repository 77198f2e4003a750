"""The house rules that can be counted: the tree keeps them, and each of them would be noticed if it were broken."""

from pathlib import Path

import pytest

from tools import budgets

KERNEL = "src/yanzhen/kernel/records/extra.py"


def told(tmp_path: Path, where: str, text: str) -> list[str]:
    """What is said about a tree with this one file in it."""
    path = tmp_path / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return list(budgets.broken(tmp_path))


def test_the_tree_keeps_the_rules_of_the_house() -> None:
    assert list(budgets.broken()) == []


def test_the_rules_look_at_the_product_and_at_what_is_tracked() -> None:
    names = {path.relative_to(budgets.ROOT).as_posix() for path in budgets.tracked()}
    assert {"yz", "src/yanzhen/settings.py", "tools/budgets.py", "requirements/run.txt"} <= names
    assert not any(name.startswith((".venv/", "var/")) for name in names)


def test_a_module_over_its_budget_is_named(tmp_path: Path) -> None:
    fits = "\n".join(["# a comment", "", "x = 1"] * 250)
    assert told(tmp_path, KERNEL, fits) == []
    assert told(tmp_path, KERNEL, fits + "\nx = 2") == [f"{KERNEL}: 251 code lines, at most 250"]


@pytest.mark.parametrize(("where", "name", "most"), [(KERNEL, "count", 30), ("tests/test_x.py", "test_count", 25)])
def test_a_function_over_its_budget_is_named(tmp_path: Path, where: str, name: str, most: int) -> None:
    body = f'def {name}():\n    """Says what it does."""\n' + "    x = 1\n" * (most - 1)
    assert told(tmp_path, where, body) == []
    assert told(tmp_path, where, body + "    x = 2\n") == [f"{where}:1: {name} has {most + 1} code lines, at most {most}"]


def test_a_template_over_its_budget_is_named(tmp_path: Path) -> None:
    where = "src/yanzhen/faces/web/templates/long.html"
    assert told(tmp_path, where, "<p>\n\n" * 120) == []
    assert told(tmp_path, where, "<p>\n" * 121) == [f"{where}: 121 lines, at most 120"]


@pytest.mark.parametrize(
    ("line", "word"),
    [("name = '石桥村'", "村"), ("def villages(): ...", "villages"), ("class TownHall: ...", "town"), ("x = '走访'", "走访")],
)
def test_a_township_word_in_the_kernel_is_named(tmp_path: Path, line: str, word: str) -> None:
    assert told(tmp_path, KERNEL, line) == [f"{KERNEL}:1: the kernel says {word}"]
    assert told(tmp_path / "2", "src/yanzhen/packs/visits/extra.py", line) == []


@pytest.mark.parametrize(
    "line", ["index-url = https://" + "pypi.org/simple", "open('/" + "work/main/x')", "resolved: /" + "home/li/app/x"]
)
def test_a_registry_or_a_place_on_one_machine_is_named(tmp_path: Path, line: str) -> None:
    assert len(told(tmp_path, "docs/notes.md", line)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from os.path import *",
        "from django.db.models.signals import post_save",
        "from django.contrib.contenttypes.fields import GenericForeignKey",
        "class A(models.Model):\n    class Meta:\n        ordering = ['x']",
        "class A(models.Model):\n    def save(self): ...",
        "at = timezone.now()",
        "day = datetime.date.today()",
    ],
)
def test_a_habit_the_house_does_not_have_is_named(tmp_path: Path, text: str) -> None:
    assert len(told(tmp_path, KERNEL, text)) == 1


def test_the_clock_may_be_read_in_the_faces_and_in_tests(tmp_path: Path) -> None:
    assert told(tmp_path, "src/yanzhen/faces/web/views.py", "at = timezone.now()") == []
    assert told(tmp_path, "src/yanzhen/packs/visits/tests/test_x.py", "at = timezone.now()") == []
