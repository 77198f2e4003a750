"""A report's own arithmetic: what it must be told of, and what it must not be troubled with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import OUTSIDE
from tools.benching.auditing.marked import published
from tools.stages import ROOT
from yanzhen.kernel.audit.claims import Finding, Severity, Verdict
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import plain

SHARED = ROOT.parent / "shared"


def findings(text: str) -> list[Finding]:
    document = plain(text)
    return judge(document, find(document, words()), words())[1]


def raised(text: str) -> list[str]:
    """The rules that raise an error or a question."""
    return [one.rule for one in findings(text) if one.severity in (Severity.ERROR, Severity.ASK)]


def agreed(text: str) -> list[str]:
    """The rules by which the arithmetic agrees."""
    return [one.rule for one in findings(text) if one.severity is Severity.HOLDS]


WRONG = [
    ("sum", "全镇设党支部67个，其中机关2个、事业单位4个、企业17个、村47个。"),
    ("sum", "共化解纠纷27件：邻里12件、土地8件、婚姻9件。"),
    ("sum", "新建9个、改建13个，合计32个。"),
    ("sum", "发现问题46个，已立行立改29个，限期整改71个。"),
    ("sum", "收集问题412条，已解决371条，其余51条正在办理。"),
    ("sum", "建成服务中心22个，其中新建9个、改建15个。"),
    ("share", "走访农户5200户，占全镇6500户的70%。"),
    ("share", "受理群众事项5360件、办结5036件，办结率99%。"),
    ("share", "26个村中有24个实现“一肩挑”，占82.3%。"),
    ("share", "务工605人、480人、427人，占比依次为40.0%、37.1%、28.2%。"),
    ("growth", "村集体收入728万元，比上年的650万元增长21%。"),
    ("growth", "警情由1250起下降到1000起，下降30%。"),
    ("difference", "培养入党积极分子46名，比上年的40名增加9名。"),
    ("difference", "三星以上支部占91.3%，比上年提高7.8个百分点（上年为82.6%）。"),
    ("times", "村集体收入75万元，是2021年25万元的2倍。"),
    ("list", "建成莲塘、大桥四个美丽乡村试点。"),
    ("list", "设有九家窗口：民政、卫健、医保、人社、退役军人、自然资源、林业、财政。"),
    ("list", "修订《议事规则》《财务办法》《用章规定》等制度2项。"),
    ("repeat", "全年走访农户8675户。\n回头看，走访农户8765户，户户留痕。"),
    ("limit", "完成税收9618.79万元，首次突破亿元大关。"),
    ("share_impossible", "全镇24个村。90%的村实现目标。"),
    ("share_above_all", "合作医疗覆盖率达到103%。"),
    ("per_head", "涉及党员54名，补缴党费4680元，人均90元。"),
    ("years", "2024年村集体收入50万元，比2024年增长12%。"),
    ("years", "从2024年的12个增加到2021年的30个。"),
    ("shares_sum", "第一产业占21.3%，第二产业占41.3%，第三产业占31.4%。"),
    ("sum", "现有党员1240名，其中农村党员960名、机关党员180名、离退休党员120名。"),
    ("sum", "开展集中宣讲24场、微宣讲136场，共计150场次。"),
    ("sum", "低保对象312户546人，其中A类48户92人，B类176户301人，C类88户163人。"),
    ("growth", "村集体收入728万元，村均28万元，比上年的650万元增长9%。"),
    ("growth", "一季度1080吨、二季度1560吨，二季度较一季度环比增长54.4%。"),
    ("sum", "现有名优品牌1个、省级4个、市级5个，共9个。"),
    ("repeat", "全镇38个党支部、1126名党员全部参加。\n全镇1216名党员撰写心得。"),
    ("part_above_whole", "腾出土地46.2亩，其中复垦30.8万亩。"),
    ("share", "财政收入8120万元，其中税收收入6120万元，占财政收入的85.4%。"),
    ("share", "男性3862人，占54.2%；女性3688人，占48.8%。"),
    ("growth", "粮食总产1.86万吨，比上年增加0.12万吨，增长9.6%。"),
    ("growth", "受理信访件82件，比去年同期的104件下降27.3%。"),
    ("repeat", "全镇辖20个行政村。\n收入过50万元的14个，占21个行政村的大半。"),
    ("table_total", "|来源|占比|\n|中央|42.0%|\n|省级|36.1%|\n|市县|28.0%|\n|合计|100%|"),
    ("table_total", "|村|户数（户）|\n|东村|412|\n|西村|388|\n|合计|810|"),
    ("table_rate", "|指标|2023年（人）|2024年（人）|增长|\n|养老|4210|4336|3.0%|\n|医保|7150|7248|1.4%|\n|低保|200|220|20.0%|"),
    ("repeat", "全镇辖17个支部。宣讲团走遍全部71个支部。"),
    ("repeat", "制定整改措施94条。截至12月底，92条措施落实到位。"),
    ("sum", "上年结余12600元，加本年留存45900元，可用56500元。"),
    ("sum", "全镇收缴党费91800元。上缴县里45960元，镇里留存45900元。"),
    ("sum", "高标准农田要新建6000亩、改造4000亩，合计2万亩。"),
    ("sum", "清退资金24.87万元，其中违规补贴15.3万元，超标准接待2.16万元，多计工程款6万元。"),
    ("repeat", "全镇辖92个行政村。29个村全年集体收入1015万元。"),
    ("sum", "收集意见建议385条。对收集的意见建议，逐条处置：马上解决的213条，占六成，当周办结；需要时间解决的116条，明确时限；条件不成熟的38条，做好解释。"),
    ("sum", "新开工12个，竣工8个；其中新开工的12个项目里，制造业3个、服务业3个、农业2个。"),
    ("repeat", "新开工21个，竣工8个；其中新开工的12个项目里，制造业7个、服务业3个、农业2个。"),
    ("sum", "黎河水位一度涨至45.33米，超警戒水位（46.5米）1.85米。"),
    ("share", "发现隐患208处，较前一周的260处环比减少20%；当场整改156处，占15%，限期整改52处。"),
    ("share", "新发展党员24名；新党员中35岁以下的有61名，占到三分之二。"),
    ("sum", "全镇户籍人口28640人，其中男性14820人、女性13280人。"),
    ("sum", "在建项目16个，其中市级2个、县级9个，其余11个为自筹。"),
    ("sum", "编印手册2000册，已发放7100册，结存300册。"),
    ("sum", "本年应办申请23件，已答复52件，结转下年1件。"),
    ("sum", "立案7件7人，处分3人（警告3人、记过1人、开除2人，其中1人移送）。"),
    ("sum", "处置线索27件，谈话函询6件、予以了结4件、暂存待查2件。"),
    ("sum", "全年支出79万元，其中建设51.6万元、培训17.2万元、慰问10.3万元、其他6.9万元。"),
    ("sum", "发现问题81个，其中首轮15个，第二轮6个。"),
    ("sum", "评出示范户60户、清洁户240户、落后户11户，红榜黑榜共上榜300户。"),
    ("sum", "流转土地450亩，种水稻300亩、种莲藕50亩、种蔬菜800亩，涉及农户130户。"),
    ("share", "清查合同246份，需规范84份，占清查数的19.5%，现已规范48份。"),
    ("share", "梳理难题118件，解决109件，化解率29.4%。"),
    ("share", "实现产值38.7亿元，净增8.7亿元，完成全年目标75亿元的61.5%。"),
    ("growth", "公开信息1264条，较2022年的1080条增加184条，增长71.0%。"),
    ("growth", "实现产值38.7亿元，同比增长26%，净增8.7亿元。"),
    ("growth", "总产值1.26亿元，比上年的1.2亿元增长6.5%。"),
    ("growth", "小麦亩产由430公斤提高到516公斤，增产86公斤，提高30%。"),
    ("difference", "亩均税收21.5万元，高出全县平均6.5万元（全县为51万元）。"),
    ("table_total", "|类别|反馈问题|已完成|\n|群众身边作风问题|13|11|\n|组织建设|7|6|\n|合计|20|19|"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), WRONG)
def test_what_the_arithmetic_forbids_is_raised(rule: str, text: str) -> None:
    assert rule in raised(text), [(one.rule, one.severity, one.why) for one in findings(text)]


FINE = [
    "全镇设党支部67个，其中机关2个、事业单位4个、企业17个、村44个。",
    "正在建设的7户，其中建档立卡贫困户5户、特困人员1户、低保户1户，拆除重建5户、加固修缮2户。",
    "发展党员18名，其中女性7名、35岁以下12名。",
    "处分334人，其中党纪处分315人，政务处分40人。",
    "全国新增23.6万、7.4万、1.1万、1.2万，合计33.2万人。",
    "第一产业占66.0%，第二产业占26.1%，第三产业占3.5%，其他占4.5%。",
    "党员1400余人。\n对全镇1400余名党员轮训。",
    "两类村享受政策贫困户337户558人。",
    "全镇以全区19%的土地、10%的人口贡献了全区1/4的粮食产量。",
    "完成税收11618.79万元，首次突破亿元大关，同比增长38.82%。",
    "围绕用水、用电、道路等方面的7大类1083条问题。",
    "召开动员会、培训会、专题组织生活会124次。",
    "市级重点建设项目6个，总投资4.2亿元；矿产深加工项目总投资7.05亿元。",
    "拥有农机320台，其中大型的45台、带北斗的38台。",
    "东村收入30万元。\n西村收入28万元。",
    "2023年走访农户8675户。\n2024年走访农户8765户。",
    "措施94条，落实90条，落实率超过95%。",
    "参保26480人，参保率98.6%；养老保险参保15320人，参保率96.2%。",
    "收入20万元以上的村9个、10万至20万元的14个、10万元以下的5个。",
    "党委班子成员9名，其中女干部2名，党外干部1名，本科以上学历8名。",
    "社会消费品零售总额3.3亿元，比上年净增3000万元，增幅10%。",
    "村集体收入最高的达126万元，最低的8.6万元，平均31.5万元。",
    "接待来访群众64批152人次，其中集体访6批58人次。",
    "在册119人，其中返乡创办企业的17人、担任村干部的22人。",
    "今年和去年共投入860万元，比2023年的720万元增加140万元，增长19.4%。",
    "评定五星6个、四星15个、三星19个，暂不定星3个，共43个支部。",
    "排出重点村、难点村3个，“一村一策”制定预案。",
    "成员共96人。妇女29人，占30.2%；大专以上学历52人，占54.2%；退役军人17人。",
    "全镇总人口2.2万。敬老院床位60张，入住36人，入住率60%。",
    "|村|人均收入（元）|\n|东村|21000|\n|西村|23000|\n|全镇|22100|",
    "全镇辖17个支部。宣讲团走遍全部17个支部，其中重点帮扶12个支部。",
    "全镇辖29个村。6个村开展试点，23个村做好准备。",
    "上年结余12600元，加本年留存45900元，可用58500元。",
    "全镇收缴党费91800元。上缴县里45900元，镇里留存45900元。",
    "收集意见建议385条。对收集的意见建议，逐条处置：马上解决的231条，占六成，当周办结；需要时间解决的116条，明确时限；条件不成熟的38条，做好解释。",
    "新开工12个，竣工8个；其中新开工的12个项目里，制造业7个、服务业3个、农业2个。",
    "黎河水位一度涨至48.35米，超警戒水位（46.5米）1.85米。",
    "发现隐患208处，较前一周的260处环比减少20%；当场整改156处，占75%，限期整改52处。",
    "收集意见建议385条。对收集的意见建议，公示3条、复核5条、回访20条。",
    "新发展党员24名；新党员中35岁以下的有16名，占到三分之二。",
    "受理矛盾412起，调解成功404起，成功率由95.2%升至98.1%。",
    "解读材料9篇，其中图解类2篇，占比不足四分之一。",
    "开展视察六次、检查三次、询问若干，合计十次。",
    "157家企业中，未演练的22家，台账不全的35家，设备过期的19家，少数企业几类问题并存。",
    "80岁以上836人。敬老院床位80张，入住52人，入住率65%。",
    "全年支出86万元，其中建设51.6万元、培训17.2万元、慰问10.3万元、其他6.9万元。",
    "总产值7.2亿元，上年为6.8亿元，增长6.2%。",
    "全镇户籍人口28640人，其中男性14820人、女性13820人，60岁以上6598人。",
    "处置线索27件，谈话函询6件，立案1件。",
    "实现产值38.7亿元，同比增长29%，净增8.7亿元，完成全年目标75亿元的51.6%。",
    "亩均税收21.5万元，高出全县平均6.5万元（全县为15万元）。",
    "立案7件7人，处分6人（警告3人、记过1人、开除2人，其中1人移送）。",
    "完成税收6420万元，比上年的6000万元增长7.0%。其中税收收入5136万元，占80%；非税收入1284万元。",
    "年度任务500户，已完工465户，完成率93%；已验收420户，占完工数的90.3%。",
]


@pytest.mark.parametrize("text", FINE)
def test_what_may_be_true_is_left_alone(text: str) -> None:
    assert raised(text) == [], [(one.rule, one.severity, one.why) for one in findings(text)]


RIGHT = [
    ("sum", "全镇设党支部67个，其中机关2个、事业单位4个、企业17个、村44个。"),
    ("share", "117份、99份、124份，共340份；26个村中有24个实现“一肩挑”，占92.3%。"),
    ("growth", "村集体收入728万元，比上年的650万元增长12%。"),
    ("list", "九家窗口：民政、卫健、医保、人社、退役军人、自然资源、林业、市场监管、财政。"),
    ("sum", "收集问题412条，已解决371条，其余41条正在办理。"),
    ("limit", "完成税收11618.79万元，首次突破亿元大关。"),
    ("sum", "东片区6个村、西片区7个村、南片区5个村，三个片区共18个村全部完成换届。"),
    ("sum", "全镇划定网格14个，按功能分综合网格5个、专属网格3个、微网格4个、其他2个。"),
    ("shares_sum", "第一产业占66.0%，第二产业占26.1%，第三产业占3.5%，其他占4.5%。"),
    ("per_head", "接待游客12.6万人次，旅游收入3780万元，人均消费300元。"),
    ("growth", "社会消费品零售总额3.3亿元，比上年净增3000万元，增幅10%。"),
]


@pytest.mark.parametrize(("rule", "text"), RIGHT)
def test_what_agrees_is_said_to_hold(rule: str, text: str) -> None:
    assert rule in agreed(text), [(one.rule, one.severity, one.why) for one in findings(text)]


def test_two_partitions_of_one_whole_both_hold() -> None:
    text = "正在建设的7户，其中建档立卡贫困户5户、特困人员1户、低保户1户，拆除重建5户、加固修缮2户。"
    assert [one.why for one in findings(text) if one.rule == "sum"] == ["5+1+1=7，与7户相符", "5+2=7，与7户相符"]


def test_a_sum_is_told_so_that_a_clerk_can_redo_it() -> None:
    (one,) = [one for one in findings(WRONG[0][1]) if one.rule == "sum"]
    assert (one.severity, one.why) == (Severity.ERROR, "2+4+17+47=70，与67个不符")


def test_an_error_makes_its_figures_inconsistent_and_agreement_makes_them_hold() -> None:
    for text, verdict in ((WRONG[0][1], Verdict.INCONSISTENT), (FINE[0], Verdict.HOLDS)):
        document = plain(text)
        judged, _found = judge(document, find(document, words()), words())
        assert {one.verdict for one in judged} == {verdict}


def test_a_question_leaves_the_verdicts_alone() -> None:
    document = plain("建成莲塘、大桥四个美丽乡村试点。")
    judged, _found = judge(document, find(document, words()), words())
    assert {one.verdict for one in judged} == {Verdict.NOT_CHECKED}


def test_a_formula_with_another_number_is_a_hint_at_its_place() -> None:
    text = "坚定“两个自信”，增强“四个意识”。"
    (hint,) = [one for one in findings(text) if one.rule == "formula"]
    assert (hint.severity, text[hint.start : hint.end]) == (Severity.HINT, "两个自信")


def test_an_expression_of_its_own_is_no_slip_of_a_formula() -> None:
    assert not [one for one in findings("落实“两严一实”，开展“八大行动”，树牢三重一大。") if one.rule == "formula"]


def test_places_lead_back_into_the_text_as_given() -> None:
    text = "2024年集體收入(shōurù)５０萬元,比2024年增長12%。"
    (one,) = [one for one in findings(text) if one.rule == "years"]
    assert "2024" in text[one.start : one.end]


def test_the_published_reports_raise_no_error() -> None:
    reports = published(SHARED / "mission" / "sources")
    if not reports:
        pytest.skip(OUTSIDE + "the published reports")
    told = {report.name: [one.why for one in findings(report.text) if one.severity is Severity.ERROR] for report in reports}
    assert told == dict.fromkeys(told, [])
    assert any("2+4+17+44=67" in one.why for report in reports for one in findings(report.text))


def test_the_vectors_of_the_domain_raise_no_error() -> None:
    vectors = Path(SHARED / "domain" / "vectors.json")
    if not vectors.is_file():
        pytest.skip(OUTSIDE + "the domain's vectors")
    rows = json.loads(vectors.read_text("utf-8"))["figure_audit"]
    assert [(row["text"], one.why) for row in rows for one in findings(row["text"]) if one.severity is Severity.ERROR] == []


def test_time_grows_with_the_length_and_no_faster() -> None:
    once = "全镇设党支部67个，其中机关2个、企业21个、村44个。走访8675户，占9000户的96.4%，比上年的8000户增长8.4%。\n" * 150
    document = plain(once * 4)
    claims = find(document, words())
    assert len(judge(document, claims, words())[1]) >= 600 * 2
