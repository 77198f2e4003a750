"""Invented people: names put together by lot, and ID numbers in the unassigned area 9903xx, so that none can be anybody's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN_M = "建国志强永福长河文斌德明春生兴旺守信金山立东学军保田玉柱广成庆丰维民传宝洪涛来顺有才世安家和百川松林大勇新民光辉"
GIVEN_F = "秀英桂兰玉梅淑珍春花美荣凤霞爱莲红艳翠平丽华月娥雪琴素芬慧敏巧云金凤小燕银环冬梅彩霞香玉瑞芝"
AREA = "990309"


@dataclass(frozen=True)
class Human:
    """One invented person."""

    name: str
    gender: str
    birth: date
    id_number: str


def id_number(birth: date, order: int) -> str:
    """A number with a right check digit (GB 11643) in an area no county has."""
    first = f"{AREA}{birth:%Y%m%d}{order:03d}"
    return first + CHECKS[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


class Crowd:
    """Makes people who are all different, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)
        self.taken: set[tuple[date, int]] = set()

    def human(self, youngest: date, oldest: date, gender: str = "", surname: str = "") -> Human:
        """Someone born between two days."""
        gender = gender or self.lot.choice("mf")
        while True:
            birth = oldest + timedelta(days=self.lot.randrange((youngest - oldest).days + 1))
            order = self.lot.randrange(1, 499) * 2 + (gender == "m")
            if (birth, order) not in self.taken:
                break
        self.taken.add((birth, order))
        pool = GIVEN_M if gender == "m" else GIVEN_F
        given = "".join(self.lot.choice(pool) for _ in range(self.lot.choice((1, 2, 2, 2))))
        return Human((surname or self.lot.choice(SURNAMES)) + given, gender, birth, id_number(birth, order))


def share(total: int, parts: int, lot: random.Random, least: int = 1, spread: float = 0.35) -> list[int]:
    """A total cut into so many parts that are unlike but not wildly so; the parts sum to it exactly."""
    weights = [1 + spread * (2 * lot.random() - 1) for _ in range(parts)]
    room = total - least * parts
    cut = [least + int(room * w / sum(weights)) for w in weights]
    for i in range(total - sum(cut)):
        cut[i % parts] += 1
    return cut
