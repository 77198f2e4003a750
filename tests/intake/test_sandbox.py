"""The child that opens a file, and the parent that waits for it."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox import outside
from yanzhen.kernel.intake.sandbox import RawBook

from .library import plan
from .package import SMALL, parts, xls, xlsx, zipped

GRASPING = """
import sys; sys.path.insert(0, sys.argv[1])
import os, socket
from yanzhen.kernel.base.sandbox import inside
from yanzhen.kernel.intake import child
inside.shed(child.MEMORY, child.CPU_SECONDS)
def tried(act):
    try: act()
    except (OSError, MemoryError): return "no"
    return "yes"
print(tried(lambda: open("/etc/passwd")), tried(socket.socket), tried(lambda: bytearray(600 << 20)), tried(os.pipe))
"""


def rows(data: bytes | Path) -> list[tuple[int, list[object]]]:
    with RawBook(data) as book:
        return [(number, row) for chunk in book.chunks() for number, row in zip(chunk.numbers, chunk.rows, strict=True)]


def test_the_child_can_reach_for_nothing() -> None:
    told = subprocess.run([sys.executable, "-I", "-c", GRASPING, outside.ROOT], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["no", "no", "no", "no"]


def test_a_child_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "START", "import time; time.sleep(60)")
    monkeypatch.setattr(outside, "PATIENCE", 0.2)
    with pytest.raises(Refused, match="没有读完"):
        RawBook(b"a,b\n")


@pytest.mark.parametrize(
    "start",
    [
        "import os; os._exit(1)",
        "import sys; sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xff' + b'x' * 100)",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2[1')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\7{\"x\":1}')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\3[1]')",
    ],
    ids=["dies", "boasts", "stammers", "lies", "mumbles"],
)
def test_a_child_that_fails_is_a_refusal(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "START", start)
    with pytest.raises(Refused, match="过大|损坏"):
        RawBook(b"a,b\n")


def test_no_child_outlives_its_book() -> None:
    data = xlsx([["姓名", "借书证号"], *([f"姜{n}", n] for n in range(30_000))])
    with RawBook(data) as book:
        child = book._child.process
        assert child.poll() is None, "it waits for its rows to be taken"
    assert child.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_file_is_read_where_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "名册.xls"
    place.write_bytes(zipped(parts(SMALL)))
    with RawBook(place) as book:
        assert book.form == "xlsx", "what it is, not what it is called"
        assert [(sheet.name, sheet.height, sheet.width, sheet.hidden) for sheet in book.sheets] == [("表1", 2, 2, False)]
    assert rows(place) == [(1, ["姓名", "借书证号"]), (2, ["姜梅", "7"])]


def test_rows_and_columns_keep_their_places_when_the_first_are_empty() -> None:
    assert rows(xlsx([[], [], ["", "", "姓名"], [], ["", "", "姜梅"]])) == [(3, ["", "", "姓名"]), (5, ["", "", "姜梅"])]
    assert rows(xls([[], ["", "姓名"], ["", 7]])) == [(2, ["", "姓名"]), (3, ["", 7.0])]


def test_cells_arrive_as_what_they_are() -> None:
    day = datetime.date(2017, 6, 30)
    first = rows(xlsx([["姓名", 1.5, 12, True, day, "=1+1", 9.90304194903235e17]]))[0][1]
    assert first == ["姓名", 1.5, 12.0, True, day, "=1+1", 9.90304194903235e17]
    assert isinstance(first[3], bool)


def test_merges_and_hidden_sheets_are_told() -> None:
    with RawBook(xlsx([["甲"], [""], ["乙"]], [["丙"]], merges=[(0, 0, 1, 0)], names=["一", "二"], hidden=[1])) as book:
        assert [(sheet.name, sheet.hidden, sheet.merges) for sheet in book.sheets] == [("一", False, ((0, 0, 1, 0),)), ("二", True, ((0, 0, 1, 0),))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，"])
def test_every_csv(encoding: str, mark: str) -> None:
    text = f'姓名{mark}备注\r\n姜梅{mark}"第{mark}一"\r\n\r\n何海{mark}="007"\r\n'
    assert rows(text.encode(encoding)) == [(1, ["姓名", "备注"]), (2, ["姜梅", f"第{mark}一"]), (4, ["何海", "007"])]


def test_a_cell_of_several_lines_keeps_the_row_count_of_excel() -> None:
    assert rows('姓名,备注\n姜梅,"一\n二"\n何海,三\n'.encode()) == [(1, ["姓名", "备注"]), (2, ["姜梅", "一\n二"]), (3, ["何海", "三"])]


def test_wide_sheets_are_cut_and_say_so() -> None:
    with RawBook(xlsx([["姓名", "借书证号", *[""] * 300, "x"]])) as book:
        assert plan(book).unread == (("Sheet1", "第256列以后"),)
        assert (book.sheets[0].width, book.sheets[0].wide) == (256, True)
        assert [len(row) for chunk in book.chunks() for row in chunk.rows] == [256]


def test_long_sheets_come_in_pieces() -> None:
    data = ("姓名\n" + "姜梅\n" * 2500).encode()
    with RawBook(data) as book:
        assert [len(chunk.rows) for chunk in book.chunks()] == [1000, 1000, 501]
