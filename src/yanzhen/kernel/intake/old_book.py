"""Cells of an old workbook (xls) whose formula failed, and those somebody struck out: the reader gives the first as blank and the
others like any other.

Runs inside the child. An old workbook is a small file system with one stream of records in it; what here is not as it should be
ends the search, and the reader has its own say.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from yanzhen.kernel.intake.old_strings import struck_strings
from yanzhen.kernel.intake.struck import STRUCK
from yanzhen.kernel.intake.unworked import CELLS_MAX, Words

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
BEGIN, END, SHEET, FONT, FORM, LOCKED, LATE = 0x0809, 0x000A, 0x0085, 0x0031, 0x00E0, 0x002F, 0x0022
STRINGS, GOES_ON, OF_STRINGS = 0x00FC, 0x003C, 0x00FD
ERROR, FORMULA, ROW_OF_NUMBERS = 0x0205, 0x0006, 0x00BD
#: Cells that hold something: numbers, words, formulas, errors.
FILLED = frozenset((0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6, ERROR, FORMULA))
#: What no sector may be: such ones end a chain.
LAST = 0xFFFFFFFA
STRIKE_BIT, NO_FONT = 0x08, 4
Record = tuple[int, int, int]


def old_words(data: bytes) -> tuple[list[Words], bool]:
    """For each sheet in order what its failed and its struck cells say; and whether days are counted from 1904."""
    try:
        stream = _stream(data)
        return _book(stream) if stream else ([], False)
    except (struct.error, IndexError):
        return [], False


def _stream(data: bytes) -> bytes:
    """The stream of the workbook, out of the sectors it lies in."""
    size, step = (1 << power for power in struct.unpack_from("<HH", data, 30))
    first, least, minor_first = struct.unpack_from("<I4xII", data, 48)
    table = _table(data, size)
    entries = b"".join(_chain(data, size, table, first))
    root, found = (0, 0), (0, 0)
    for at in range(0, len(entries) - 127, 128):
        name = entries[at : at + max(0, struct.unpack_from("<H", entries, at + 64)[0] - 2)].decode("utf-16le", "replace")
        where = struct.unpack_from("<II", entries, at + 116)
        root = where if entries[at + 66] == 5 else root
        found = where if name == "Workbook" else found
    if not found[1]:
        return b""
    if found[1] >= least:
        return b"".join(_chain(data, size, table, found[0]))[: found[1]]
    small = b"".join(_chain(data, size, table, root[0]))
    minor = b"".join(_chain(data, size, table, minor_first))
    return b"".join(_chain(small, step, struct.unpack(f"<{len(minor) // 4}I", minor), found[0], ahead=0))[: found[1]]


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows which."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, seen = struct.unpack_from("<I", data, 68)[0], 0
    while more < LAST and seen < len(data) // size:
        part = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        listed += part[:-1]
        more, seen = part[-1], seen + 1
    return tuple(n for sector in listed if sector < LAST for n in struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size))


def _chain(data: bytes, size: int, table: tuple[int, ...], sector: int, ahead: int = 1) -> Iterator[bytes]:
    """The sectors of a chain; `ahead` of them stand before the first."""
    for _n in range(len(table)):
        if sector >= LAST:
            return
        yield data[(sector + ahead) * size : (sector + ahead + 1) * size]
        sector = table[sector]


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """What a record is, and from where to where its content stands, until the part of the stream it begins in ends."""
    depth, end = 0, len(stream) - 4
    while at <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BEGIN) - (kind == END)
        yield kind, at + 4, at + 4 + length
        if depth == 0:
            return
        at += 4 + length


def _book(stream: bytes) -> tuple[list[Words], bool]:
    sheets, fonts, forms, late, strings, before = [], list[bool](), list[int](), False, list[bytes](), 0
    for kind, at, end in _records(stream, 0):
        if kind == LOCKED:
            return [], False
        if kind == STRINGS or kind == GOES_ON and before == STRINGS:
            strings.append(stream[at:end])
        before = before if kind == GOES_ON else kind
        late = late or kind == LATE and stream[at] == 1
        if kind == SHEET:
            sheets.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == FONT:
            fonts.append(bool(stream[at + 2] & STRIKE_BIT))
        elif kind == FORM:
            forms.append(struct.unpack_from("<H", stream, at)[0])
    lined = {n for n, font in enumerate(forms) if (place := font - (font > NO_FONT)) < len(fonts) and fonts[place]}
    parts = struck_strings(strings, fonts)
    return [_words(stream, start, lined, parts) for start in sheets], late


def _words(stream: bytes, start: int, lined: set[int], strings: Mapping[int, str]) -> Words:
    found: Words = {}
    many, depth = 0, 0
    for kind, at, end in _records(stream, start):
        depth += (kind == BEGIN) - (kind == END)
        if depth == 1 and many < CELLS_MAX:
            for row, column, word in _said(stream, kind, at, end, lined, strings):
                found.setdefault(row + 1, {})[column] = word
                many += 1
    return found


def _said(stream: bytes, kind: int, at: int, end: int, lined: set[int], strings: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """What the cells of one record say, if anything."""
    if kind == ROW_OF_NUMBERS and lined:
        row, first = struct.unpack_from("<HH", stream, at)
        for n, place in enumerate(range(at + 4, end - 2, 6)):
            if struct.unpack_from("<H", stream, place)[0] in lined:
                yield row, first + n, STRUCK
    elif kind in FILLED:
        row, column, form = struct.unpack_from("<HHH", stream, at)
        if kind == OF_STRINGS and strings and (left := strings.get(struct.unpack_from("<I", stream, at + 6)[0])) is not None:
            yield row, column, left
        if form in lined:
            yield row, column, STRUCK
        if kind == ERROR and stream[at + 7]:
            yield row, column, ERRORS.get(stream[at + 6], "#N/A")
        elif kind == FORMULA and stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff":
            yield row, column, ERRORS.get(stream[at + 8], "#N/A")
