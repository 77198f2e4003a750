"""The ledger of visits as villages keep it: one line a visit, with the problem raised and what became of it."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from yanzhen.kernel.intake.sheets import Column, SheetKind

CATEGORY_SPELLINGS = {
    "water": ("用水", "饮水", "吃水", "供水", "用水问题", "饮水安全", "用水类"),
    "power": ("用电", "供电", "用电问题", "电力", "用电类"),
    "road": ("道路通行", "道路", "交通", "出行", "修路", "道路交通", "通行", "道路通行类"),
    "welfare": ("民政政策", "民政", "低保", "救助", "民政救助", "民政类", "民政政策类"),
    "health": ("医疗养老", "医疗", "养老", "医疗卫生", "看病", "医保", "医疗养老类"),
    "village": ("村级发展", "村庄发展", "村集体", "产业发展", "发展", "村级发展类"),
    "other": ("其他", "其它", "其他问题", "其他类", "其它类"),
}
OUTCOME_SPELLINGS = {
    "solved": ("已解决", "√", "✓", "✔", "是", "解决", "已办结", "办结", "完成", "已完成", "已落实", "y", "yes", "1", "true"),
    "in_hand": ("正在解决", "解决中", "正在办理", "办理中", "处理中", "正在协调", "协调中", "推进中", "正在推进"),
    "raised": ("上报*", "已上报*", "报区里", "报县里", "已报*", "提交上级*"),
    "cannot": ("未解决", "否", "×", "✗", "✘", "x", "没解决", "没有解决", "无法解决", "暂不能解决", "未办结", "n", "no", "0", "false"),
}

visit_ledger = SheetKind(
    "visit_ledger", gettext_lazy("走访问题台账"), titles=("走访", "民情"), repeats=True,
    keys=(("village", "household", "visited_on", "category", "detail"), ("village", "household", "visited_on", "detail"), ("village", "household", "visited_on")),
    columns=(
        Column("village", _("村"), ("村名", "行政村", "村别", "所属村", "所在村", "村居", "社区"), fill_down=True, required=True),
        Column("household", _("走访户主"), ("户主", "户主姓名", "走访对象", "走访户", "被走访户", "被走访人", "姓名", "群众姓名", "户名", "走访群众"), required=True),
        Column("visited_on", _("走访日期"), ("走访时间", "入户时间", "入户日期", "日期", "时间", "登记日期"), sort="date", required=True),
        Column("category", _("问题类别"), ("类别", "问题类型", "问题分类", "类型", "分类"), sort="choice", choices=CATEGORY_SPELLINGS),
        Column("detail", _("问题描述"), ("反映问题", "问题", "问题内容", "存在问题", "反映的问题", "具体问题", "群众反映问题", "意见建议", "问题诉求", "诉求")),
        Column("outcome", _("是否解决"), ("解决情况", "办理情况", "办理结果", "办结情况", "处理结果", "落实情况", "解决与否"), sort="choice", choices=OUTCOME_SPELLINGS),
        Column("result", _("解决时间/未解决原因"), ("未解决原因", "解决时间", "解决时间或未解决原因", "解决时间(未解决原因)", "原因", "办理说明")),
        Column("handler", _("责任人"), ("办理人", "包靠责任人", "责任领导", "经办人", "办理责任人", "包办人"), sort="name"),
        Column("visitor", _("走访人"), ("走访干部", "走访人员", "入户干部", "包村干部", "登记人"), sort="name"),
        Column("remark", _("备注"), ("说明",)),
    ),
)

visit_list = SheetKind(
    "visit_list", gettext_lazy("走访登记"), titles=("走访登记", "入户登记", "走访记录"),
    keys=(("village", "number", "visited_on"), ("village", "household", "visited_on"), ("company", "visited_on")),
    columns=(
        Column("village", _("村"), ("村名", "行政村", "村别", "所属村", "所在村", "村居", "社区"), fill_down=True),
        Column("number", _("户号"), ("户编号", "家庭编号", "门户编号")),
        Column("household", _("户主"), ("走访户主", "户主姓名", "走访户", "走访对象"), sort="name"),
        Column("company", _("企业"), ("企业名称", "公司", "走访企业", "单位名称")),
        Column("visited_on", _("走访日期"), ("走访时间", "入户时间", "入户日期", "日期", "登记日期"), sort="date", required=True),
        Column("visitor", _("走访人"), ("走访干部", "走访人员", "入户干部", "包村干部", "登记人"), sort="name"),
        Column("heard", _("听到什么"), ("走访内容", "走访情况", "了解情况", "谈话内容", "听到的情况", "民情", "情况")),
        Column("remark", _("备注"), ("说明",)),
    ),
)
