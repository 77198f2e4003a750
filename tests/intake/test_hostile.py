"""No file hurts: it is refused in a sentence or read, in a child that stays within its bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from resource import RUSAGE_CHILDREN, RUSAGE_SELF
from typing import NamedTuple

import django
import pytest

from tests.usage import megabytes, work
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.sandbox import RawBook
from yanzhen.kernel.intake.sentences import SENTENCES

from .hostile import CORPUS

SECONDS, MEGABYTES = 20, 512  # of processor time: two readers where the first dies without a word
GROWTH = 64


class Outcome(NamedTuple):
    """What came of opening a file: the refusal or the number of rows, and what it took of time and of memory in MiB."""

    said: str | None
    rows: int
    seconds: float
    reader: float
    growth: float


def opened(name: str) -> Outcome:
    """Open one file of the corpus. Runs where nothing else does: a process is told only the largest of all its children."""
    data = CORPUS[name][1]()
    before, begun = megabytes(RUSAGE_SELF), work()
    said, rows = None, 0
    try:
        with RawBook(data) as book:
            rows = sum(len(chunk.rows) for chunk in book.chunks())
    except Refused as refused:
        said = str(refused)
    grown = megabytes(RUSAGE_SELF) - before
    return Outcome(said, rows, work() - begun, megabytes(RUSAGE_CHILDREN), grown)


@pytest.fixture(scope="module")
def apart() -> Iterator[Executor]:
    """A process of its own in which files are opened."""
    with ProcessPoolExecutor(1, get_context("spawn"), django.setup) as pool:
        yield pool


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_or_read_within_bounds(apart: Executor, name: str) -> None:
    code, came = CORPUS[name][0], apart.submit(opened, name).result()
    assert came.seconds < SECONDS
    assert came.reader < MEGABYTES
    assert came.growth < GROWTH
    if code is None:
        assert came.said is None
        assert came.rows > 0
    else:
        assert came.said is not None
        assert re.fullmatch(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(SENTENCES[code])), came.said)


def test_the_corpus_is_large_and_its_sentences_tell_things_apart() -> None:
    assert len(CORPUS) >= 80
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert {code for code, _make in CORPUS.values() if code} >= set(SENTENCES) - {"slow"}
