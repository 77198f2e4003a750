"""Every part of the design system with made-up data: what the style page shows and the tests of the look measure."""

from __future__ import annotations

from typing import Any

from tests.web.stylefigures import figures
from tests.web.styleforms import TODAY
from tests.web.stylework import work

WORDS = {
    "title": "样张", "lead": "雁阵界面的全部构件，数据皆为虚构。", "buttons": "按钮与标签", "inbox": "待办", "ledger": "台账",
    "record": "记录", "trail": "来龙去脉", "papers": "附件", "wrong": "填错了的样子", "intake": "导入预览", "figures": "指标",
    "topics": "按类别", "months": "各月", "line": "按期办结率", "left": "没解决的 276 条", "kinds": "党支部构成", "map": "地图",
    "tree": "组织", "empty": "还没有", "confirm": "确认", "seal": "签发", "report_title": "池上镇 2017 年度工作报告",
    "empty_words": "这里会列出轮到您办的事", "empty_how": "走访时记下的问题、上级交办的任务都会进来。",
    "late": "过期 3 天", "turn": "轮到：党政办主任",
}  # fmt: skip
TAGS = [
    ("登记", ""), ("办理中", "do"), ("已解决", "ok"), ("快到期", "soon"), ("过期", "late"), ("已签发", "seal"), ("草稿", "line"),
]  # fmt: skip
REPORT = {
    "part": "一、走访民情", "chapter": "（一）走访覆盖", "cover": "全年走访覆盖", "asked": "，反映问题", "solved": "，其中已解决",
    "rate": "，解决率", "income": "。村集体收入", "stop": "。", "signed": "池上镇人民政府",
    "left": "条现在办不了的，已写明原因、能办的一级和重新启动的条件。",
}  # fmt: skip

#: A row that no phone is wide enough for.
WIDE = range(10_860, 10_875)


def everything() -> dict[str, Any]:
    """The context of the style page."""
    seals = {"seals": ["村民委员会（盖章）", "经办人（签字）"], "always": True}
    chain = {"chain": {"seq": 48_211, "day": TODAY, "digest": "9f2c 41d0 77ab 0e35 c1d8 66f2 90aa 13be"}}
    return {**work(), **figures(), **seals, **chain, "words": WORDS, "tags": TAGS, "report": REPORT, "wide_row": WIDE}
