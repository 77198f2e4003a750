"""The child that opens one untrusted report: reads it, or puts comments into it. On its standard input come a line of JSON
and the files whose sizes that line tells; it answers in frames."""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import io
import json
import sys
from collections.abc import Callable
from typing import Any, Final

import pypdf
import pypdf.generic._image_inline
from pypdf.errors import LimitReachedError

from yanzhen.kernel.base.sandbox.gate import MB, Barred
from yanzhen.kernel.base.sandbox.inside import answering, put, send, shed

from . import pdf_in
from .document import Document
from .docx_out import commented
from .reading import read

MEMORY: Final = 300 * MB
CPU_SECONDS: Final = 15
BLOCKS_MAX: Final = 50_000
#: The letters that a PDF's fonts may be of.
_CODECS: Final = "ascii latin-1 cp1252 charmap utf-16-be gbk gb2312 cp950 cp932 unicode_escape".split()

Told = dict[str, Any]


def packed(document: Document) -> Told:
    if len(document.blocks) > BLOCKS_MAX:
        raise Barred("blocks", most=BLOCKS_MAX)
    return {
        "form": document.form,
        "text": document.text,
        "blocks": [dataclasses.astuple(one) for one in document.blocks],
    }


def _read(_told: Told, data: bytes) -> None:
    send(packed(read(data)))


def _comment(told: Told, data: bytes) -> None:
    body = commented(data, told["notes"], told["author"])
    send({"size": len(body)})
    put(body)


TASKS: Final[dict[str, Callable[..., None]]] = {"read": _read, "comment": _comment}


def ready() -> None:
    """Load what reading loads late, for later no file can be opened: the letters, and what a first PDF brings in."""
    for name in _CODECS:
        codecs.lookup(name)
    blank, target = pypdf.PdfWriter(), io.BytesIO()
    blank.add_blank_page(100, 100)
    blank.write(target)
    with contextlib.suppress(Barred):
        pdf_in.read(target.getvalue())


def main(task: str) -> None:
    ready()
    shed(MEMORY, CPU_SECONDS)
    told = json.loads(sys.stdin.buffer.readline())
    files = [sys.stdin.buffer.read(size) for size in told["sizes"]]
    answering(lambda: TASKS[task](told, *files), {LimitReachedError: "bomb"})
