"""The measurements: each of the product's pages beside its own statements run bare, in turns, so that both meet the same machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import capturing, rosters
from .driving import Client, Seen, drive
from .serving import Server
from .telling import Row

ROUNDS = 3
FAR = 500


@dataclass
class Bench:
    """Everything a measurement needs: both servers, a user of each sort on ours, the addresses, and how long to go on."""

    ours: Server
    bare: Server
    secretary: Client
    clerk: Client
    limit: Client
    paths: dict[str, str]
    form: Callable[[], dict[str, object]]
    most: int
    seconds: float

    def beside(self, page: str, ours: Callable[[], object], post: bool = False) -> tuple[Seen, Seen]:
        """Ours and the limit, by turns."""
        seen = Seen(), Seen()

        def bare() -> str:
            return self.limit.post(f"/{page}", {}) if post else self.limit.get(f"/{page}")

        for turn in range(ROUNDS + 1):
            pair = (Seen(), Seen()) if turn == 0 else seen  # the first round warms both
            drive(ours, pair[0], self.ours, self.most, self.seconds)
            drive(bare, pair[1], self.bare, self.most * 10, self.seconds)
        return seen


def plan(paths: dict[str, str], form: Callable[[], dict[str, object]]) -> dict[str, object]:
    """The statements of every page that is set against its limit."""
    secretary, clerk = capturing.signed_in("secretary"), capturing.signed_in("clerk")
    return {name: capturing.read(secretary, paths[name]) for name in ("list", "far", "record")} | {
        "write": capturing.write(clerk, paths["write"], form)
    }


def against(name: str, seen: tuple[Seen, Seen], aim: float) -> Row:
    """Processor time of ours against the limit; the waits of both are told beside it."""
    ours, limit = seen
    waits = " | ".join(f"p50 {one.wait_ms():.1f}, p95 {one.wait_ms(0.95):.1f}" for one in seen)
    return Row(f"{name}: CPU", ours.cpu_ms, limit.cpu_ms, aim, note=f"waits: {waits} ms")


def lists(bench: Bench) -> Iterator[Row]:
    """The first page of a list and one far behind, each with the exact total."""
    near = bench.beside("list", lambda: bench.secretary.get(bench.paths["list"]))
    far = bench.beside("far", lambda: bench.secretary.get(bench.paths["far"]))
    yield against("list, page 1", near, 4)
    yield against(f"list, page {FAR}", far, 4)
    yield Row(f"page {FAR} against page 1: CPU", far[0].cpu_ms, near[0].cpu_ms, 1.2)
    yield Row(f"page {FAR} against page 1: p50", far[0].wait_ms(), near[0].wait_ms(), 1.2)


def records(bench: Bench) -> Iterator[Row]:
    """One record's page."""
    yield against("one record", bench.beside("record", lambda: bench.secretary.get(bench.paths["record"])), 4)


def writes(bench: Bench) -> Iterator[Row]:
    """One problem written down, with its entry in the trail, by the form that people fill in."""
    seen = bench.beside("write", lambda: bench.clerk.post(bench.paths["write"], bench.form()), post=True)
    yield against("one write with its trail", seen, 4)


def board(bench: Bench) -> Iterator[Row]:
    """The figure board of a township, for this year."""
    seen = Seen()
    drive(lambda: bench.secretary.get(bench.paths["board"]), Seen(), None, 2, bench.seconds)
    drive(lambda: bench.secretary.get(bench.paths["board"]), seen, bench.ours, bench.most, bench.seconds * ROUNDS)
    yield Row("township board: p95", seen.wait_ms(0.95), 0, 300, share=False, note=f"{len(seen.waits)} answers, p50 {seen.wait_ms():.0f} ms, CPU {seen.cpu_ms:.0f} ms")


def imports(bench: Bench, roster: Path, rows: int) -> Iterator[Row]:
    """A roster of a township read, previewed and written, while another user opens a record again and again."""
    parsed = sorted((rosters.parse_bare(roster) for _round in range(ROUNDS)), key=lambda ran: ran.cpu)
    parse, idle, busy = parsed[ROUNDS // 2], Seen(), Seen()

    def other() -> str:
        return bench.clerk.get(bench.paths["own"])

    def meanwhile(runs: Callable[[], bool]) -> None:
        while runs():
            drive(other, busy, None, 10, 1)

    drive(other, Seen(), None, 20, bench.seconds)
    drive(other, idle, None, bench.most, bench.seconds * ROUNDS)
    ran = rosters.watch(rosters.importing(roster), os.environ, meanwhile)
    if ran.code:
        raise SystemExit(f"the import ended with {ran.code}")
    yield Row(f"import of {rows:,} rows: CPU", ran.cpu, parse.cpu, 4, "s", note=f"{ran.wall:.1f} s by the clock; bare parse {parse.wall:.1f} s")
    again = rosters.watch(rosters.importing(roster), os.environ)
    yield Row("the same roster again: CPU", again.cpu, ran.cpu, 1.5, "s", note="against the first time")
    yield Row("import: highest memory", ran.largest, 0, 300, "MB", share=False, note=f"of its largest process; all together {ran.together:.0f} MB; bare parse {parse.largest:.0f} MB")
    yield Row("another user's page meanwhile: p95", busy.wait_ms(0.95), idle.wait_ms(0.95), 3, note=f"{len(busy.waits)} answers, p50 {busy.wait_ms():.1f} ms; idle {idle.wait_ms():.1f} ms")
