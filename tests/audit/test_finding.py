"""Which numbers in a sentence are figures, and how each is read: value, unit and how exactly it is stated."""

from __future__ import annotations

import re
import time

import pytest

from yanzhen.kernel.audit.document import CELL, Block, Document
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
        ("全县排名第3，位列第五名，连续两年获奖。", "3 5名 2年"),
        ("办结率达90%以上，耗时控制在3天以内，不足20户。", ">90% <3天 <20户"),
        ("来客一千二三百人，三四个村响应。", "~1200-1300人 ~3-4个"),
        ("满意率≥90%，阅读量10万+，至少增加6000元，投资过亿元。", ">90% >10万人次 >6000元 >1亿元"),
        ("由全县第8位跃升至第3位，低于60%的规定下限。", "8位 3位 60%"),
        ("风力7级，最低零下5℃，流量850立方米/秒，30余亩地。", "7级 -5℃ 850立方米/秒 ~30亩"),
        ("清塘两口，讲堂三期，由三个减到一个，每天“一小时”。", "2口 3期 3个 1个 1小时"),
        ("分别突破50万元、80万元，不少于全年任务的90%。", ">50万元 >80万元 >90%"),
        ("班子成员9人每人讲课2次，十五五规划安排四十五人。", "9人 2次 45人"),
        ("年度考核由第七升至第三，稳居全县前十。", "7 3 10"),
        ("村民说：“一亩能挣3000元！”热线转办1203件，人大代表35人。", "3000元 1203件 35人"),
        ("收入过50万元的村，占比都过三成，少说200人。", ">50万元 >3成 >200人"),
        ("每人学习不少于20课时的任务，修缮危房一户，撂荒一处。", ">20课时 1户 1处"),
        ("日照2013.6小时，存栏2015、2030头，会期2024.3.5。", "2013.6小时 2015头 2030头"),
        ("一半的户和三分之二以上的村，覆盖2.3万群众，500多老人。", "0.5 >2/3 2.3万人 ~500人"),
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
        "三里庄村、五台山、八里河、十里铺社区、九间棚村。",
        "90后、上世纪80年代、21世纪、九年义务教育、建党103周年。",
        "15分钟便民圈，24小时值班，10千伏线路，一期工程。",
        "从三个渠道入手，分三个阶段，突出四个重点，经过几年努力。",
        "念好三字诀，写好三篇文章，打好五张牌，坚持24小时值班。",
        "12345热线，见表2、图3，附件1，国道G205。",
        "XX村张××同志、张某、手机138****5567，20××年。",
        "开展“百日攻坚”行动，实施三年行动计划。",
        "坚持三个到位、四个强化，从五个方面入手。",
        "探索“党建+N”“1+3+N”模式，比分3:1。",
    ],
)
def test_what_only_looks_like_a_figure_is_left(sentence: str) -> None:
    assert told(sentence) == ""


@pytest.mark.parametrize("row", ["1|", "村|", "村|5|", "5户、", "1,111,", "三至"])
def test_time_grows_with_the_length_and_no_faster(row: str) -> None:
    def seconds(times: int) -> float:
        text = row * times
        cells = [found.span() for found in re.finditer(r"[^|]+", text)] if "|" in row else []
        blocks = tuple(Block(CELL, *span, table=0, row=0, column=n) for n, span in enumerate(cells))
        begun = time.process_time()
        find(Document(text, blocks), WORDS)
        return time.process_time() - begun

    seconds(100)
    assert min(seconds(8000) for _n in range(3)) < 16 * seconds(1000) + 0.4
