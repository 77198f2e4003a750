"""Every part of the design system with made-up data: what the style page shows and the tests of the look measure."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from django import forms

from yanzhen.faces.web import charts, mapping, parts
from yanzhen.faces.web.parts import (
    Cell,
    Column,
    Confirm,
    Fact,
    Link,
    NavItem,
    Node,
    Pager,
    PaperLine,
    Progress,
    Refusal,
    Row,
    Stat,
    StepMark,
    Table,
    Tag,
    Tile,
    TrailLine,
)
from yanzhen.faces.web.templatetags.yz import left_of

TODAY = date(2017, 12, 20)
TOPICS = ("道路通行", "用水", "民政政策", "医疗养老", "用电", "村级发展", "其他")
MONTHS = [f"{month}月" for month in range(1, 13)]


class AnswerForm(forms.Form):
    """A step's form with one field of each kind."""

    how = forms.ChoiceField(label="怎么告诉他的", choices=[("door", "上门"), ("phone", "电话")])
    text = forms.CharField(label="答复内容", widget=forms.Textarea(attrs={"rows": 4}), initial="控制柜已换，夜间供水恢复。")
    day = forms.DateField(label="哪天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=TODAY)
    photos = forms.FileField(label="照片", required=False, help_text="位置信息会去掉，要留的请另外勾选。")


class VisitForm(forms.Form):
    """A visit as a grid worker writes it down on a phone."""

    household = forms.CharField(label="哪一户", help_text="门牌、户主姓名或户编号都可以")
    heard = forms.CharField(label="说了什么", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    topic = forms.ChoiceField(label="属于", choices=[(word, word) for word in TOPICS], initial="用水",
                              widget=forms.RadioSelect(attrs={"class": "chips"}))
    people = forms.IntegerField(label="在家几口人", min_value=0)
    agreed = forms.BooleanField(label="已当面读给他听", required=False)
    who = forms.MultipleChoiceField(label="谁一起去的", choices=[("1", "网格员 孙梅"), ("2", "村文书 王桂兰")], required=False,
                                    widget=forms.CheckboxSelectMultiple)


class FilterForm(forms.Form):
    """Above a list."""

    optional = True
    q = forms.CharField(label="事由、编号", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    village = forms.ChoiceField(label="村", required=False, choices=[("", "全部"), ("1", "北崖村")])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("1", "办理中")])
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def at(month: int, day: int, hour: int, minute: int) -> datetime:
    """An instant of 2017, told in local hours."""
    return datetime(2017, month, day, hour - 8, minute, tzinfo=UTC)


def shell() -> dict[str, Any]:
    """The rail and the bar."""
    nav = [NavItem("待办", "#inbox", 12, current=True, late=True, keys="gi"), NavItem("走访", "#visits", keys="gv"),
           NavItem("台账", "#records", keys="gr"), NavItem("组织", "#orgs", keys="go"), NavItem("地图", "#map", keys="gm"),
           NavItem("指标", "#figures", gap=True, keys="gf"), NavItem("报告", "#reports", keys="gb"),
           NavItem("导入", "#intake", gap=True, keys="gd"), NavItem("痕迹", "#trail", keys="gt")]
    bar = parts.Bar("周敏", "党政办主任", who="made-up", place="池上镇", day=TODAY, search_url="#search", sign_out="#out",
                    places=[Link("池上镇", "#a", current=True), Link("第一片区", "#b"), Link("北崖村", "#c")],
                    links=[Link("我的岗位", "#posts"), Link("改口令", "#password")])
    return {"nav": nav, "bar": bar, "today": TODAY, "crumbs": [Link("走访问题", "#k"), Link("2017", "#y"), Link("用水")],
            "messages": ["已交办水利站，期限 3 月 23 日。"]}


def lists() -> dict[str, Any]:
    """The inbox, a ledger, a pager, a filter."""
    rows = [
        Row("泵房夜间停水", "#1", "走访问题 · 用水 · 北崖村 · 第二网格", "村文书 王桂兰 交来", left_of(date(2017, 12, 17), TODAY), Link("答复住户", "#1a")),
        Row("低保复核材料缺一份", "#2", "走访问题 · 民政政策 · 泉子村", "民政办 退回：缺收入证明", left_of(TODAY, TODAY), Link("补材料", "#2a")),
        Row("变压器容量不足", "#3", "走访问题 · 用电 · 甘泉村", "拟“现在办不了”：需区供电公司立项", left_of(date(2017, 12, 22), TODAY, 2),
            Link("核准上报", "#3a")),
        Row("卫生室药品目录", "#4", "走访问题 · 医疗养老 · 东庄村", "卫健办 已答复，等住户确认", Tag("等住户")),
        Row("年度工作报告：三处数字还没有出处", "#5", "报告 · 党政办", "", left_of(date(2018, 1, 25), TODAY), Link("打开", "#5a")),
    ]
    columns = [Column("编号", url="?sort=number"), Column("事由", "lead"), Column("村"), Column("类别"), Column("登记", "num", "?sort=day", "down"),
               Column("用时", "num"), Column("状态")]
    told = [("民2017-0413", "泵房夜间停水，二十余户用不上水", "北崖村", "用水", "03-08", "13 天", Tag("已解决", "ok")),
            ("民2017-0412", "路灯不亮三盏", "北崖村", "村级发展", "03-08", "7 天", Tag("办理中", "do")),
            ("民2017-0409", "合作医疗报销流程", "泉子村", "医疗养老", "03-07", "0 天", Tag("已答复", "ok")),
            ("民2017-0405", "桥面护栏缺失", "板山村", "道路通行", "03-06", "53 天", Tag("现在办不了", "soon"))]
    table = Table(columns, [[Cell(line[0], "#r"), *(Cell(word) for word in line[1:6]), Cell(tag=line[6])] for line in told],
                  foot=[Cell("合计"), Cell("4 条"), Cell(), Cell(), Cell(), Cell("73 天"), Cell()])
    bad = Table([Column("行", "num"), Column("姓名"), Column("公民身份号码"), Column("村"), Column("结果")],
                [[Cell("5"), Cell("甄小满"), Cell("990101********0018"), Cell("北崖村"), Cell(tag=Tag("新增", "ok"))],
                 [Cell("6"), Cell("卢望"), Cell("99010119900230001X", why="2 月没有 30 日"), Cell("北崖村"), Cell(tag=Tag("不收", "late"))],
                 [Cell("7"), Cell("纪春禾"), Cell("990101********0034"), Cell("泉子村", small="原 北崖村"), Cell(tag=Tag("有改动", "soon"))]])
    return {"rows": rows, "table": table, "bad": bad, "filters": FilterForm(),
            "pager": Pager(41, 60, 1083, 3, 55, "?page=2", "?page=4", 12), "rows_empty": Link("登记走访", "#new")}


def record() -> dict[str, Any]:
    """One record with its steps, facts, papers, history and next step."""
    steps = [StepMark("登记", "3-08", "done"), StepMark("交办", "3-08", "done"), StepMark("办理", "3-09", "done"),
             StepMark("已解决", "3-21", "done"), StepMark("答复住户", "应于 3-24", "late"), StepMark("住户确认"), StepMark("办结")]
    facts = [Fact("谁说的", "赵××（第二网格 37 号户）", "#p", "您可看全名，查看会留痕", sealed=True),
             Fact("说了什么", "每晚十点后停水，二十余户做饭、灌溉受影响。"), Fact("类别", "用水"),
             Fact("怎么办的", "更换控制柜接触器，3 月 21 日起恢复夜间供水。"),
             Fact("依据期限", "15 个自然日", "#rule", "镇走访问题办理办法 第六条，自 2017-02-01")]
    trail = [TrailLine(at(3, 21, 16, 20), "水利站长 李强", "记为已解决", "，附照片 2 张、维修单。"),
             TrailLine(at(3, 12, 9, 0), "党政办主任 周敏", "查看", "了全名。", read=True),
             TrailLine(at(3, 10, 11, 30), "水利站长 李强", "退回", "党政办。", "控制柜属供电所，先请供电所到场"),
             TrailLine(at(3, 8, 17, 40), "党政办主任 周敏", "交办", "水利站，期限 3 月 23 日。"),
             TrailLine(at(3, 8, 15, 12), "网格员 孙梅", "登记", "（走访时用手机记，当晚补传）。")]
    papers = [PaperLine("控制柜更换前后.jpg", "#f1", "照片 · 340 KB"), PaperLine("维修单.pdf", "#f2", "文件 · 82 KB")]
    return {"steps": steps, "facts": facts, "trail": trail, "papers": papers, "step_name": "答复住户", "step_url": "#step",
            "step_says": "答复后由住户确认；不满意会自动回到办理。", "step_form": AnswerForm(),
            "others": [Link("退回办理", "#o1"), Link("现在办不了…", "#o2"), Link("延期一次", "#o3")],
            "refused": Refusal("民2017-0413 现为“已解决”，不能再次交办。", Link("镇走访问题办理办法 第六条", "#rule"),
                               [Link("退回办理", "#o1"), Link("另记一件", "#o4")])}


def told() -> dict[str, Any]:
    """Forms filled wrongly, a question, a tree, progress."""
    tree = [Node("中共池上镇委员会", "#t", "67 个党支部", open=True, children=[
        Node("非公企业综合党委", "#t1", "17 个党支部", children=[Node("春生果业党支部", "#t11", "9 名党员")]),
        Node("北崖村党支部", "#t2", "31 名党员 · 书记 王守田"), Node("泉子村党支部", "#t3", "18 名党员", Tag("书记空缺", "soon"))])]
    confirm = Confirm("撤销这次导入？", "#undo", "撤销导入", "会把这次新增的 311 户改回未登记；之后已经走访过的 4 户不动，另列出来。", "#back", "undo",
                      [("uid", "x")], [Fact("文件", "北崖村农户名册.xlsx"), Fact("导入人", "党政办主任 周敏")])
    return {"visit": VisitForm({"heard": "每晚十点后停水", "topic": "用水", "people": "三"}), "nodes": tree, "confirm": confirm,
            "progress": Progress("正在核对 农户名册.xlsx", 41_200, 100_000, "已收 40,988 行，不收 212 行；可以离开这一页，办完会在待办里告诉您。"),
            "tabs": [Link("全部 1,083", "#", current=True), Link("办理中 92", "#w"), Link("现在办不了 166", "#n")]}


def figures() -> dict[str, Any]:
    """Numbers, charts and the board."""
    numbers = (201, 162, 144, 112, 88, 73, 27)
    this = (62, 71, 118, 96, 84, 77, 69, 92, 104, 88, 51, None)
    past = (40, 52, 80, 91, 70, 66, 71, 75, 82, 90, 61, 44)
    points = [charts.Point(label, value, f"#m{label}" if value else "", before) for label, value, before in zip(MONTHS, this, past)]
    rates = [charts.Point(label, value, "", before) for label, value, before in zip(
        MONTHS, (58, 61, 60, 66, 71, 70, 72, 74, 73, 75, 74.5, None), (50, 52, 49, 55, 58, 57, 61, 60, 62, 60, 64, 63))]
    return {
        "stats": [Stat("807", "2017 年 · 池上镇", "条", "#807"), Stat("74.5", "占反映问题 1,083 条", "%", "#rate"),
                  Stat("61.9", "住户确认解决（500 / 807）", "%", "#yes"), Stat(None, "随机回访确认率")],
        "bars": charts.bars("已解决问题按类别", [charts.Bar(topic, value, f"#{topic}") for topic, value in zip(TOPICS, numbers)],
                            unit="条", whole=807),
        "months": charts.months("各月反映问题", points, unit="条", names=("2017 年", "2016 年")),
        "line": charts.line("按期办结率", rates, unit="%", names=("2017 年", "2016 年")),
        "shares": charts.shares("没解决的 276 条", [charts.Bar("现在办不了", 166, "#n", "soon"), charts.Bar("正在办", 92, "#w", "do"),
                                              charts.Bar("住户有异议", 18, "#d", "late")], unit="条"),
        "kinds": charts.shares("党支部构成", [charts.Bar("机关", 2, "#a"), charts.Bar("驻地事业单位", 4, "#b"), charts.Bar("非公企业", 17, "#c"),
                                         charts.Bar("村级", 44, "#d")], unit="个"),
        "tiles": [Tile("走访覆盖户数", "8,675", "#f1", "户", "2017 年 · 44 个村", charts.spark("走访户数", (210, 480, 690, 820, 760, 910))),
                  Tile("反映问题", "1,083", "#f2", "条", "比上年 +31.2%", charts.spark("反映问题", this)),
                  Tile("已解决", "807", "#f3", "条", "占 74.5%", charts.spark("已解决", (30, 42, 60, 71, 90, 77))),
                  Tile("按期办结率", "92.1", "#f4", "%", "997 / 1,083"), Tile("村集体收入", None, "", "万元")],
        "value": 1083, "rate": 0.745,
    }


def _border(i: int, j: int) -> tuple[float, float]:
    """A corner of the made-up villages: a bent grid, the same for all who meet in it."""
    dice = Random(i * 97 + j)
    lon = 118.02 + .021 * (i + .34 * math.sin(j * 1.7) + dice.uniform(-.28, .28))
    lat = 36.30 + .017 * (j + .36 * math.cos(i * 1.3) + dice.uniform(-.28, .28))
    return lon, lat


def village(nth: int) -> dict[str, Any]:
    """A GeoJSON polygon for the nth of the made-up villages."""
    i, j = nth % 8, nth // 8
    ring = [_border(i, j), _border(i + 1, j), _border(i + 1, j + 1), _border(i, j + 1), _border(i, j)]
    return {"type": "Polygon", "coordinates": [ring]}


def maps() -> dict[str, Any]:
    """Forty-four villages and their problems, three of them without a place."""
    dice, sur = Random(7), "北东西中小前后上下石泉李王板甘峰雁池聂店花林鹿坡崖庄溪岭"
    places = [mapping.Place(f"{sur[nth % 28]}{sur[(nth * 5 + 9) % 28]}村", village(nth) if nth != 43 else None, f"#v{nth}",
                            dice.randrange(2, 60)) for nth in range(44)]
    spots = [_border(0, 0)] + [(dice.gauss(118.10, .03), dice.gauss(36.345, .022)) for _nth in range(90)]
    dots = [mapping.Dot(lon, lat, "走访问题", f"#d{nth}", dice.choice(("late", "soon", "do", "ok", "ok")))
            for nth, (lon, lat) in enumerate(spots)] + [mapping.Dot(None, None, "无位置")] * 3
    tones = {"late": "已过期", "soon": "快到期", "do": "办理中", "ok": "已办结"}
    return {"map": mapping.draw("池上镇各村反映问题", places, dots, unit="条", what="个问题", dot_tones=tones,
                                box_url=lambda box: f"?box={box.west:.4f},{box.south:.4f},{box.east:.4f},{box.north:.4f}"),
            "heads": ("村", "问题")}


def everything() -> dict[str, Any]:
    """The context of the style page."""
    return {**shell(), **lists(), **record(), **told(), **figures(), **maps(), "words": {
        "title": "样张", "lead": "雁阵界面的全部构件，数据皆为虚构。", "buttons": "按钮与标签", "inbox": "待办", "ledger": "台账",
        "record": "记录", "trail": "来龙去脉", "papers": "附件", "forms": "表单", "wrong": "填错了的样子", "intake": "导入预览",
        "figures": "指标", "board": "指标板", "topics": "按类别", "months": "各月", "line": "按期办结率", "left": "没解决的 276 条",
        "kinds": "党支部构成", "map": "地图", "tree": "组织", "report": "报告", "empty": "还没有", "confirm": "确认", "seal": "签发",
        "report_title": "池上镇 2017 年度工作报告",
        "empty_words": "这里会列出轮到您办的事", "empty_how": "走访时记下的问题、上级交办的任务都会进来。"},
        "seals": ["村民委员会（盖章）", "经办人（签字）"], "always": True,
        "chain": {"seq": 48_211, "day": TODAY, "digest": "9f2c 41d0 77ab 0e35 c1d8 66f2 90aa 13be"}}
