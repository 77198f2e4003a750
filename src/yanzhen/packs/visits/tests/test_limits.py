"""How long a problem may rest: every state and category that waits for somebody has its limit, and the limits are sensible."""

from datetime import date
from types import SimpleNamespace

import pytest

from yanzhen.kernel.base.rules import rule
from yanzhen.packs.visits.models import CATEGORIES
from yanzhen.packs.visits.pack import limit, problem

DAY = date(2017, 9, 28)


@pytest.mark.parametrize("category", CATEGORIES)
def test_whatever_state_names_a_limit_has_one(category: str) -> None:
    assert problem.flow is not None
    record = SimpleNamespace(facts=SimpleNamespace(category=category))
    keys = {state: limit(record, state) for state in problem.flow.states}
    assert {"registered", "assigned", "in_hand", "solved", "answered"} <= {state for state, key in keys.items() if key}
    for key in filter(None, keys.values()):
        found = rule(key).on(DAY)
        assert found.span.count > 0
        assert (found.level, found.quality) == ("township", "local-example")


def test_an_extension_has_its_length() -> None:
    assert problem.flow is not None
    assert [rule(step.adds).span(DAY) for step in problem.flow.steps.values() if step.adds] != []


@pytest.mark.parametrize(
    ("category", "due"),
    [
        ("water", date(2017, 9, 29)),
        ("power", date(2017, 9, 29)),
        ("welfare", date(2017, 10, 11)),
        ("road", date(2017, 10, 13)),
    ],
)
def test_water_runs_out_in_a_day_and_a_road_after_the_holidays(category: str, due: date) -> None:
    """From Thursday before the National Day holidays of 2017, which ended on 8 October."""
    assert rule(f"problem.handle.{category}").deadline(DAY).day == due
