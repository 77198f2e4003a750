"""Words on screen: every one the product says is found, and every catalogue translates all of them."""

import ast
import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from tools import messages

PAGE = """{% load i18n %}<p title="{% translate "保存" %}">{{ x|default:_("无") }} it's (
{% blocktranslate count n=n %}有 {{ n }} 条"急件"{% plural %}共 {{ n }} 条{% endblocktranslate %}"""
MODULE = '_("登记")\n_(\n    "先"\n    "后"\n)\npgettext("动词", "办")\nngettext("%(n)s 户", "%(n)s 户们", n)\nlog("不译")\n'


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product of one module and one page."""
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    (tmp_path / "module.py").write_text(MODULE, "utf-8")
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return tmp_path


def test_the_words_of_modules_and_pages_are_found(product: Path) -> None:
    said = {message.id if isinstance(message.id, str) else message.id[0] for message in messages.extracted() if message.id}
    assert said == {"登记", "先后", "办", "%(n)s 户", "保存", "无", '有 %(n)s 条"急件"'}


def test_a_word_without_translation_is_named_until_it_has_one(product: Path) -> None:
    path = messages.extract("en")
    assert "登记" in messages.missing(path)
    catalogue = read_po(path.open("rb"))
    catalogue.get("登记").string = "Record"
    with path.open("wb") as out:
        write_po(out, catalogue)
    messages.extract("en")
    lacking = messages.missing(path)
    assert "登记" not in lacking
    assert len(lacking) == 6


def test_a_catalogue_is_compiled_when_it_is_newer_and_only_then(product: Path) -> None:
    path = messages.extract("en")
    path.write_text(path.read_text("utf-8").replace('msgid "登记"\nmsgstr ""', 'msgid "登记"\nmsgstr "Record"'), "utf-8")
    messages.compile_stale()
    compiled = path.with_suffix(".mo")
    assert gettext.GNUTranslations(compiled.open("rb")).gettext("登记") == "Record"
    compiled.write_bytes(b"kept")
    messages.compile_stale()
    assert compiled.read_bytes() == b"kept"
    os.utime(path, (compiled.stat().st_mtime + 1,) * 2)
    messages.compile_stale()
    assert compiled.read_bytes() != b"kept"


def test_every_catalogue_of_the_product_is_complete() -> None:
    assert {path: lacking for path in messages.catalogues() if (lacking := messages.missing(path))} == {}


def test_no_sentence_stands_where_the_extractor_does_not_look() -> None:
    """Inside an f-string a sentence is missed on Python 3.11, and stays Chinese on English pages without a word."""
    hidden = []
    for path in messages.SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            calls = (one for one in ast.walk(node) if isinstance(one, ast.Call)) if isinstance(node, ast.JoinedStr) else ()
            hidden += [f"{path.name}:{one.lineno}" for one in calls if isinstance(one.func, ast.Name) and one.func.id in messages.KEYWORDS]
    assert not hidden
