"""The plain language in which a report is written: lines of text, with figures named in braces.

`# ` opens the title; headings are known by their own numbering (一、 （一） 1. （1）); 主送：, 署名： and their kin stand
on lines of their own; every other line is a paragraph. `help.HELP` explains it to those who write.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from yanzhen.kernel.base.outline import level_of

from . import front as fronts
from .faults import Fault
from .front import Front
from .uses import Use, read_use

MOST_CHARACTERS: Final = 200_000
TITLE: Final = "title"
BODY: Final = "body"

_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN: Final = (
    "Cc",
    "Cf",
    "Cs",
)  # control, format (among them the marks that turn the writing direction), half pairs
_NEVER: Final = "\ufffe\uffff"  # not allowed in XML
_TOKEN: Final = re.compile(r"[{｛](?P<use>[^{}｛｝]*)[}｝]|(?P<stray>[{}｛｝])")


@dataclass(frozen=True)
class Words:
    """Text without figures."""

    text: str


@dataclass(frozen=True)
class Block:
    """One paragraph: a line of the title, a heading of level 1 to 4 or plain body (level 0).

    `lead` is how many runs make the heading itself, where a paragraph runs on behind it (一、……。后文).
    """

    kind: str
    level: int
    lead: int
    runs: tuple[Words | Use, ...]
    line: int


@dataclass(frozen=True)
class Document:
    """A report as read from its text, with what could not be read."""

    blocks: tuple[Block, ...]
    front: Front
    faults: tuple[Fault, ...]

    @property
    def uses(self) -> tuple[Use, ...]:
        return tuple(run for block in self.blocks for run in block.runs if isinstance(run, Use))


def clean(text: str) -> str:
    """Text as it may stand in a page and in a Word file: one kind of line break, no control or direction marks."""
    text = _BREAKS.sub("\n", text)
    return "".join(
        one for one in text if one in "\n\t" or unicodedata.category(one) not in _HIDDEN and one not in _NEVER
    )


def parse(text: str) -> Document:
    """Read a report's text. It never fails: what cannot be understood is told in `faults` and left as it was written."""
    if len(text) > MOST_CHARACTERS:
        what = _("报告太长，最多 %(most)d 字") % {"most": MOST_CHARACTERS}
        return Document((), Front(), (Fault(1, 1, what),))
    blocks: list[Block] = []
    front, faults = Front(), []
    for number, line in enumerate(clean(text).split("\n"), start=1):
        bare = line.strip()
        if element := fronts.split(bare):
            front, wrong = fronts.put(front, *element, number)
        elif bare:
            block, wrong = _block(line, number)
            blocks += [block] if block.runs else []
            if block.kind == TITLE and any(one.kind == BODY for one in blocks):
                wrong.append(Fault(number, 1, _("标题（#）要写在正文前面")))
        else:
            continue
        faults += wrong
    return Document(tuple(blocks), front, tuple(faults))


def _block(line: str, number: int) -> tuple[Block, list[Fault]]:
    start = len(line) - len(line.lstrip())
    bare = line.strip()
    titled = re.match(r"[#＃]\s*", bare)
    if titled:
        start, bare = start + titled.end(), bare[titled.end() :]
    runs, faults = _runs(bare, number, start + 1)
    level = 0 if titled else level_of(bare)
    lead, runs = _split_heading(runs) if level else (0, runs)
    return Block(TITLE if titled else BODY, level, lead, tuple(runs), number), faults


def _runs(line: str, number: int, first: int) -> tuple[list[Words | Use], list[Fault]]:
    runs: list[Words | Use] = []
    faults: list[Fault] = []
    end = 0
    for token in _TOKEN.finditer(line):
        if token.start() > end:
            runs.append(Words(line[end : token.start()]))
        end = token.end()
        column = first + token.start()
        if token["stray"]:
            faults.append(Fault(number, column, _stray(token["stray"])))
            runs.append(Words(token["stray"]))
        else:
            use, wrong = read_use(token["use"], number, column)
            faults += wrong
            runs.append(use)
    if line[end:]:
        runs.append(Words(line[end:]))
    return runs, faults


def _stray(brace: str) -> str:
    if brace in "{｛":
        return _("这个“{”后面没有配对的“}”，指标要写成 {名称}")
    return _("这个“}”前面没有配对的“{”，指标要写成 {名称}")


def _split_heading(runs: list[Words | Use]) -> tuple[int, list[Words | Use]]:
    """Where the heading ends: behind its first full stop, if text follows; else the whole line is the heading."""
    for place, run in enumerate(runs):
        if isinstance(run, Words) and "。" in run.text:
            stop = run.text.index("。") + 1
            head, rest = run.text[:stop], run.text[stop:]
            tail = [Words(rest)] if rest else []
            return place + 1, [*runs[:place], Words(head), *tail, *runs[place + 1 :]]
    return len(runs), runs
