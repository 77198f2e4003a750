"""The child that opens one untrusted report: reads it, finds and judges its figures, or puts comments into it. On its standard input come a line of JSON
and the files whose sizes that line tells; it answers in frames."""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import pypdf
import pypdf.generic._image_inline
from pypdf.errors import LimitReachedError

from yanzhen.kernel.base.sandbox.gate import MB, Barred
from yanzhen.kernel.base.sandbox.inside import answering, put, send, shed

from . import pdf_in
from .docx_out import commented
from .finding import find
from .judging.judge import judge
from .lexicon import Words, own
from .reading import plain, read
from .wire import claims_packed, findings_packed, packed

MEMORY: Final = 300 * MB
CPU_SECONDS: Final = 15
#: The letters that a PDF's fonts may be of.
_CODECS: Final = "ascii latin-1 cp1252 charmap utf-16-be gbk gb2312 cp950 cp932 unicode_escape".split()

Told = dict[str, Any]


def _read(_told: Told, data: bytes) -> None:
    send(packed(read(data)))


def step() -> None:
    """Say at once that one more part of the work is done."""
    send({"step": True})
    sys.stdout.buffer.flush()


def _audit(asked: Told, data: bytes, *last: bytes) -> None:
    """The report, and last year's figures after it where there is one."""
    words = Words(asked["words"])
    document = read(data)
    told = packed(document)
    step()
    found = find(document, words)
    step()
    claims, findings = judge(document, found, words)
    send({"document": told, "claims": claims_packed(claims), "findings": findings_packed(findings)})
    for one in last:
        before = read(one)
        send({"document": packed(before), "claims": claims_packed(find(before, words))})


def _comment(told: Told, data: bytes) -> None:
    body = commented(data, told["notes"], told["author"])
    send({"size": len(body)})
    put(body)


TASKS: Final[dict[str, Callable[..., None]]] = {"read": _read, "audit": _audit, "comment": _comment}


def ready() -> None:
    """Load what is loaded late, for later no file can be opened: the letters, and what a first PDF and a first text bring in."""
    for name in _CODECS:
        codecs.lookup(name)
    blank, target = pypdf.PdfWriter(), io.BytesIO()
    blank.add_blank_page(100, 100)
    blank.write(target)
    with contextlib.suppress(Barred):
        pdf_in.read(target.getvalue())
    Counter("册").most_common(1)
    words = Words.merged([own()])
    document = plain("2023年共有12册，占30%；2022年10册。")
    judge(document, find(document, words), words)


def main(task: str) -> None:
    ready()
    shed(MEMORY, CPU_SECONDS)
    told = json.loads(sys.stdin.buffer.readline())
    files = [sys.stdin.buffer.read(size) for size in told["sizes"]]
    answering(lambda: TASKS[task](told, *files), {LimitReachedError: "bomb"})
