"""A roster of a whole township as a spreadsheet, the bare parse of it, and an import that is watched while it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from xlsxwriter import Workbook

from yanzhen.faces.cli.sample.people import GIVEN_F, GIVEN_M, SURNAMES

from .county import LIFE, Size, born, town_name
from .serving import memory, tree

HEADINGS = ("户号", "户主", "与户主关系", "姓名", "身份证号", "性别", "民族", "文化程度", "联系电话", "村", "所属网格", "住址")
#: The township that it is for: not the one whose pages are measured.
TOWN = 1
RELATIONS = ("户主", "妻", "子", "女")
PARSE = "import sys, python_calamine as c; b = c.CalamineWorkbook.from_path(sys.argv[1]); [b.get_sheet_by_name(n).to_python() for n in b.sheet_names]"
MEGABYTE = 1 << 20


def write_roster(path: Path, size: Size, today: date) -> None:
    """The household register of one township, village by village: four to a home, people nobody knows yet, in grids that are there."""
    lot, youngest, each = Random(9), today - timedelta(days=365), -(-size.roster // 4 // size.villages)
    book = Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("户籍台账")
    sheet.write_row(0, 0, ["户籍台账"])
    sheet.write_row(1, 0, HEADINGS)
    for n in range(size.roster):
        home, place = divmod(n, 4)
        if place == 0:
            surname = lot.choice(SURNAMES)
            head = surname + lot.choice(GIVEN_M)
        gender = "mffm"[place]
        _birth, number = born(n + 200 * LIFE, gender, youngest)
        name = head if place == 0 else lot.choice(SURNAMES) + lot.choice(GIVEN_F if gender == "f" else GIVEN_M) + lot.choice(GIVEN_M)
        village, turn = divmod(home, each)
        grid = f"第{village + 1 + size.villages * (turn % (size.grids // size.villages))}网格"
        sheet.write_row(n + 2, 0, (
            f"{turn + 5001}", head, RELATIONS[place], name, number, "男" if gender == "m" else "女", "汉族", "初中", f"198{n:08}",
            f"{TOWN + 1:02}{village + 1:02}村", grid, f"{turn + 5001}号",
        ))
    book.close()


def importing(roster: Path) -> list[str]:
    """The product's own command that reads, previews and writes it."""
    return [sys.executable, "-m", "yanzhen.faces.cli", "import", str(roster), "--as", "household_register", "--org", town_name(TOWN)]


@dataclass
class Ran:
    """A program that ran to its end: seconds of processor time, seconds by the clock, and megabytes at its highest
    (of its largest process, and of all its processes together)."""

    code: int
    cpu: float
    wall: float
    largest: float
    together: float


def parse_bare(path: Path) -> Ran:
    """The fastest reader reads the file and does nothing with it."""
    return watch([sys.executable, "-c", PARSE, str(path)], os.environ)


def watch(command: Sequence[str], env: Mapping[str, str], meanwhile: Callable[[Callable[[], bool]], None] | None = None) -> Ran:
    """Run a program to its end; `meanwhile` goes on with something else for as long as it is told."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL)
    gauge = Gauge(process.pid)
    gauge.start()
    if meanwhile:
        meanwhile(lambda: os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None)
    _pid, status, used = os.wait4(process.pid, 0)
    gauge.over.set()
    gauge.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(process.returncode, used.ru_utime + used.ru_stime, time.monotonic() - began, gauge.largest, gauge.together)


class Gauge(threading.Thread):
    """Looks ten times a second at how much memory a process and all below it hold; in megabytes."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.over = process, threading.Event()
        self.largest = self.together = 0.0

    def run(self) -> None:
        while not self.over.wait(0.1):
            held = [memory(one) / MEGABYTE for one in tree(self.process)]
            self.largest, self.together = max(self.largest, *held), max(self.together, sum(held))
