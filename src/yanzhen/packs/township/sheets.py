"""The spreadsheets a township keeps about its places and people: which columns they have and what clerks call them."""

from fractions import Fraction

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from yanzhen.kernel.intake.sheets import Beside, Column, SheetKind

#: Units of land, each in square kilometres: fifteen 亩 are a hectare.
AREAS = {
    "平方公里": Fraction(1), "平方千米": Fraction(1), "km²": Fraction(1), "公顷": Fraction(1, 100), "亩": Fraction(1, 1500), "万亩": Fraction(20, 3),
    "平方米": Fraction(1, 1_000_000), "㎡": Fraction(1, 1_000_000), "万平方米": Fraction(1, 100),
}
NATIONS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 "
    "达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split()
EDUCATION = {
    "文盲": ("文盲", "半文盲", "不识字", "未上学", "*文盲*", "学龄前", "幼儿", "90", "91"),
    "小学": ("小学", "*小学*", "80", "81"),
    "初中": ("初中", "*初中*", "中学", "初级中学", "70", "71"),
    "高中": ("高中", "*高中*", "职高", "*职高*", "高级中学", "完中", "60", "61"),
    "中专": ("中专", "*中专*", "*中等专科*", "*中等职业*", "*中等专业*", "*中技*", "*技校*", "*中师*", "中级技工", "40", "41", "50"),
    "大专": ("大专", "*大专*", "*专科*", "*大学专科*", "*高职*", "*高等职业*", "专", "30", "31"),
    "本科": ("本科", "*本科*", "*大学*", "*大学本科*", "大本", "*学士*", "本", "20", "21"),
    "研究生": ("研究生", "*研究生*", "*硕士*", "*博士*", "10", "11", "14"),
}
#: What stands in the column of the kind of member.
MEMBERSHIP = {"full": ("正式党员", "正式", "*正式*", "是"), "probationary": ("预备党员", "预备", "*预备*", "否")}
#: Posts by the words of a cell, in order: the role, and the pattern the whole word fits. What fits none is one of the committee.
PLACE = r"(?:[\u4e00-\u9fff]{0,5}[村居]|[\u4e00-\u9fff]{0,5}社区)?"
POST_WORDS = (
    ("grid_worker", r"(?:专职|兼职|专兼职|村级?|片区)?网格(?:管理)?员"),
    ("", r".*(?:副|助理|第一书记|名誉|团|妇|纪|治保|调解|民兵|计生|监督|监委|委员(?!会)|工会|网格|后备).*"),
    ("village_secretary", PLACE + r"(?:的?党)?(?:总支部?|支部?|委|组织)?(?:委员会|委)?书记|" + PLACE + r"(?:党)?(?:总)?支书"),
    ("village_head", PLACE + r"(?:村|居)?(?:民|务)?(?:委员会|委会|委)?主任|" + PLACE + r"村长"),
    ("village_clerk", PLACE + r"文书(?:兼?会计)?"),
)
BOTH_WORDS = ("一肩挑",)
#: The post of everybody in a roster that has no column for it, by its title.
POSTS_TITLED = {
    "网格员": {"post": "网格员"}, "支部书记名": {"post": "党支部书记"}, "村书记名": {"post": "党支部书记"}, "村委会主任名": {"post": "村委会主任"}, "村主任名": {"post": "村委会主任"},
}
GRID_NAMES = ("网格", "所在网格", "网格名称", "网格号", "网格编号", "所在网格名称")
#: What stands in the column of relations for the head.
HEAD_MARKS = frozenset("户主 戶主 本人 本人或户主 户主本人 户主(本人) 户主（本人） 本人(户主) 本人（户主） 户主/本人 本人/户主 一户之主 是 √ ✓ 1 01 02".split())
#: Relations that say the same, and those that say it more exactly.
ALIKE = tuple((frozenset(words.split()), frozenset(exact.split())) for words, exact in (
    ("妻 妻子 配偶 爱人 媳妇 老婆 夫 丈夫 之妻 之夫", ""),
    ("子 儿子 之子 子女", "长子 次子 三子 四子 五子 独生子 大儿子 二儿子 三儿子 养子 继子"), ("女 女儿 之女 子女", "长女 次女 三女 四女 五女 独生女 大女儿 二女儿 三女儿 养女 继女"),
    ("孙 孙子 之孙", "长孙 次孙 三孙 外孙 外孙子"), ("孙女", "长孙女 次孙女 外孙女"), ("父 父亲 之父", ""), ("母 母亲 之母", ""), ("儿媳 儿媳妇 媳", "长媳 次媳 大儿媳 二儿媳"),
    ("家人 成员 家庭成员 其他 亲属", "妻 妻子 配偶 夫 丈夫 子 儿子 长子 次子 三子 女 女儿 长女 次女 三女 孙 孙子 孙女 外孙 外孙女 父 父亲 母 母亲 儿媳 女婿 兄 弟 姐 妹 祖父 祖母"),
))
#: What systems write for the relation to the head (GB/T 4761). Words stay as people write them.
RELATION_CODES = {"": ("否", "不是", "×", "✗", "✘", "x", "n", "no")} | {word: (word, code) for code, word in (pair.split("=") for pair in (
    "02=户主 10=配偶 11=夫 12=妻 20=子 21=独生子 22=长子 23=次子 24=三子 25=四子 26=五子 27=养子或继子 28=女婿 29=其他儿子 30=女 31=独生女 32=长女 33=次女 34=三女 35=四女 "
    "36=五女 37=养女或继女 38=儿媳 39=其他女儿 40=孙辈 41=孙子 42=孙女 43=外孙子 44=外孙女 45=孙媳妇 46=孙女婿 47=曾孙子 48=曾孙女 50=父母 51=父亲 52=母亲 53=公公 54=婆婆 55=岳父 56=岳母 "
    "57=继父或养父 58=继母或养母 60=祖父母 61=祖父 62=祖母 63=外祖父 64=外祖母 70=兄弟姐妹 71=兄 72=嫂 73=弟 74=弟媳 75=姐姐 76=姐夫 77=妹妹 78=妹夫 80=其他 97=非亲属"
).split())}
GENDERS = {"m": ("男", "男性", "m", "1"), "f": ("女", "女性", "f", "2")}
ID_NAMES = ("公民身份号码", "公民身份证号码", "公民身份证号", "身份证号码", "居民身份证号码", "居民身份证号", "身份证", "身份号码", "证件号码", "公民身份证号", "公民身份号", "身份证编号", "身份证件号码", "证件号", "身份证(18位)")
PHONE_NAMES = ("手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "联系电话号码", "本人电话", "移动电话", "手机电话", "联系手机", "座机", "固定电话", "固话")
VILLAGE_NAMES = ("村名", "村", "行政村", "村别", "所属村", "所在村", "村庄", "村居", "村(居)", "社区", "所在行政村", "所属行政村", "村（社区）", "村社区", "村委会", "村(社区)名称", "村级组织", "所属村居", "村民委员会", "所属村委", "居委会", "村居名称", "村级组织名称")

#: The line above the rows of one village or branch.
VILLAGE_LINE = r"(?!.*(?:[各全本每个]|行政|所有|自然)村)[\u4e00-\u9fff]{1,10}(?:村|社区|居委会|村委会|村民委员会)"
BRANCH_LINE = r"(?!.*[各全每个]党?(?:总?支部|支部))(?:中共)?[\u4e00-\u9fff]{2,25}(?:党支部|支部|支部委员会|党总支)"

name = Column("name", _("姓名"), ("党员姓名", "成员姓名", "干部姓名", "名字", "家庭成员", "成员", "家庭成员姓名", "人员姓名", "村民姓名", "常住人口姓名"), sort="name", required=True)
gender = Column("gender", _("性别"), ("性别代码",), sort="choice", choices=GENDERS)
nation = Column("nation", _("民族"), ("族别", "民族代码"), sort="choice", choices={f"{one}族": (f"{one}族", one, f"{n:02d}", str(n)) for n, one in enumerate(NATIONS, 1)}, open=True)
birth = Column("birth", _("出生年月"), ("出生日期", "出生年月日", "出生时间", "生日", "出生", "出生年份", "出生(年月)"), sort="date", told_by="id_number")
id_number = Column("id_number", _("身份证号"), ID_NAMES, sort="idnumber")
own_id_number = Column("id_number", _("身份证号"), ID_NAMES, sort="idnumber", required=True)
education = Column(
    "education", _("文化程度"), ("学历", "最高学历", "受教育程度", "文化水平", "学历情况", "全日制学历", "学历学位", "文化", "学历（学位）", "受教育情况", "教育程度", "文化程度代码"), sort="choice", choices=EDUCATION, open=True
)
phone = Column("phone", _("联系电话"), PHONE_NAMES, sort="phone", several=True)
address = Column("address", _("住址"), ("家庭住址", "现住址", "居住地址", "家庭地址", "地址", "住所", "现居住地", "居住地", "详细地址", "户籍地", "户口所在地", "户口所在地址", "居住地点", "门牌号", "门牌", "门牌号码", "门牌地址"))
village = Column("village", _("村"), VILLAGE_NAMES, fill_down=True)
#: An address that only tells of which kind the sheet is: a person has that of his home.
housing = Column("address", address.label, address.aliases, taken=False)
lat = Column("lat", _("纬度"), ("北纬",), sort="decimal")
lng = Column("lng", _("经度"), ("东经",), sort="decimal")
remark = Column("remark", _("备注"), ("说明", "其他情况", "备注说明"), taken=False)
#: What has become of a person or a company, in a column of its own.
standing = Column("standing", _("人员状态"), ("人口状态", "户籍状态", "户口状态", "人员现状", "人员情况", "变动情况", "人口变动", "变动", "变更情况", "现状", "状态"))
#: A remark about a person may say that he is no longer there.
own_remark = Column("remark", remark.label, (*remark.aliases, "颜色"))

#: Who stands beside the head in the row of a household, and who in that of a village.
PERSONAL = ("name", "gender", "nation", "birth", "id_number", "education", "phone")
FAMILY = Beside(
    says="relation", keys=(*PERSONAL, "relation"), leader="户主", lead="head", nobody=("无", "未婚", "离异", "丧偶", "已故", "去世", "亡故"), roles={
        "户主": "", "配偶": "", "妻子?|丈夫|爱人": "", "(?:子女|孩子)[0-9一二三四五六]?|第[0-9一二三四五六]个?(?:子女|孩子)": "子女", "[长次三四五大二](?:子|女)|[大二三四]?(?:儿子|女儿)[0-9一二三四五六]?": "",
        "父亲|母亲|公公|婆婆|岳父|岳母|儿媳妇?[0-9]?|女婿[0-9]?|(?:外?孙(?:子|女)?)[0-9一二三四]?": "", "父母[0-9]?": "父母", "(?:其他)?(?:家庭)?成员[0-9一二三四五六七八九]|第?[0-9一二三四五六七八九]个?(?:家庭)?成员": "家庭成员",
    },
)
POSTED = Beside(
    says="post", keys=PERSONAL, same="(?:由|书记)*(?:书记)?(?:兼任?|兼职)|同(?:左|书记|上|前)|一肩挑", nobody=("无", "空缺", "暂缺", "缺", "暂空", "空", "待定"),
    roles={r"(?!.*(?:第一|驻村|包村|联系|原|前|上届|分管|包联|名誉))[\u4e00-\u9fff]{0,7}(?:书记|支书|主任|村长|委员|文书|会计|主席|连长|报账员|网格员)[0-9一二三四五六]?": ""},
)

party_roster = SheetKind(
    "party_roster", gettext_lazy("党员花名册"), titles=("党员",), keys=(("id_number",),), sections={"branch": BRANCH_LINE, "village": VILLAGE_LINE},
    columns=(
        name, gender, nation, birth, own_id_number, education,
        Column("joined_on", _("入党时间"), ("入党日期", "入党年月", "入党年月日", "加入中共时间", "加入党组织时间", "加入党组织日期", "入党", "何时入党", "入党的时间", "加入中国共产党时间", "加入中国共产党日期", "批准入党时间", "预备党员时间", "接收为预备党员日期"), sort="date", required=True),
        Column("confirmed_on", _("转正时间"), ("转正日期", "转正年月", "转为正式党员时间", "转为正式党员日期", "成为正式党员时间", "转正", "何时转正", "转为正式时间"), sort="date"),
        Column("membership", _("人员类别"), ("党员类别", "党员类型", "人员类型", "类别", "党员性质", "党籍", "党籍状态", "是否正式党员", "党员身份", "政治面貌"), sort="choice", choices=MEMBERSHIP, open=True),
        Column("workplace", _("工作单位"), ("工作单位及职务", "工作单位及岗位", "单位", "所在企业", "所在单位", "从业单位", "现工作单位", "就业单位", "工作岗位", "从事职业")),
        phone, housing,
        Column("branch", _("所在党支部"), ("党支部", "支部", "所在支部", "所属支部", "所属党支部", "所在党组织", "所属党组织", "支部名称", "党支部名称", "党组织名称", "组织关系所在党支部", "组织关系所在单位", "所属支部名称", "所在基层党组织", "党组织全称"), fill_down=True),
        village, own_remark,
    ),
)

household_register = SheetKind(
    "household_register", gettext_lazy("户籍台账"), titles=("户籍", "住户", "常住户"), keys=(("id_number",), ("number", "name")), leader={"relation": "户主"}, abreast=FAMILY, wants=("number", "head", "relation"), sections={"village": VILLAGE_LINE},
    columns=(
        Column("number", _("户号"), ("户编号", "家庭编号", "户口编号", "户籍号", "门户编号", "户序号", "户口簿号", "户口本号", "户籍编号", "户口号", "家庭户号", "家庭户编号", "门牌户号", "户口簿编号", "户代码", "家庭代码", "户序"), fill_down=True),
        Column("group", _("组别"), ("村民小组", "小组", "组", "组名", "居民小组", "所属小组", "所在小组", "小组名称", "生产队", "所属组"), fill_down=True),
        Column("head", _("户主"), ("户主姓名", "户主名字", "户主名", "户名", "户主(姓名)", "户主名称"), ticked="relation", sort="name", fill_down="number", leads="name"),
        Column("head_id_number", _("户主身份证号"), tuple(f"户主{one}" for one in ID_NAMES), sort="idnumber", fill_down="number", leads="id_number"),
        Column("head_gender", _("户主性别"), sort="choice", choices=GENDERS, fill_down="number", leads="gender"),
        Column("head_phone", _("户主联系电话"), tuple(f"户主{one}" for one in PHONE_NAMES), sort="phone", fill_down="number", leads="phone"),
        Column("relation", _("与户主关系"), ("与户主的关系", "户主关系", "关系", "家庭关系", "家庭成员关系", "与户主之关系", "与户主", "是否户主", "本人与户主关系", "与本户关系", "家庭成员与户主关系", "成员关系", "户主或与户主关系", "称谓", "与户主或本人关系", "与户主关系代码", "家庭角色"), sort="choice", choices=RELATION_CODES, open=True),
        name, id_number, gender, nation, birth, education, phone,
        Column("party_member", _("是否党员"), ("党员", "是否为党员", "中共党员", "政治面貌"), taken=False),
        village,
        Column("grid", _("所属网格"), GRID_NAMES, fill_down="number"),
        Column("address", address.label, address.aliases, fill_down="number"),
        lat, lng, standing, own_remark,
    ),
)

village_committee = SheetKind(
    "village_committee", gettext_lazy("村“两委”成员名册"), titles=("两委", "村干部", "网格员"), titled=POSTS_TITLED, keys=(("id_number",), ("kept_at", "name", "post"), ("village", "name")), needs=(("post", "second_post"),), abreast=POSTED, sections={"village": VILLAGE_LINE},
    columns=(
        Column("village", village.label, village.aliases, fill_down=True, by_sheet=True),
        Column("kept_at", _("组织")),
        name, gender, nation, birth, id_number,
        Column("grid", _("所属网格"), (*GRID_NAMES, "负责网格", "管理网格", "包保网格", "责任网格")),
        Column("post", _("职务"), ("现任职务", "担任职务", "村内职务", "任职", "职务名称", "岗位", "现任村内职务", "党组织职务", "党内职务", "支部职务", "党支部职务", "村党组织职务", "党组织任职", "村两委职务", "任职情况", "现职务", "村任职务")),
        Column("second_post", _("村委会职务"), ("村委职务", "村民委员会职务", "行政职务", "村(居)委会职务", "村务职务", "兼任职务", "村委会任职", "自治组织职务")),
        education, phone,
        Column("since", _("任职时间"), ("任现职时间", "任职日期", "任职年月", "任职起始时间", "任现职日期", "当选时间", "任职开始时间", "现任职务时间", "到任时间", "当选日期", "任职起始日期", "从", "担任现职时间", "任现职年月", "任职起始年月", "何时任现职", "任该职务时间"), sort="date"),
        Column("until", _("离任时间"), ("离任日期", "离任年月", "离职时间", "免职时间", "免职日期", "卸任时间", "卸任日期", "去职时间", "任职结束时间", "任职截止时间", "任职终止时间"), sort="date"),
        Column("sitting", _("是否在职"), ("是否在任", "是否现任", "是否在岗", "在职情况", "在任情况", "在岗情况", "任职状态")),
        Column("both", _("是否一肩挑"), ("一肩挑", "书记主任一肩挑", "是否“一肩挑”", "是否书记主任一肩挑", "书记、主任一肩挑", "是否实现一肩挑"), sort="yesno"),
        housing, own_remark,
    ),
)

org_roster = SheetKind(
    "org_roster", gettext_lazy("村（组织）名册"), titles=("村名册", "组织名册", "行政村一览", "支部一览", "组织一览", "网格划分", "网格一览", "片区划分"), keys=(("name", "parent"), ("name",)),
    columns=(
        Column("name", _("名称"), ("村名", "行政村", "村名称", "组织名称", "单位名称", "党组织名称", "党支部名称", "网格名称", "机构名称", "党组织全称", "机构全称"), perhaps=("片区名称",), required=True),
        Column("kind", _("类别"), ("类型", "组织类别", "组织类型", "党组织类别", "单位类别", "党组织类型", "机构类别")),
        Column("parent", _("上级"), ("上级组织", "上级党组织", "所属片区", "所在片区", "片区", "隶属", "上级单位", "隶属关系", "所属党组织", "管理片区", "所属村", "所属行政村", "片区名称", "管区", "所属管区", "管区名称", "上级党组织名称"), perhaps=("村名", "行政村"), fill_down=True),
        Column("serves", _("所在单位"), ("所在村", "依托单位", "对应村", "覆盖单位", "所属单位")),
        Column("code", _("代码"), ("区划代码", "统计用区划代码", "行政区划代码", "组织代码", "组织编码", "村编码", "村代码")),
        Column("since", _("成立时间"), ("成立日期", "设立时间", "设立日期", "成立年月", "建立时间"), sort="date"),
        Column("area_km2", _("面积"), ("总面积", "村域面积", "辖区面积", "面积（平方公里）"), sort="decimal", unit="平方公里", units=AREAS),
        lat, lng,
        Column("secretary", _("负责人"), ("书记", "党支部书记", "支部书记", "村书记", "网格长", "网格员", "网格员姓名", "网格长姓名"), taken=False),
        Column("phone", phone.label, phone.aliases, taken=False), remark,
    ),
)

company_roster = SheetKind(
    "company_roster", gettext_lazy("企业名册"), titles=("企业",), keys=(("credit_code",), ("name",)),
    columns=(
        Column("name", _("企业名称"), ("企业", "公司名称", "企业全称", "公司", "企业（单位）名称", "单位名称", "经营主体名称", "市场主体名称", "企业(公司)名称", "名称", "单位详细名称", "经营主体", "公司全称"), required=True),
        Column("credit_code", _("统一社会信用代码"), ("社会信用代码", "信用代码", "统一信用代码", "营业执照号", "社会统一信用代码", "信用代码证号", "统一社会信用代码证号"), sort="creditcode"),
        Column("owner", _("法定代表人"), ("法人", "法人代表", "负责人", "企业负责人", "企业法人", "经营者", "法定代表人(负责人)", "法定代表人姓名", "法人姓名", "负责人姓名"), taken=False),
        Column("village", village.label, (*VILLAGE_NAMES, "注册地", "所在地", "坐落村")), housing,
        Column("phone", phone.label, phone.aliases, taken=False),
        Column("trade", _("行业"), ("所属行业", "行业类别", "经营范围", "主营业务", "主要产品"), taken=False),
        Column("since", _("成立时间"), ("成立日期", "注册时间", "注册日期", "开业时间", "登记日期", "开业年月", "核准日期"), sort="date"),
        Column("employees", _("职工人数"), ("从业人数", "从业人员", "从业人员数", "职工", "员工人数", "职工数", "员工数", "用工人数", "员工", "从业人员数量", "职工总数"), taken=False),
        Column("members", _("党员人数"), ("党员数", "正式党员人数", "正式党员数", "党员总数"), taken=False),
        Column("branch", _("所属党组织"), ("党组织", "党支部", "所属党支部", "党支部名称", "党组织名称", "是否建立党组织", "建立党组织情况"), taken=False),
        Column("standing", _("经营状态"), ("登记状态", "企业状态", "存续状态", "经营情况", "营业状态", "企业经营状态", "生产经营状态", "状态")),
        remark,
    ),
)
