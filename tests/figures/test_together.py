"""Figures reckoned together come to what each comes to alone, and that is the size of its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.figures.test_figures import undone
from tests.toypack.desk import noon
from tests.visits.case import ANSWERS
from tests.world import TODAY, World
from yanzhen.kernel.base.days import age_on
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.across import values_in
from yanzhen.kernel.figures.breakdown import by_months
from yanzhen.kernel.figures.counting import Counted, terms, values
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio
from yanzhen.kernel.flows.actions import shut, take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.actions import void, write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import move_org
from yanzhen.kernel.reports.actions import rendered
from yanzhen.kernel.reports.models import Report
from yanzhen.packs.visits.pack import problem, revisit, visit

DECLARED: list[Counted] = [*book.of(Figure), *book.of(Ratio)]
FIRST = TODAY - timedelta(days=60)
PLACES = ("county", "town", "area", "other_area", "village", "grid", "office", "party", "branch", "company", "far_village")
# For each tenth day, for each problem: struck out at 9, else moved by one of the steps open then.
MOVES = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=6)


def size(figure: Figure, scope: Scope) -> Decimal | None:
    """What the rows of its evidence add up to, one by one; the mean of their people's ages, each once."""
    rows = figure.evidence(scope)
    if figure.mean:
        ages = [age_on(person.birth, scope.day) for person in {row.person for row in rows}]
        return (Decimal(sum(ages)) / len(ages)).quantize(Decimal("0.1"), ROUND_HALF_UP) if ages else None
    if figure.sum:
        met = [n for n in rows.values_list(figure.sum, flat=True) if n is not None]
        return Decimal(sum(met)) if met else None
    if figure.distinct:
        return Decimal(len({found for (found,) in rows.annotate(found=figure.amount().source_expressions[0]).values_list("found")} - {None}))
    return Decimal(len({row.pk for row in rows}))


def months_of(scope: Scope) -> list[Scope]:
    """The same scope for each month of its year."""
    firsts = [*(date(scope.since.year, month, 1) for month in range(1, 13)), scope.until]
    return [replace(scope, since=since, until=until) for since, until in pairwise(firsts)]


def sources_of(figures: Iterable[Figure]) -> list[list[Figure]]:
    """The figures of the same rows, together."""
    found: dict[Any, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.source, []).append(figure)
    return list(found.values())


def lived(world: World, record: Record, move: int, day: date) -> None:
    """One problem on one day."""
    by: dict[str, Any] = {"actor": world.operator, "at": noon(day)}
    if move == 9:
        void(record, reason="登记重了", **by)
        return
    assert problem.flow
    steps = [s for s in problem.flow.open_from(record.state) if not shut(record, s, day, day) and not (s.once and StepTaken.objects.filter(record=record, step=s.key).exists())]
    if steps:
        step = steps[move % len(steps)]
        take_step(record, step.key, **by, **ANSWERS.get(step.key, {}), **({"handler": world.office} if step.key == "assign" else {}))


def happened(world: World, moves: list[list[int]]) -> None:
    """Visits, problems that go their ways, a second look; and the village moves to the other area on the way."""
    by: dict[str, Any] = {"actor": world.operator, "at": noon(FIRST), "happened_on": FIRST}
    homes = {"village": "loose_home", "grid": "home", "other_village": "other_home", "far_village": "far_home"}
    for place, home in homes.items():
        write(visit, **by, org=getattr(world, place), title="走访", household=getattr(world, home))
    write(visit, **by, org=world.town, title="走访", company=world.company)
    made = [write(problem, **by, org=getattr(world, place), title="水压不足", household=getattr(world, home), category=sort) for (place, home), sort in zip(homes.items(), ("water", "road", "water"), strict=False)]
    for n, today in enumerate(moves):
        for record, move in zip(made, today, strict=True):
            now = world.now(record)
            if not now.voided_on:
                lived(world, now, move, FIRST + timedelta(days=10 * n))
    later = FIRST + timedelta(days=20)
    second = write(revisit, **by | {"happened_on": later, "at": noon(later)}, org=world.village, title="回访", seed="s")
    take_step(second, "ask", actor=world.operator, at=noon(FIRST + timedelta(days=30)), solved="yes", said="通水了")
    move_org(actor=world.operator, at=noon(TODAY), org=world.village, to=world.other_area, since=FIRST + timedelta(days=25))


@settings(max_examples=8, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=MOVES, place=st.sampled_from(PLACES), back=st.integers(0, 70))
def test_every_declared_figure_comes_to_the_same_alone_together_and_row_by_row(world: World, moves: list[list[int]], place: str, back: int) -> None:
    with undone():
        happened(world, moves)
        for day in (TODAY, TODAY - timedelta(days=back)):
            scope = Scope.year(world.now(getattr(world, place)), day.year, TODAY, day)
            together = values(DECLARED, scope)
            assert together == {one.key: one.value(scope) for one in DECLARED}
            assert {f.key: together[f.key] for f in book.of(Figure)} == {f.key: size(f, scope) for f in book.of(Figure)}
            for dated in sources_of(f for f in book.of(Figure) if f.of in (visit, problem, revisit) and f.month()):
                by_month = by_months(dated, scope)
                assert {key: found.whole for key, found in by_month.items()} == {f.key: together[f.key] for f in dated}
                assert {key: found.each for key, found in by_month.items()} == {f.key: [f.value(month) for month in months_of(scope)] for f in dated}


@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=MOVES, places=st.lists(st.sampled_from(PLACES), min_size=3, max_size=3), back=st.integers(0, 70))
def test_many_places_at_once_come_to_what_each_comes_to_alone(world: World, moves: list[list[int]], places: list[str], back: int) -> None:
    with undone():
        happened(world, moves)
        orgs = [world.now(getattr(world, place)) for place in {"village", *places}]
        scopes = [Scope.year(org, day.year, TODAY, day) for org in orgs for day in (TODAY, TODAY - timedelta(days=back))]
        assert values_in(dict.fromkeys(scopes, DECLARED)) == {scope: values(DECLARED, scope) for scope in scopes}
        before = values_in(dict.fromkeys(scopes, DECLARED), Scope.last_year)
        assert before == {scope: values(DECLARED, scope.last_year()) for scope in scopes}


def test_many_places_are_counted_in_as_few_statements_as_three(world: World) -> None:
    def asked(*places: str) -> int:
        scopes = [Scope.year(world.now(getattr(world, place)), TODAY.year, TODAY) for place in places]
        with CaptureQueriesContext(connection) as seen:
            values_in(dict.fromkeys(scopes, [named("problem.all"), named("problem.solved_rate"), named("visit.covered")]))
        return len([q for q in seen if "records_record" in q["sql"]])

    assert asked("village", "other_village", "third_village") == asked("village", "other_village", "third_village", "grid", "area", "town") == 2


def test_the_whole_board_is_read_in_one_statement_a_source(world: World) -> None:
    scope = Scope.year(world.town, TODAY.year, TODAY)
    sources = sources_of(f for one in DECLARED for f in terms(one))
    with CaptureQueriesContext(connection) as seen:
        values(DECLARED, scope)
    counts = [q["sql"] for q in seen if "COUNT(" in q["sql"] or "SUM(" in q["sql"]]
    assert len(counts) == len(sources) + 3 == 17, "companies without a branch are found by counting their members first; ages of posts and members by themselves"


@pytest.mark.parametrize("key", ["problem.in_time_rate", "revisit.solved_rate"])
def test_a_share_together_is_made_of_its_terms(world: World, key: str) -> None:
    happened(world, [[0, 0, 0]] * 4)
    scope = Scope.year(world.town, TODAY.year, TODAY)
    share = book.get(Ratio, key)
    part, whole = (f.value(scope) for f in terms(share))
    assert whole and values([share], scope) == {key: part * 100 / whole}


def test_a_report_reads_what_it_names_of_one_source_and_span_in_one_statement(world: World) -> None:
    happened(world, [[0, 0, 0]] * 3)
    body = "反映{反映问题}，其中用水{反映问题@用水}，解决{已解决问题|占 反映问题}，{问题解决率}，同比{反映问题|同比}，{没有的}，{反映问题@没有的}"
    with CaptureQueriesContext(connection) as seen:
        (paragraph,) = rendered(Report(org=world.town, year=TODAY.year, body=body), TODAY)
    assert len([q for q in seen if "COUNT(" in q["sql"]]) == 2, "this year's and last year's"
    scope = Scope.year(world.town, TODAY.year, TODAY)
    keys = ("problem.all", "problem.all@water", "problem.solved", "problem.all", "problem.solved_rate", "problem.all")
    said = [cited.value for run in paragraph.runs for cited in run.cited]
    assert said[:6] == [figure.value(scope) for key in keys if (figure := named(key))]
    assert "没有这个指标" in paragraph.text and "没有“没有的”这一类" in paragraph.text
