"""No file hurts: it is refused in a sentence or read, in a child that stays within its bounds."""

from __future__ import annotations

import re
import resource
import time

import pytest

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.sandbox import RawBook
from yanzhen.kernel.intake.sentences import SENTENCES

from .hostile import CORPUS

SECONDS, MEGABYTES = 20, 512
GROWTH = 64


def megabytes(who: int) -> float:
    """The most memory a process ever held, or the largest of those that have ended."""
    return resource.getrusage(who).ru_maxrss / 1024


@pytest.mark.parametrize(("code", "make"), CORPUS.values(), ids=CORPUS)
def test_a_hostile_file_is_refused_or_read_within_bounds(code: str | None, make: object) -> None:
    assert callable(make)
    data = make()
    before, begun = megabytes(resource.RUSAGE_SELF), time.monotonic()
    said, rows = None, 0
    try:
        with RawBook(data) as book:
            rows = sum(len(chunk.rows) for chunk in book.chunks())
    except Refused as refused:
        said = str(refused)
    assert time.monotonic() - begun < SECONDS
    assert megabytes(resource.RUSAGE_CHILDREN) < MEGABYTES
    assert megabytes(resource.RUSAGE_SELF) - before < GROWTH
    if code is None:
        assert said is None
        assert rows > 0
    else:
        assert said is not None
        assert re.fullmatch(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(SENTENCES[code])), said)


def test_the_corpus_is_large_and_its_sentences_tell_things_apart() -> None:
    assert len(CORPUS) >= 80
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert {code for code, _make in CORPUS.values() if code} >= set(SENTENCES) - {"slow"}
