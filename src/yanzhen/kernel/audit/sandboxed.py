"""Untrusted reports, opened in a child of their own: what the faces call. Whatever is wrong with a file is Refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from yanzhen.kernel.base.sandbox import outside
from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB, Barred
from yanzhen.kernel.base.sandbox.outside import Child, Ended

from . import sentences
from .claims import Claim, Finding
from .document import Document
from .lastyear import reused
from .lexicon import Words
from .lexicon import words as all_words
from .wire import claims_unpacked, findings_unpacked, unpacked

Note = tuple[int, int, str]
T = TypeVar("T")


def read(data: bytes) -> Document:
    """The document in a file of any form."""
    return _asked("read", {}, [data], lambda child: unpacked(child.frame()))


class Audited(NamedTuple):
    """What a report says, each figure with its verdict by the report's own arithmetic, and what was found about several."""

    document: Document
    claims: list[Claim]
    findings: list[Finding]


#: How often `audited` says that it is a part further: read, found, judged, compared.
STEPS = 4


def audited(data: bytes, last: bytes | None = None, *, words: Words | None = None, step: Callable[[], None] = lambda: None) -> Audited:
    """A report's figures, beside last year's report where it is given; `words` are those of the packs switched on. `step` is
    called after each of its parts."""

    def heard(child: Child) -> Audited:
        told = _stepped(child, step)
        document, claims = unpacked(told["document"]), claims_unpacked(told["claims"])
        findings = findings_unpacked(told["findings"])
        step()
        if last:
            before = child.frame()
            findings += reused(document, claims, unpacked(before["document"]), claims_unpacked(before["claims"]))
        step()
        return Audited(document, claims, findings)

    files = [data, last] if last else [data]
    return _asked("audit", {"words": (words or all_words()).text}, files, heard)


def _stepped(child: Child, step: Callable[[], None]) -> Any:
    """The next frame that is more than a word of progress; a child that only talks on has nothing to say."""
    for _n in range(STEPS):
        frame = child.frame()
        if not (isinstance(frame, dict) and "step" in frame):
            return frame
        step()
    raise Ended("")


def commented(data: bytes, notes: Iterable[Note]) -> bytes:
    """The file as a Word file with each note as a comment on text[start:end] of the document read from it."""
    told = {"notes": list(notes), "author": _("核数")}

    def back(child: Child) -> bytes:
        child.frame()
        return child.blob()

    return _asked("comment", told, [data], back)


def _asked(task: str, told: dict[str, Any], files: list[bytes], answer: Callable[[Child], T]) -> T:
    if any(len(data) > FILE_MAX for data in files):
        raise sentences.refusal("size", {"megabytes": FILE_MAX // MB})
    head = json.dumps({**told, "sizes": [len(data) for data in files]}, ensure_ascii=False).encode("utf-8", "replace")
    with _child(task, b"".join([head, b"\n", *files])) as child:
        return answer(child)


@contextmanager
def _child(task: str, source: bytes) -> Iterator[Child]:
    """A child at work; what it says and what it does not say becomes Refused."""
    child = Child("yanzhen.kernel.audit.child", task, source, len(source))
    try:
        yield child
    except Barred as barred:
        raise sentences.refusal(barred.code, barred.facts) from barred
    except Ended as end:
        raise sentences.refusal(end.code or "memory", {"seconds": outside.PATIENCE}) from end
    except (KeyError, TypeError, ValueError) as strange:
        raise sentences.refusal("broken", {}) from strange
    finally:
        child.close()
