"""The ledger of visits as villages keep it: one line a visit, with the problem raised and what became of it."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from yanzhen.kernel.intake.sheets import Column, SheetKind

#: Words by which a category is known, wherever in the cell they stand; the longest decides.
CATEGORY_WORDS = {
    "water": "用水 饮水 吃水 供水 自来水 水利 灌溉 水井 水源 水库 抗旱",
    "power": "用电 供电 电力 电网 线路 变压器 路灯 照明 停电",
    "road": "道路 交通 出行 修路 通行 路面 桥梁 公路 硬化 生产路 路",
    "welfare": "民政 低保 救助 残疾 残联 五保 特困 优抚 抚恤 困难补助 临时救助 社会保障 退役 社保政策",
    "health": "医疗 养老 卫生室 看病 医保 合作医疗 新农合 大病 慢性病 就医 健康 医药",
    "village": "村级 村庄 集体经济 产业 发展 致富 项目 种植 养殖 乡村振兴 三资 村务 基础设施 旅游",
    "other": "其他 其它",
}
CATEGORY_SPELLINGS = {key: (*words.split()[:1], *(f"*{word}*" for word in words.split())) for key, words in CATEGORY_WORDS.items()}
#: Outcomes in one word; how all others are read stands in ledger.toml.
OUTCOMES = {
    "solved": ("已解决", "√", "✓", "✔", "☑", "是", "解决", "对", "办结"), "in_hand": ("正在解决", "解决中", "办理中", "正在办理"), "raised": ("上报", "上报区里", "上报县里"),
    "cannot": ("未解决", "否", "×", "✗", "✘", "x", "未办结"),
}
#: The line above the rows of one village.
VILLAGE_LINE = r"(?!.*(?:[各全本每个]|行政|所有|自然)村)[\u4e00-\u9fff]{1,10}(?:村|社区|居委会|村委会|村民委员会)"
VILLAGE_NAMES = ("村名", "行政村", "村别", "所属村", "所在村", "村居", "村(居)", "村庄", "社区", "单位", "村级", "所属行政村", "村（社区）", "走访村", "村组")
VISITOR_NAMES = ("走访干部", "走访人员", "入户干部", "包村干部", "登记人", "走访人姓名", "走访责任人", "帮扶干部", "包户干部", "联户干部", "入户人员", "联系干部", "干部姓名", "走访人员姓名", "走访组", "工作人员", "走访领导", "走访党员", "包联干部", "网格员")
#: Whose people went, and by when something was to be done: a ledger has these beside what was done.
visiting = Column("visiting", _("走访单位"), ("帮扶单位", "包村单位", "派驻单位", "包保单位", "包联单位", "走访部门"), taken=False)
limit = Column("limit", _("解决时限"), ("办理时限", "办结时限", "完成时限", "整改时限", "办理期限", "整改期限", "解决期限", "限办时间", "要求办结时间", "要求完成时间"), taken=False)

VISITED = ("被走访人", "被走访人姓名", "走访家庭", "走访农户", "诉求人", "当事人", "反映人姓名")
HEARD_NAMES = ("走访内容", "走访情况", "了解情况", "谈话内容", "听到的情况", "交流内容", "了解到的情况", "走访记录", "走访事项")

visit_ledger = SheetKind(
    "visit_ledger", gettext_lazy("走访问题台账"), titles=("走访", "民情"), repeats=True, needs=(("detail", "category", "outcome"),), sections={"village": VILLAGE_LINE},
    keys=(("village", "household", "visited_on", "category", "detail"), ("village", "household", "visited_on", "detail"), ("village", "household", "visited_on")),
    columns=(
        Column("village", _("村"), VILLAGE_NAMES, fill_down=True, by_sheet=True),
        Column("household", _("走访户主"), ("户主", "户主姓名", "走访对象", "走访户", "被走访户", "被走访人", "姓名", "群众姓名", "户名", "走访群众", "被访人", "受访人", "反映人", "群众", "户主(走访对象)", *VISITED), perhaps=("企业名称", "走访企业", "企业", "公司名称"), required=True),
        Column("number", _("户号"), ("户编号", "家庭编号", "门户编号")),
        Column("visited_on", _("走访日期"), ("走访时间", "入户时间", "入户日期", "日期", "时间", "登记日期", "登记时间", "反映时间", "访问日期", "走访日", "走访年月日"), sort="date", required=True),
        Column("category", _("问题类别"), ("类别", "问题类型", "问题分类", "类型", "分类", "事项类别", "诉求类别", "所属类别", "问题性质"), sort="choice", choices=CATEGORY_SPELLINGS, open=True),
        Column("detail", _("问题描述"), ("反映问题", "问题", "问题内容", "存在问题", "反映的问题", "具体问题", "群众反映问题", "意见建议", "问题诉求", "诉求", "主要问题", "问题及建议", "反映事项", "问题简述", "反映情况", "情况描述", "诉求内容", "发现问题", "发现的问题", "走访发现问题", "问题详情", "民情内容", "诉求事项", "反映内容", "问题线索", "需要解决的问题", "反映的困难和问题"), many=True),
        Column("outcome", _("是否解决"), ("解决情况", "办理情况", "办理结果", "办结情况", "处理结果", "落实情况", "解决与否", "是否已解决", "是否办结", "办理状态", "进展情况", "办理进展", "问题解决情况", "状态", "办结与否", "整改情况", "处置结果", "完成情况", "处理情况", "是否完成", "办理进度", "目前进展", "落实进度", "问题处理情况", "反馈情况", "颜色"), sort="choice", choices=OUTCOMES, open=True),
        Column("outcome_words", _("是否解决"), words_of="outcome"),
        Column("result", _("解决时间/未解决原因"), ("未解决原因", "解决时间", "解决时间或未解决原因", "解决时间(未解决原因)", "原因", "办理说明", "解决时间或原因", "解决(办结)时间", "办结时间", "完成时间", "解决日期", "未办结原因", "解决措施", "处理意见", "办结时间及未办结原因", "解决时间及未解决原因", "整改措施", "处理措施", "措施", "完成日期", "办结日期"), several=True),
        limit,
        Column("handler", _("责任人"), ("办理人", "包靠责任人", "责任领导", "经办人", "办理责任人", "包办人", "责任单位", "承办单位", "承办人", "责任部门", "办理单位", "整改责任人", "责任人员", "主办单位", "牵头单位", "责任站所", "分管领导"), sort="name"),
        Column("visitor", _("走访人"), VISITOR_NAMES, sort="name"), visiting,
        Column("heard", _("听到什么"), HEARD_NAMES),
        Column("remark", _("备注"), ("说明",)),
    ),
)

visit_list = SheetKind(
    "visit_list", gettext_lazy("走访登记"), titles=("走访登记", "入户登记", "走访记录"), sections={"village": VILLAGE_LINE},
    keys=(("village", "number", "visited_on"), ("village", "household", "visited_on"), ("company", "visited_on")),
    columns=(
        Column("village", _("村"), VILLAGE_NAMES, fill_down=True, by_sheet=True),
        Column("number", _("户号"), ("户编号", "家庭编号", "门户编号")),
        Column("household", _("户主"), ("走访户主", "户主姓名", "走访户", "走访对象", *VISITED), sort="name"),
        Column("home", _("住户")),
        Column("company", _("企业"), ("企业名称", "公司", "走访企业", "单位名称")),
        Column("place", _("所在")),
        Column("visited_on", _("走访日期"), ("走访时间", "入户时间", "入户日期", "日期", "时间", "登记日期", "登记时间"), sort="date", required=True),
        Column("visitor", _("走访人"), VISITOR_NAMES, sort="name"), visiting,
        Column("heard", _("听到什么"), (*HEARD_NAMES, "民情", "内容", "主要内容")),
        Column("remark", _("备注"), ("说明",)),
    ),
)
