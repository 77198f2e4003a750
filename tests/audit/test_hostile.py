"""No report hurts: it is refused in a sentence or read, in a child that stays within its bounds."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from resource import RUSAGE_CHILDREN

import pytest

from tests.usage import megabytes, work
from yanzhen.kernel.audit import sandboxed
from yanzhen.kernel.audit.child import CPU_SECONDS
from yanzhen.kernel.audit.lexicon import Words, own
from yanzhen.kernel.audit.sentences import SENTENCES
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox import outside

from .hostile import CORPUS
from .papers import paragraph, word

WORDS = Words.merged([own()])
# The child tells of each step, and may be silent for as long as that before the next; what it works is bounded by itself.
# What the child may hold, the kernel holds it to; this process may not grow by it.
SECONDS, GROWTH = 4 * outside.PATIENCE, 64
GRASPING = """
import sys; sys.path.insert(0, sys.argv[1])
import os, socket
from yanzhen.kernel.audit import child
print("django" in sys.modules)
child.ready()
child.shed(child.MEMORY, child.CPU_SECONDS)
def tried(act):
    try: act()
    except (OSError, MemoryError): return "no"
    return "yes"
print(tried(lambda: open("/etc/passwd")), tried(socket.socket), tried(lambda: bytearray(300 << 20)), tried(os.pipe))
"""


@pytest.mark.parametrize(("code", "make"), CORPUS.values(), ids=CORPUS)
def test_a_hostile_report_is_refused_or_read_within_bounds(code: str | None, make: object) -> None:
    assert callable(make)
    data = make()
    before, begun, worked = megabytes(), time.monotonic(), work(RUSAGE_CHILDREN)
    said = None
    try:
        assert sandboxed.audited(data, words=WORDS).document.text
    except Refused as refused:
        said = str(refused)
    assert time.monotonic() - begun < SECONDS
    assert work(RUSAGE_CHILDREN) - worked < CPU_SECONDS + 2
    assert megabytes() - before < GROWTH
    if code is None:
        assert said is None
    else:
        assert said is not None
        assert re.fullmatch(re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(SENTENCES[code])), said), said


def test_the_corpus_is_large_and_its_sentences_tell_things_apart() -> None:
    assert len(CORPUS) >= 50
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert {code for code, _make in CORPUS.values() if code} >= set(SENTENCES) - {"slow"}


def test_the_child_can_reach_for_nothing() -> None:
    told = subprocess.run([sys.executable, "-I", "-c", GRASPING, outside.ROOT], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "no", "no", "no", "no"]


def test_a_report_of_a_million_characters_is_read_and_goes_back() -> None:
    draw = random.Random(1)
    lines = ["".join(chr(draw.randrange(0x4E00, 0x9FA0)) for _ in range(400)) for _ in range(2450)]
    data = word("".join(paragraph(line[:200], line[200:]) for line in lines))
    begun = time.monotonic()
    document = sandboxed.read(data)
    assert len(document.text) > 970_000
    assert sandboxed.commented(data, [(place, place + 4, "应为7") for place in range(0, 900_000, 1000)]).startswith(b"PK")
    assert time.monotonic() - begun < SECONDS
