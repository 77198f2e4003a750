"""What the sample township is made of: the published counts, and invented names to fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

COUNTY, TOWN, YEAR = "博山区", "池上镇", 2017
BEGAN = date(2011, 1, 1)

# Published: the township's own figures for 2017. Everything the sample's report says of them is counted again from records.
AREA_KM2 = Decimal("156.51")
VILLAGES, AREAS = 44, 10
POPULATION, MEMBERS = 23_026, 1_432
BRANCHES = {"机关党支部": 2, "事业单位党支部": 4, "非公企业党支部": 17, "村党支部": 44}
CALLED_ON, PROBLEMS, SOLVED = 8_675, 1_083, 807
# Not published, chosen: how the problems divide, and what has become of those not solved.
BY_CATEGORY = {"道路通行": 241, "用水": 218, "民政政策": 187, "医疗养老": 152, "用电": 121, "村级发展": 103, "其他": 61}
DISPUTED, UNDER_WAY = 18, 92
CANNOT = {"需争取项目资金": 97, "现行政策不允许": 28, "不在本级权限内,需区里部门办": 24, "现场施工条件不具备": 11, "权属有争议": 6}
RAISED_EVERY = 3
COMPANIES = 71

VILLAGE_NAMES = (
    "北崖 下郝峪 上郝峪 泉子 中小峰 李家 甘泉 东庄 板山 花林 王疃 戴家 杨家 鹿疃 店子 西坡 东坡 小里 大里 七峪 雁门 聂家峪 石臼 马陵 "
    "赵庄 陡沟 西陡沟 韩庄 上小峰 下小峰 大马石 小马石 紫峪 桃花泉 柳杭 青石岭 黄连峪 南坪 北坪 水峪 云台 梨峪 东池 西池"
).split()
AREA_NAMES = "东部 西部 南部 北部 中部 上游 下游 山前 山后 沿河".split()
OFFICES = "党政综合办公室 水利站 农业综合服务中心 社会事务办公室 卫生健康办公室 村镇建设服务中心 经济发展办公室".split()
OFFICE_OF = {"用水": "水利站", "用电": "经济发展办公室", "道路通行": "村镇建设服务中心", "民政政策": "社会事务办公室", "医疗养老": "卫生健康办公室", "村级发展": "农业综合服务中心", "其他": "党政综合办公室"}
ORGANS = ("机关第一党支部", "机关第二党支部")
INSTITUTIONS = ("中心学校党支部", "卫生院党支部", "农业综合服务中心党支部", "林场党支部")
TRADES = "蜂业 林果 茶业 旅游 山珍 建材 农机 饮品 民宿 菌业 药材 养殖".split()
COMPANY_NAMES = "宏泉 青岭 秀峪 长河 和顺 兴池 云峰 百川 鲁源 山水 恒丰 宝山 茂林 金泉 晨光".split()

SAID = {
    "用水": ("泵房夜间停水", "自来水水压不足", "主管道渗漏", "蓄水池需要清淤", "旱季吃水要拉水"),
    "用电": ("变压器容量不足", "线路老化常跳闸", "路灯不亮", "电线离房太近", "灌溉用电不便"),
    "道路通行": ("进村路塌方", "桥面护栏缺失", "生产路泥泞难走", "路面坑洼", "会车处太窄"),
    "民政政策": ("低保复核材料缺一份", "残疾补贴怎么办理", "临时救助申请", "优抚待遇咨询", "困难补助未到账"),
    "医疗养老": ("合作医疗报销流程不清楚", "卫生室缺常用药", "养老金认证不方便", "独居老人无人照看", "慢性病取药要进城"),
    "村级发展": ("光伏项目想入股", "果品卖不上价", "农家乐想扩建", "缺技术员指导", "合作社分红问题"),
    "其他": ("垃圾清运不及时", "邻里地界不清", "野猪毁庄稼", "网络信号差", "河道有杂物"),
}
#: Posts of a village's committee with about the year of birth and the schooling of who holds them; where one person leads both, and where two do.
REST = (("文书", 1984, "大专"), ("支部委员", 1971, "高中"), ("村委会委员", 1979, "中专"))
COMMITTEE = ((("党支部书记、村委会主任", 1966, "大专"), *REST), (("党支部书记", 1963, "高中"), ("村委会主任", 1969, "大专"), *REST))
APART_EVERY = 6
RELATIONS = ("妻", "子", "女", "母", "父", "儿媳", "孙子", "孙女")


@dataclass(frozen=True)
class Staff:
    """Somebody with a post in the township, and whether the sample opens an account for him."""

    role: str
    org: str
    title: str
    login: str = ""
    about: str = ""


STAFF = (
    Staff("town_secretary", TOWN, "镇党委书记", "shuji", "党委书记"),
    Staff("dispatcher", TOWN, "党政办主任", "bangongshi", "党政办主任"),
    Staff("county_liaison", TOWN, "区挂包领导", "guabao", "区县挂包领导"),
    Staff("inspector", TOWN, "镇纪委书记", "jijian", "纪检委员"),
    Staff("system_admin", TOWN, "系统管理员", "xitong", "系统管理员"),
    Staff("security_admin", TOWN, "安全管理员", "anquan", "安全管理员"),
    Staff("audit_admin", TOWN, "审计管理员", "shenji", "审计管理员"),
    *(Staff("office_head", name, f"{name}负责人", "shuili" if name == "水利站" else "", "站所负责人" if name == "水利站" else "") for name in OFFICES),
)
