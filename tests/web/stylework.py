"""Made-up work for the style page: what waits, a ledger, one record with its history, an import, a tree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.web.styleforms import TODAY, AnswerForm, FilterForm, VisitForm
from yanzhen.faces.web import parts
from yanzhen.faces.web.parts import (
    Cell,
    Column,
    Fact,
    Link,
    NavItem,
    Node,
    PaperLine,
    Row,
    StepMark,
    Table,
    Tag,
    TrailLine,
)
from yanzhen.faces.web.templatetags.yz import left_of

NAV = (
    NavItem("待办", "#inbox", 12, current=True, late=True, keys="gi"),
    NavItem("走访", "#visits", keys="gv"),
    NavItem("台账", "#records", keys="gr"),
    NavItem("组织", "#orgs", keys="go"),
    NavItem("地图", "#map", keys="gm"),
    NavItem("指标", "#figures", gap=True, keys="gf"),
    NavItem("报告", "#reports", keys="gb"),
    NavItem("导入", "#intake", gap=True, keys="gd"),
    NavItem("痕迹", "#trail", keys="gt"),
)
BAR = parts.Bar(
    "周敏",
    "党政办主任",
    who="made-up",
    place="池上镇",
    places=[Link("池上镇", "#a", current=True), Link("第一片区", "#b"), Link("北崖村", "#c")],
    day=TODAY,
    search_url="#search",
    links=[Link("我的岗位", "#posts"), Link("改口令", "#password")],
    sign_out="#out",
)
WAITS = (
    ("泵房夜间停水", "走访问题 · 用水 · 北崖村 · 第二网格", "村文书 王桂兰 交来", date(2017, 12, 17), "答复住户"),
    ("低保复核材料缺一份", "走访问题 · 民政政策 · 泉子村", "民政办 退回：缺收入证明", TODAY, "补材料"),
    ("变压器容量不足", "走访问题 · 用电 · 甘泉村", "拟“现在办不了”：需区供电公司立项", date(2017, 12, 22), "核准上报"),
    ("卫生室药品目录", "走访问题 · 医疗养老 · 东庄村", "卫健办 已答复，等住户确认", None, ""),
    ("年度工作报告：三处数字还没有出处", "报告 · 党政办", "", date(2018, 1, 25), "打开"),
)
LEDGER = (
    ("民2017-0413", "泵房夜间停水，二十余户用不上水", "北崖村", "用水", "03-08", "13 天", Tag("已解决", "ok")),
    ("民2017-0412", "路灯不亮三盏", "北崖村", "村级发展", "03-08", "7 天", Tag("办理中", "do")),
    ("民2017-0409", "合作医疗报销流程", "泉子村", "医疗养老", "03-07", "0 天", Tag("已答复", "ok")),
    ("民2017-0405", "桥面护栏缺失", "板山村", "道路通行", "03-06", "53 天", Tag("现在办不了", "soon")),
)
COLUMNS = [
    Column("编号", url="?sort=number"),
    Column("事由", "lead"),
    Column("村"),
    Column("类别"),
    Column("登记", "num", "?sort=day", "down"),
    Column("用时", "num"),
    Column("状态"),
]
ROSTER = [
    [Cell("5"), Cell("甄小满"), Cell("990101********0018"), Cell("北崖村"), Cell(tag=Tag("新增", "ok"))],
    [
        Cell("6"),
        Cell("卢望"),
        Cell("99010119900230001X", why="2 月没有 30 日"),
        Cell("北崖村"),
        Cell(tag=Tag("不收", "late")),
    ],
    [
        Cell("7"),
        Cell("纪春禾"),
        Cell("990101********0034"),
        Cell("泉子村", small="原 北崖村"),
        Cell(tag=Tag("有改动", "soon")),
    ],
]
STEPS = [
    StepMark("登记", "3-08", "done"),
    StepMark("交办", "3-08", "done"),
    StepMark("办理", "3-09", "done"),
    StepMark("已解决", "3-21", "done"),
    StepMark("答复住户", "应于 3-24", "late"),
    StepMark("住户确认"),
    StepMark("办结"),
]
FACTS = [
    Fact("谁说的", "赵××（第二网格 37 号户）", "#p", "您可看全名，查看会留痕", sealed=True),
    Fact("说了什么", "每晚十点后停水，二十余户做饭、灌溉受影响。"),
    Fact("类别", "用水"),
    Fact("怎么办的", "更换控制柜接触器，3 月 21 日起恢复夜间供水。"),
    Fact("依据期限", "15 个自然日", "#rule", "镇走访问题办理办法 第六条，自 2017-02-01"),
]


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    """An instant of 2017, told in local hours."""
    return datetime(2017, month, day, hour - 8, minute, tzinfo=UTC)


TRAIL = [
    TrailLine(_at(3, 21, 16, 20), "水利站长 李强", "记为已解决", "，附照片 2 张、维修单。"),
    TrailLine(_at(3, 12, 9, 0), "党政办主任 周敏", "查看", "了全名。", read=True),
    TrailLine(_at(3, 10, 11, 30), "水利站长 李强", "退回", "党政办。", "控制柜属供电所，先请供电所到场"),
    TrailLine(_at(3, 8, 17, 40), "党政办主任 周敏", "交办", "水利站，期限 3 月 23 日。"),
    TrailLine(_at(3, 8, 15, 12), "网格员 孙梅", "登记", "（走访时用手机记，当晚补传）。"),
]
PAPERS = [PaperLine("控制柜更换前后.jpg", "#f1", "照片 · 340 KB"), PaperLine("维修单.pdf", "#f2", "文件 · 82 KB")]
UNDER = [
    Node("非公企业综合党委", "#t1", "17 个党支部", children=[Node("春生果业党支部", "#t11", "9 名党员")]),
    Node("北崖村党支部", "#t2", "31 名党员 · 书记 王守田"),
    Node("泉子村党支部", "#t3", "18 名党员", Tag("书记空缺", "soon")),
]
CONFIRM = parts.Confirm(
    "撤销这次导入？",
    "#undo",
    "撤销导入",
    "会把这次新增的 311 户改回未登记；之后已经走访过的 4 户不动，另列出来。",
    "#back",
    "undo",
    [("uid", "x")],
    [Fact("文件", "北崖村农户名册.xlsx"), Fact("导入人", "党政办主任 周敏")],
)
REFUSED = parts.Refusal(
    "民2017-0413 现为“已解决”，不能再次交办。",
    Link("镇走访问题办理办法 第六条", "#rule"),
    [Link("退回办理", "#o1"), Link("另记一件", "#o4")],
)
BUSY = "已收 40,988 行，不收 212 行；可以离开这一页，办完会在待办里告诉您。"


def rows() -> list[Row]:
    """What waits, most urgent first."""
    return [
        Row(
            title,
            "#r",
            about,
            sender,
            left_of(due, TODAY) if due else Tag("等住户"),
            Link(verb, "#do") if verb else None,
        )
        for title, about, sender, due, verb in WAITS
    ]


def ledger() -> Table:
    """Records of a kind, with a row of sums."""
    lines = [[Cell(line[0], "#r"), *(Cell(str(word)) for word in line[1:6]), Cell(tag=line[6])] for line in LEDGER]
    foot = [Cell("合计"), Cell("4 条"), Cell(), Cell(), Cell(), Cell("73 天"), Cell()]
    return Table(COLUMNS, lines, foot=foot)


def roster() -> Table:
    """A preview of an import with a refused row."""
    return Table([Column("行"), Column("姓名"), Column("公民身份号码"), Column("村"), Column("结果")], ROSTER)


def work() -> dict[str, Any]:
    """Everything but the figures."""
    return {
        "nav": NAV, "bar": BAR, "today": TODAY, "messages": ["已交办水利站，期限 3 月 23 日。"], "refused": REFUSED,
        "crumbs": [Link("走访问题", "#k"), Link("2017", "#y"), Link("用水")],
        "rows": rows(), "new": Link("登记走访", "#new"), "table": ledger(), "filters": FilterForm(), "bad": roster(),
        "pager": parts.Pager(41, 60, 1083, 3, 55, "?page=2", "?page=4", 12),
        "tabs": [Link("全部 1,083", "#", current=True), Link("办理中 92", "#w"), Link("现在办不了 166", "#n")],
        "steps": STEPS, "facts": FACTS, "trail": TRAIL, "papers": PAPERS,
        "step_name": "答复住户", "step_url": "#step", "step_form": AnswerForm(),
        "step_says": "答复后由住户确认；不满意会自动回到办理。",
        "others": [Link("退回办理", "#o1"), Link("现在办不了…", "#o2"), Link("延期一次", "#o3")],
        "visit": VisitForm({"heard": "每晚十点后停水", "topic": "用水", "people": "三"}), "confirm": CONFIRM,
        "nodes": [Node("中共池上镇委员会", "#t", "67 个党支部", open=True, children=UNDER)],
        "progress": parts.Progress("正在核对 农户名册.xlsx", 41_200, 100_000, BUSY),
    }  # fmt: skip
