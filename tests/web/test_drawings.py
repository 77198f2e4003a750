"""Charts and maps: what is drawn where, what is said instead, and that no number is lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.faces.web import charts, geometry, mapping
from yanzhen.faces.web.charts import Bar, Point
from yanzhen.faces.web.mapping import Box, Dot, Place

SQUARE = [(118.0, 36.0), (118.1, 36.0), (118.1, 36.1), (118.0, 36.1), (118.0, 36.0)]
EAST = [(lon + 0.1, lat) for lon, lat in SQUARE]


def test_a_bar_is_as_long_as_its_number() -> None:
    drawn = charts.bars("按类别", [Bar("用水", 200, "/w/"), Bar("用电", 50), Bar("其他", None)], whole=250)
    assert re.findall(r'class="fill [^"]*" width="([0-9.]+%)"', drawn) == ["100.00%", "25.00%", "0.00%"]
    assert 'href="/w/">200</a>' in drawn and "80.0%" in drawn and "尚未登记" in drawn


def test_a_month_without_a_number_has_no_column() -> None:
    drawn = charts.months("各月", [Point("1月", 4, "/1/", 2), Point("2月", None), Point("3月", 0)])
    assert drawn.count('class="this"') == 2 and drawn.count('class="that"') == 2  # one stroke, one in the legend
    assert 'aria-label="1月 4"' in drawn and drawn.count("尚未登记") == 3


def test_a_number_keeps_clear_of_last_years_stroke() -> None:
    column = charts._column(0, Point("1月", 50, before=55), 12, 100)
    assert float(column["words_y"]) < float(column["stroke"]) < float(column["y"])


def test_a_line_is_broken_where_a_month_is_missing() -> None:
    values = [1.0, 2.0, None, 3.0, 4.0]
    assert len(charts._strokes(values, 4)) == 2
    drawn = charts.line("率", [Point(str(nth), value) for nth, value in enumerate(values)])
    assert drawn.count("<circle") == 4


@pytest.mark.parametrize("made", [charts.months, charts.line])
def test_an_empty_year_says_so(made: object) -> None:
    assert callable(made)
    assert "还没有数" in made("各月", [Point("1月", None)]) and "还没有数" in made("各月", [])


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
def test_the_parts_of_a_whole_fill_it(values: list[int]) -> None:
    drawn = charts.shares("构成", [Bar(f"第{nth}", value, f"/{nth}/") for nth, value in enumerate(values)])
    wide = [float(part) for part in re.findall(r'x="[0-9.]+%" width="([0-9.]+)%"', drawn)]
    assert sum(wide) == pytest.approx(100 if any(values) else 0, abs=0.05)
    assert len(re.findall('<a class="fig num"', drawn)) == len(values)


def test_a_spark_needs_two_values() -> None:
    assert charts.spark("x", [None, 3]) == ""
    assert "从 1 到 3" in charts.spark("x", [1, None, 3])


def test_words_in_a_chart_are_escaped() -> None:
    drawn = charts.bars("<b>", [Bar("<i>", 1, '"><script>')]) + charts.months("<b>", [Point("<i>", 1, '"><script>')])
    assert "<script" not in drawn and "<i>" not in drawn and "<b>" not in drawn


def test_shapes_come_as_geojson_or_bare_rings() -> None:
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    assert mapping.rings(polygon) == mapping.rings([SQUARE]) == mapping.rings(SQUARE) == [SQUARE]
    assert mapping.rings({"type": "MultiPolygon", "coordinates": [[SQUARE], [EAST]]}) == [SQUARE, EAST]
    assert mapping.rings({"type": "Feature", "geometry": polygon}) == [SQUARE]
    assert mapping.rings(None) == mapping.rings({"type": "Point", "coordinates": [1, 2]}) == []


def test_neighbours_lie_beside_each_other_and_north_is_up() -> None:
    north = [(lon, lat + 0.1) for lon, lat in SQUARE]
    drawn = mapping.draw("图", [Place("中", SQUARE), Place("东", EAST), Place("北", north)])
    middle, east, up = drawn.areas
    assert (
        east.x > middle.x and east.y == pytest.approx(middle.y) and up.y < middle.y and up.x == pytest.approx(middle.x)
    )


def test_a_degree_north_is_longer_than_a_degree_east() -> None:
    sheet = geometry.Sheet.of(Box(118, 36, 119, 37))
    (x0, y0), (x1, y1) = sheet.at(118, 36), sheet.at(119, 37)
    assert (x1 - x0) / (y0 - y1) == pytest.approx(0.8039, abs=1e-3)  # cos 36.5°


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), min_size=3, max_size=60), st.floats(0.1, 20))
def test_a_thinner_outline_stays_near_the_whole(ring: list[tuple[float, float]], tolerance: float) -> None:
    thin = geometry.simplified(ring, tolerance)
    assert thin[0] == ring[0] and thin[-1] == ring[-1] and set(thin) <= set(ring)
    for spot in ring:
        assert min(geometry._off(spot, *pair) for pair in pairwise(thin)) <= tolerance**2 + 1e-6


def test_a_name_stands_where_a_bent_shape_is_widest() -> None:
    horseshoe = [
        (0.0, 0.0),
        (100.0, 0.0),
        (100.0, 90.0),
        (60.0, 90.0),
        (60.0, 10.0),
        (20.0, 10.0),
        (20.0, 90.0),
        (0.0, 90.0),
    ]
    x, y, room = geometry.crossing([horseshoe])
    assert 60 < x < 100 and room == pytest.approx(40)


def test_classes_hold_about_equal_numbers_and_equal_values_never_part() -> None:
    assert mapping.breaks(range(1, 11)) == [2, 4, 6, 8, 10]
    assert mapping.breaks([5, 5, 5, 5]) == [5] and mapping.breaks([]) == []


def test_what_has_no_place_is_counted_and_said() -> None:
    drawn = mapping.draw(
        "图", [Place("中", SQUARE), Place("新村", None)], [Dot(None, None, "甲"), Dot(118.05, 36.05, "乙"), Dot(120, 36, "丙")],
        what="个问题",
    )  # fmt: skip
    assert drawn.unplaced == ["1 处没有边界，没有画出：新村", "1 个问题没有登记位置，没有画出", "1 个问题在这一块之外"]
    assert [spot.label for spot in drawn.spots] == ["乙"]


def test_dots_that_would_lie_on_each_other_become_one_that_opens_its_window() -> None:
    near = [Dot(118.0501 + nth / 1e5, 36.0499, str(nth), tone="ok" if nth else "late") for nth in range(5)]
    (spot,) = mapping.draw("图", [Place("中", SQUARE)], near, box_url=lambda box: f"?box={box.words()}").spots
    window = Box.read(spot.url.removeprefix("?box="))
    assert spot.count == 5 and spot.tone == "late"
    assert window and all(window.holds(dot.lon or 0, dot.lat or 0) for dot in near)


@pytest.mark.parametrize("words", ["", "1,2,3", "a,b,c,d", "2,0,1,1", "0,0,400,1", "nan,0,1,1"])
def test_a_window_that_is_none_is_not_read(words: str) -> None:
    assert Box.read(words) is None


def test_every_area_leads_on_from_the_picture_and_from_the_table() -> None:
    shown = render_to_string(
        "parts/map.html",
        {"map": mapping.draw("图", [Place("中村", SQUARE, "/o/1/", 3)], unit="条"), "heads": ("村", "问题")},
    )
    assert shown.count('href="/o/1/"') == 2 and "中村 3 条" in shown


def test_an_area_without_anything_is_still_a_page() -> None:
    assert render_to_string("parts/map.html", {"map": mapping.draw("图", []), "heads": ("村", "问题")})
