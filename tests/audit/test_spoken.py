"""How people say numbers in villages and offices: each phrase with what a careful reader makes of it, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.audit.test_finding import WORDS, told
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.outline import plain

COUNTED = """
每户两担谷 2担 | 卖了三百斤辣椒 300斤 | 每户两分地 0.2亩 | 半亩地 0.5亩 | 10亩3分 10.3亩 | 走了八华里山路 8华里
离镇上三十里路 30里 | 用了个把月 ~1个月 | 来了三十来户 ~30户 | 年收入五万元上下 ~5万元 | 年收入五万元出头 ~5万元
年收入三千元挂零 ~3000元 | 亩产一千斤冒头 >1000斤 | 修路三百万元打不住 >300万元 | 投了小一千元 <1000元
外出两三百人 ~200-300人 | 外出三四十户 ~30-40户 | 七八成的户装了 ~7-8成 | 村里有一千好几户 ~1000户 | 半数农户 0.5
一半以上的户 >0.5 | 收入翻两番 2番 | 增长一倍多 ~1倍 | 发生率万分之三 3‱ | 每百户拥有轿车42辆 42辆 | 二百五十来亩地 ~250亩
死亡率0.5‰ 0.5‰ | 补贴¥350 350元 | 建筑面积1200㎡ 1200㎡ | 建筑面积1200m² 1200m² | 全长12.5km 12.5km | 每袋40kg 40kg
产能5t 5t | 产能300吨/年 300吨/年 | 售价3.5元/斤 3.5元/斤 | 补助50元/人·年 50元/人·年 | 亩均增收300元 300元
接待800人次/日 800人次/日 | 日供水200m³/d 200m³/d | 每斤一块二 1.2元 | 每斤两块五毛 2.5元 | 每斤三毛钱 0.3元 | 每斤九毛 0.9元
每斤五六毛 ~0.5-0.6元 | 降了五分钱 0.05元 | 降了一分钱 0.01元 | 比上年贵两毛五 0.25元 | 折到每亩次19块零5分 19.05元
折到每亩次19块5 19.5元 | 每度电五毛六分 0.56元 | 电费5角钱 0.5元 | 每斤3元5角2分 3.52元 | 每户发800块 800元
每户发五百块钱 500元 | 借了一万块 1万元 | 挣了三百多块 ~300元 | 大户欠一万以上 >1万元 | 搭进去两千多 ~2000元 | 挣了两万 2万元
罚款三千 3000元 | 欠了七千元不到头 <7000元 | 头一回过了百万元 >100万元 | 不到一小时 <1小时 | 没有超过一小时 <1小时
工作一年以上的干部12名 >1年 12名 | 用了半天时间 0.5天 | 停电半个月 0.5个月 | 耗时半小时 0.5小时 | 不到半年建成 <0.5年
过了三分之二 >2/3 | 三分之一强 >1/3 | 平均数的四成都勉强 4成 | 火化1713具 1713具 | 连续两期垫底 2期 | 改造分三年推进 3年
二十多年提高18个百分点 ~20年 18个百分点 | 提高一个百分点 1个百分点 | 伤了一个人 1人 | 每栋一名楼长 1名 | 倒数第二 2
花椒、茶叶两样收入3万元 2样 3万元 | 最多一天收6200吨 6200吨 | 最多时达300人 300人 | 至少增加20户 >20户 | 约莫二十户 ~20户
全县收购就过22万吨 >22万吨 | 应拨229.17万元，实拨226.9万元 229.17万元 226.9万元 | 按标准发放，两笔1554.57万元 1554.57万元
送戏下乡两场次 2场次 | 栽花三万朵 3万朵 | 种子田12圈 12圈
"""  # fmt: skip

LEFT = """
三毛竹林 | 毛坯房里 | 分三具体措施 | 两群众路线 | 一分钱没拿 | 没花集体一分钱 | 一分不多一分不少 | 把每一分钱用好 | 上半年 | 大半年时间
半夜 | 半年总结 | 半月谈 | 半亩方塘 | 半斤八两 | 半小时经济圈 | 三科目 | 最后讲两句 | 一、二类地 | 五十岁往上的不少 | 半天工夫
过了年 | 一毛不拔 | 半年一次 | 可拨12369 | 拨打12345
"""

PIECES = """
分成1070块 1070块 | 发了31块光荣牌 31块 | 宣传牌五百块 500块 | 每户分两块地 2块 | 五块地 5块 | 建毛坯房20套 20套 | 毛利润30万元 30万元
四、五类危桥11座 11座 | 大小一千个 1000个 | 通过了三项制度 3项 | 每提高一个百分点奖500元 500元 | 栽树一万棵以上 >1万棵
"""


def _phrases(said: str) -> list[tuple[str, str]]:
    pairs = [phrase.strip().partition(" ") for line in said.strip().splitlines() for phrase in line.split(" | ")]
    return [(phrase, figures) for phrase, _, figures in pairs]


@pytest.mark.parametrize(("phrase", "figures"), [*_phrases(COUNTED), *_phrases(PIECES), *_phrases(LEFT)])
def test_a_phrase_is_read_as_it_is_meant(phrase: str, figures: str) -> None:
    assert told(f"{phrase}。") == figures
    assert told(f"去年，{phrase}，成效好。") == figures


def _units(*rows: str) -> list[str]:
    return [f"{one.value}{one.unit}" for one in find(plain("\n".join(rows)), WORDS)]


def test_columns_of_rates_take_the_share_of_the_caption_and_the_others_the_one_unit_left() -> None:
    rows = ("|村|应参保|已缴|参保率|", "|东岭村|4286|4098|95.6|")
    for caption in ("表：征缴进度（截至2月28日，单位：人、%）", "单位：人，%", "单位：人"):
        assert _units(caption, *rows)[-3:] == ["4286人", "4098人", "95.6%"]


def test_a_unit_at_the_end_of_a_title_is_the_tables() -> None:
    rows = ("|品种|收购量|去年同期|增减|占总量（%）|", "|大豆|0.77|0.84|-0.07|4.1|")
    assert _units("附：分品种收购进度（截至12月10日，万吨）", *rows)[-4:] == ["0.77万吨", "0.84万吨", "-0.07万吨", "4.1%"]
    assert _units("附：分品种收购进度（东岭，西岭）", *rows)[-4:] == ["0.77", "0.84", "-0.07", "4.1%"]


def test_a_unit_with_a_stroke_in_a_caption_is_one() -> None:
    assert _units("单位：元/亩", "|村|流转价|", "|东岭村|820|")[-1:] == ["820元/亩"]
