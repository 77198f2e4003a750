"""Which numbers in a sentence are figures, and how each is read: value, unit and how exactly it is stated."""

from __future__ import annotations

import pytest

from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.lexicon import words

WORDS = words()
SIGNS = {"exact": "", "about": "~", "over": ">", "under": "<", "masked": "*", "absent": "_"}


def told(sentence: str) -> str:
    """The figures of a sentence: sign, value and unit of each."""
    return " ".join(f"{SIGNS[one.approx]}{one.value}{one.unit}" for one in find(Document(sentence, ()), WORDS))


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("全年收入1,234.5元，支出两千三百元。", "1234.5元 2300元"),
        ("全镇共有党员1200余名，外出三十余人。", "~1200名 ~30人"),
        ("总人口2.3万，其中党员1400余人。", "2.3万人 ~1400人"),
        ("投资60-70万元，用3至5年时间，占5%—8%。", "60-70万元 3-5年 5-8%"),
        ("每户补助8000元至1万元，收入1万~3万元。", "8000-10000元 1-3万元"),
        ("同比分别增长38.82%、40.47%。", "38.82% 40.47%"),
        ("三个片区分别建成2、3、5个广场。", "3个 2个 3个 5个"),
        ("首次突破亿元大关，带动近千人，超千万元。", ">1亿元 <1000人 >1000万元"),
        ("享受政策贫困户337户558人。", "337户 558人"),
        ("群众满意率百分之九十八，八成半以上的户参加。", "98% >8.5成"),
        ("四分之一的土地产出1/3的粮食。", "0.25 1/3"),
        ("村集体收入翻两番，是五年前的3倍。", "2番 3倍"),
        ("办理1亿2345万元，另有5千万元。", "1.2345亿元 5000万元"),
        ("自然增长率为-0.93‰。", "-0.93‰"),
        ("收取租金每亩1200元，即1200元/亩。", "1200元 1200元/亩"),
        ("走访*户，投入××万元，改造旱厕　户。", "*户 *万元 _户"),
        ("全县排名第3，位列第五名，连续两年获奖。", "3位 5名 2年"),
        ("办结率达90%以上，耗时控制在3天以内，不足20户。", ">90% <3天 <20户"),
        ("来客一千二三百人，三四个村响应。", "~1200-1300人 ~3-4个"),
    ],
)  # fmt: skip
def test_what_is_counted_is_found(sentence: str, figures: str) -> None:
    assert told(sentence) == figures


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年3月5日上午9时30分，会议召开。",
        "近三年来，“十四五”以来，2019—2023年期间。",
        "一、加强领导（二）落实责任3.严格考核",
        "落实“三会一课”“四议两公开”，增强四个意识，做到两个维护。",
        "第一书记、五保户、三资管理、一肩挑、三大攻坚战。",
        "〔2024〕12号文件，中央一号文件，电话0543-1234567。",
        "5G基站、G318国道、PM2.5、4A级景区、A4纸。",
        "每季度一次座谈会，每周一次微课堂，半年一次述评。",
        "涌现出一批先进，一名党员一面旗帜，几十户人家。",
        "35岁以下、60周岁以上的人员。",
        "建成万亩良田示范区，推行“一村三园一基地”。",
        "开展“百日攻坚”行动，实施三年行动计划。",
        "坚持三个到位、四个强化，从五个方面入手。",
        "探索“党建+N”“1+3+N”模式，比分3:1。",
    ],
)
def test_what_only_looks_like_a_figure_is_left(sentence: str) -> None:
    assert told(sentence) == ""
