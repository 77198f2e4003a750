"""Made-up figures for the style page: numbers, charts, the board, and a map of villages nobody lives in."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from tests.web.styleforms import TOPICS
from yanzhen.faces.web import charts, mapping
from yanzhen.faces.web.charts import Bar, Point
from yanzhen.faces.web.parts import Stat, Tile

NUMBERS = (201, 162, 144, 112, 88, 73, 27)
THIS_YEAR = (62, 71, 118, 96, 84, 77, 69, 92, 104, 88, 51, None)
LAST_YEAR = (40, 52, 80, 91, 70, 66, 71, 75, 82, 90, 61, 44)
RATES = (58, 61, 60, 66, 71, 70, 72, 74, 73, 75, 74.5, None)
RATES_BEFORE = (50, 52, 49, 55, 58, 57, 61, 60, 62, 60, 64, 63)
YEARS = ("2017 年", "2016 年")
UNSOLVED = [
    Bar("现在办不了", 166, "#n", "soon"), Bar("正在办", 92, "#w", "do"), Bar("住户有异议", 18, "#d", "late"),
]  # fmt: skip
BRANCHES = [Bar("机关", 2, "#a"), Bar("驻地事业单位", 4, "#b"), Bar("非公企业", 17, "#c"), Bar("村级", 44, "#d")]
STATS = [
    Stat("807", "2017 年 · 池上镇", "条", "#807"),
    Stat("74.5", "占反映问题 1,083 条", "%", "#rate"),
    Stat("61.9", "住户确认解决（500 / 807）", "%", "#yes"),
    Stat(None, "随机回访确认率"),
]
SYLLABLES = "北东西中小前后上下石泉李王板甘峰雁池聂店花林鹿坡崖庄溪岭"
TONES = {"late": "已过期", "soon": "快到期", "do": "办理中", "ok": "已办结"}


def months() -> list[Point]:
    """Problems a month, this year and the year before."""
    return [
        Point(f"{nth}月", value, f"#m{nth}" if value else "", before)
        for nth, (value, before) in enumerate(zip(THIS_YEAR, LAST_YEAR, strict=True), 1)
    ]


def rates() -> list[Point]:
    """A share a month."""
    return [
        Point(f"{nth}月", value, "", before)
        for nth, (value, before) in enumerate(zip(RATES, RATES_BEFORE, strict=True), 1)
    ]


def tiles() -> list[Tile]:
    """The board."""
    return [
        Tile(
            "走访覆盖户数",
            "8,675",
            "#f1",
            "户",
            "2017 年 · 44 个村",
            charts.spark("走访户数", (210, 480, 690, 820, 760)),
        ),
        Tile("反映问题", "1,083", "#f2", "条", "比上年 +31.2%", charts.spark("反映问题", THIS_YEAR)),
        Tile("已解决", "807", "#f3", "条", "占 74.5%", charts.spark("已解决", (30, 42, 60, 71, 90, 77))),
        Tile("总面积", "156.51", "#f0", "平方公里", "截至 2017-12-31"),
        Tile("按期办结率", "92.1", "#f4", "%", "997 / 1,083"),
        Tile("村集体收入", None, "", "万元"),
    ]


def corner(i: int, j: int) -> tuple[float, float]:
    """A corner of the made-up villages: a bent grid, the same for all who meet in it."""
    dice = Random(i * 97 + j)
    lon = 118.02 + 0.021 * (i + 0.34 * math.sin(j * 1.7) + dice.uniform(-0.28, 0.28))
    lat = 36.30 + 0.017 * (j + 0.36 * math.cos(i * 1.3) + dice.uniform(-0.28, 0.28))
    return lon, lat


def shape(nth: int) -> dict[str, Any]:
    """The outline of the nth village."""
    i, j = nth % 8, nth // 8
    ring = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1), corner(i, j)]
    return {"type": "Polygon", "coordinates": [ring]}


def area_map() -> mapping.Drawing:
    """Forty-four villages, one without an outline, and ninety-four problems, three of them without a place."""
    dice = Random(7)
    places = [
        mapping.Place(
            f"{SYLLABLES[nth % 28]}{SYLLABLES[(nth * 5 + 9) % 28]}村", shape(nth) if nth != 43 else None, f"#v{nth}",
            dice.randrange(2, 60),
        )
        for nth in range(44)
    ]  # fmt: skip
    spots = [corner(0, 0)] + [(dice.gauss(118.10, 0.03), dice.gauss(36.345, 0.022)) for _nth in range(90)]
    tones = ("late", "soon", "do", "ok", "ok")
    dots = [mapping.Dot(*spot, "走访问题", f"#d{nth}", dice.choice(tones)) for nth, spot in enumerate(spots)]
    dots += [mapping.Dot(None, None, "无位置")] * 3
    return mapping.draw(
        "池上镇各村反映问题",
        places,
        dots,
        unit="条",
        what="个问题",
        dot_tones=TONES,
        box_url=lambda box: f"?box={box.words()}",
    )


def figures() -> dict[str, Any]:
    """Numbers, charts, the board and the map."""
    return {
        "stats": STATS,
        "tiles": tiles(),
        "bars": charts.bars(
            "已解决问题按类别", [Bar(topic, value, f"#{topic}") for topic, value in zip(TOPICS, NUMBERS, strict=True)],
            unit="条", whole=807,
        ),
        "months": charts.months("各月反映问题", months(), unit="条", names=YEARS),
        "line": charts.line("按期办结率", rates(), unit="%", names=YEARS),
        "shares": charts.shares("没解决的 276 条", UNSOLVED, unit="条"),
        "kinds": charts.shares("党支部构成", BRANCHES, unit="个"),
        "map": area_map(),
        "heads": ("村", "问题"),
        "value": 1083,
        "rate": 0.745,
    }  # fmt: skip
