"""However a clerk lays the roster out, the same people come of it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.kernel.intake.reading import ParsedRow, Reading

from . import library
from .library import Pages, through
from .variants import Reader, files, rosters, sheets


def people_in(rows: list[ParsedRow]) -> list[Reader]:
    assert not library.refused(rows)
    return [
        Reader(**{key: row.values[key] for key in ("name", "gender", "ticket", "id_number", "phone", "shelf")}, joined_on=row.values["joined_on"].day)
        for row in rows
    ]


def by_shelf(people: list[Reader]) -> list[Reader]:
    return sorted(people, key=lambda one: one.shelf)


@settings(max_examples=100, deadline=None)
@given(st.data(), rosters)
def test_any_layout_gives_the_same_people(data: Any, people: list[Reader]) -> None:
    unticketed = [*{reader.ticket: reader for reader in people}.values()]
    sheet = data.draw(sheets(unticketed))
    book = Pages(("读者", sheet.rows, sheet.merges))
    found = library.plan(book)
    assert found.kind is library.readers
    assert people_in(list(Reading(book, found))) == by_shelf(unticketed)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files())
def test_any_file_gives_the_same_people(one: tuple[list[Reader], bytes]) -> None:
    people, data = one
    found, rows, _reading = through(data)
    assert found.kind is library.readers
    assert people_in(rows) == by_shelf(people)


@settings(max_examples=100, deadline=None)
@given(st.data(), rosters)
def test_the_same_people_again_have_the_same_keys(data: Any, people: list[Reader]) -> None:
    keys = []
    for _ in range(2):
        sheet = data.draw(sheets(people))
        book = Pages(("读者", sheet.rows, sheet.merges))
        keys.append({row.key for row in Reading(book, library.plan(book))})
    assert keys[0] == keys[1]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=6) | st.floats(allow_nan=True) | st.booleans() | st.dates(), max_size=6), max_size=12))
def test_no_sheet_breaks_the_reader(rows: list[list[Any]]) -> None:
    book = Pages(("表", [library.HEADER, *rows], [(0, 0, 3, 0), (2, 1, 2**20, 5)]))
    for row in Reading(book, library.plan(book)):
        assert set(row.values) == {column.key for column in library.readers.columns}
        assert row.key is None or not row.faults
