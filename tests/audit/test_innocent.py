"""What public reports say rightly, and no rule may trouble."""

from __future__ import annotations

import pytest

from yanzhen.kernel.audit.claims import Severity

from .test_judging import findings


@pytest.mark.parametrize(
    "text",
    [
        "新建公路320公里、突破1500公里，居全市第二。",
        "绿电占比达31%，优良天数占比首次突破85%。",
        "党员41名，不足5名的支部与邻村联建。",
        "2024年全镇工作总结\n浓度较2020年下降25%，优良天数比2020年增加36天。",
        "基本情况\n2018年8月现场会在此召开，全镇群众深受鼓舞，各村你追我赶，比学赶超蔚然成风。\n2020年建成冷库3座。",
        "烤烟种植力争2035年达到2000亩。",
    ],
)
def test_a_limit_or_a_year_of_another_thing_is_no_error(text: str) -> None:
    assert [one.why for one in findings(text) if one.severity is Severity.ERROR] == []


def test_a_value_below_its_own_limit_is_an_error() -> None:
    (one,) = [one for one in findings("全镇集体收入达9600万元，首次突破亿元大关。") if one.rule == "limit"]
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "零售额增长4.3%、高于全国0.6个百分点，进出口增长6.4%、高于全国2.6个百分点。",
        "实有主体688.3万户，其中企业162.5万户、增长1.1倍。",
        "企业从94家增加到155家、小店达到280家，研发投入年均增长超10%。",
        "新设8个机位和2个冰坪，其中5个机位带廊桥。",
        "省道2条150.1公里，即东线105.655公里、西线44.509公里。",
        "共有13个市、3个直管市、云岭林区、116个县，合计133个单位。",
        "其中东村煤储量2万吨；西村硅石、石膏储量分别为476万吨、1亿吨。",
        "给予企业20万元奖励。新列入的分别给予企业30万元和10万元奖励。",
        "在家人口3900人，总人口11184人，其中畲族占人口总数的42%。",
        "反馈的97个问题,完成整改88个,取得阶段性成果并在以后各月里还要持续整改、长期坚持的问题4个,未完成5个。",
        "各项存款余额181.6亿元，贷款余额98.6亿元，比年初增加4.5亿元，存贷比为54.3%。",
        "播种面积3356亩，其中玉米3065亩、水稻40亩、瓜菜251亩，还有160亩适合建大棚。",
        "组建13家联合体。交易额增长20%。3家企业上市，5家企业挂牌，10家企业入围。",
        "建设10个县级中心、60个片区中心、120个服务站点。",
        "两个品牌分别新增12项和44项，累计分别达到64项和288项。",
        "两条河流汇集支流60余条，其中10公里以上的3条，5公里以上的8条。",
        "新增造林148亩、其中南山43亩，修复草原517亩，治理水土流失23亩。",
        "围绕增速、结构、效率提出5项指标，加快东岭、西岭3个水站、南岭电站建设。",
        "办理建议395件、提案495件，办复率达100%。",
        "生产、供销、信用“三位一体”改革，开展“三个意识”教育。",
        "投资、销售面积增速均居全国第4位，存款、贷款连跨4个万亿元台阶。",
    ],
)
def test_public_reports_taught_what_is_no_slip(text: str) -> None:
    assert [one.why for one in findings(text) if one.severity in (Severity.ERROR, Severity.ASK)] == []


@pytest.mark.parametrize(
    "text",
    [
        "一、2024年工作回顾\n城镇新增就业141人，新建高标准农田476亩。\n二、2025年重点任务\n城镇新增就业120人，新建高标准农田443亩。",
        "东岭卫生院有床位600张，职工120人。\n西岭卫生院有床位60张，职工12人。",
        "对新评定的给予企业30万元奖励；对新上市的给予企业20万元奖励。",
        "打造16条省级重点产业链、30个省级重点园区。另有产业。省级示范点20个。",
        "新建50个养老中心；完成项目。新建20个口袋公园。",
        "一期项目总投资3.06亿元，建筑面积4.8万平方米。\n二期项目总投资3.16亿元，建筑面积5.13万平方米。",
    ],
)
def test_the_same_words_may_stand_for_different_things(text: str) -> None:
    assert [one.why for one in findings(text) if one.rule == "repeat" and one.severity in (Severity.ERROR, Severity.ASK)] == []
