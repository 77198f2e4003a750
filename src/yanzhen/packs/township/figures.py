"""Figures over the register: places, people and branches as of a day (systems A1, A2, D3)."""

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio, Rows, Source
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person, on_day
from yanzhen.kernel.register.queries import concurrent_posts, heir_on, outside, said_then, unserved, years_by

from .pack import BRANCHES

#: The young and the learned, as rosters of committees are summed up.
YOUNG = 35
COLLEGE = ("大专", "本科", "研究生")
COMMITTEE = ("village_secretary", "village_head", "village_clerk", "village_officer")


def living(scope: Scope) -> Rows:
    return Org.objects.under(scope.org, scope.day, scope.paths)


def land(scope: Scope) -> Rows:
    """Places with the land registered of them, and those merged into an older one by that day, whose land is registered of
    themselves still. A place that was split, or went into one founded for it with land of its own, gave its land away."""
    kept = Q(successor__since__lt=F("until")) | Q(successor__area_km2__isnull=True)
    gone = Org.objects.filter(kept, until__lte=scope.day, successor__isnull=False).annotate(heir=heir_on(scope.day))
    here = living(scope).values("pk")
    return Org.objects.filter(Q(pk__in=here) | Q(pk__in=gone.filter(heir__in=here).values("pk")))


def residents(scope: Scope) -> Rows:
    return HouseholdMember.objects.filter(
        on_day(scope.day), Q(person__died_on__isnull=True) | Q(person__died_on__gt=scope.day), household__in=homes(scope)
    )


def homes(scope: Scope) -> Rows:
    return Household.objects.under(scope.org, scope.day, scope.paths)


def members(scope: Scope) -> Rows:
    """Ties to the Party; whether each counts in full goes by the day of confirmation."""
    return Belonging.objects.filter(
        on_day(scope.day), Q(person__died_on__isnull=True) | Q(person__died_on__gt=scope.day), sort="member", org__in=party_of(scope)
    ).annotate(full=Case(When(confirmed_on__lte=scope.day, then=True), default=False, output_field=BooleanField()))


def party_of(scope: Scope) -> Rows:
    """Organisations under the place, and those elsewhere that serve one under it."""
    return Org.objects.alive(scope.day).filter(Q(pk__in=living(scope).values("pk")) | Q(pk__in=scope.attached))


def held(scope: Scope) -> Rows:
    """Posts held under the place or at what serves it, by the living; with whether their holder is young and
    learned as of the day, and heads the village besides."""
    here, day = living(scope).values("pk"), scope.day
    youngest = day.replace(year=max(day.year - YOUNG, 1), day=min(day.day, 28) if day.month == 2 else day.day)
    both = concurrent_posts("village_secretary", "village_head", day).filter(pk=OuterRef("pk"))
    rows = Appointment.objects.filter(on_day(day), Q(org__in=here) | Q(org__in=scope.attached), Q(person__died_on__isnull=True) | Q(person__died_on__gt=day))
    then = said_then("education", Person.objects.filter(pk__in=rows.values("person")), day) if scope.replay else {}
    learned = Q(person__education__in=COLLEGE) & ~Q(person__in=list(then)) | Q(person__in=[key for key, said in then.items() if said in COLLEGE])
    return rows.annotate(
        both=Exists(both), young=Case(When(person__birth__gt=youngest, then=True), default=False, output_field=BooleanField()),
        learned=Case(When(learned, then=True), default=False, output_field=BooleanField()),
    )


def branchless(scope: Scope) -> Rows:
    """Companies in which so many full members work that they must have a branch by the rule of the day, and that none serves."""
    try:
        gaps = unserved(scope.day, sort="member", rule_key="branch.least", through="employee", within=scope.org)
    except Refused:  # before there was such a rule
        gaps = []
    return Org.objects.filter(kind="company", pk__in=[gap.org.pk for gap in gaps])


def gridless(scope: Scope) -> Rows:
    return outside(scope.day, "grid", scope.org)


def age(scope: Scope) -> Combinable:
    """How old the person of a row is on the scope's day."""
    return years_by(scope.day, "person__birth")


BORN = Q(person__birth__isnull=False)
COMMITTEE_SAID = "村[“”]?两委[“”]?(?:班子)?成员"

grounds = Source("grounds", _("土地"), land, Org, org="self")
orgs = Source("orgs", _("组织机构"), living, Org, org="self")
party = Source("party", _("党组织"), party_of, Org, org="self")
people = Source("residents", _("在册人口"), residents, HouseholdMember, org="household__org")
households = Source("households", _("在册住户"), homes, Household, org="org")
posts = Source("posts", _("村级岗位"), held, Appointment, org="org")
bare = Source("bare_companies", _("应建未建党支部的企业"), branchless, Org, org="self")
stray = Source("stray_homes", _("不在网格里的住户"), gridless, Household, org="org")
membership = Source("members", _("党员名册"), members, Belonging, org="org")

area = Figure("area", _("总面积"), _("平方公里"), of=grounds, means=_("各村登记面积之和，并入别村的仍算在内"), where=Q(kind="village"), sum="area_km2", says=("总面积", "(?:区域|辖区|国土)?面积"))
villages = Figure("villages", _("行政村"), _("个"), of=orgs, means=_("当日存在的行政村个数"), where=Q(kind="village"), says=("行政村", "建制村", "(?:辖|下辖|管辖|所辖|共有|全[镇乡])#村(?=$|[,;、~和及与的])"))
areas = Figure("areas", _("片区"), _("个"), of=orgs, means=_("当日存在的片区个数"), where=Q(kind="area"), says=("片区", "(?:党建|管理|工作)片区"))
grids = Figure("grids", _("网格"), _("个"), of=orgs, means=_("当日存在的网格个数"), where=Q(kind="grid"), says=("网格", "(?:基层治理|综治|基础|全科)网格"))
companies = Figure("companies", _("企业"), _("家"), of=orgs, means=_("当日在册的企业家数"), where=Q(kind="company"), says=("企业", "各类企业"))
population = Figure("population", _("总人口"), _("人"), of=people, distinct="person", means=_("当日在册住户的成员人数，不含已去世的；在两个乡镇都有户的，两边各算一次，全县只算一次"), says=("总人口", "在册人口", "户籍人口", "人口"))
household_count = Figure("households", _("户数"), _("户"), of=households, means=_("当日在册的住户数"), says=("总户数", "户数", "住户", "在册住户"))
member_count = Figure("members", _("党员"), _("人"), of=membership, distinct="person", means=_("当日在册党员人数，含预备党员，在两个支部的只算一次"), says=("党员", "中共党员", "在册党员"))
full_members = member_count.narrow("members.full", _("正式党员"), means=_("当日在册且已转正的党员人数，在两个支部的只算一次"), says=("正式党员",), where=Q(full=True))
member_age = member_count.averaged("members.age", _("党员平均年龄"), age, unit=_("岁"), means=_("当日在册党员的平均周岁，含预备党员，一人只算一次，出生日期不明的不算"), where=BORN, says=("党员(?:的)?平均年龄",))
committee = Figure("posts.committee", _("村“两委”成员"), _("人"), of=posts, distinct="person", means=_("当日在任的村党支部书记、村委会主任、文书和“两委”成员，一人只算一次"), where=Q(role__in=COMMITTEE), says=(COMMITTEE_SAID, "村干部"))
committee_young = committee.narrow("posts.committee_young", _("35岁以下“两委”成员"), means=_("当日未满35岁的村“两委”成员"), where=Q(young=True), says=("35岁以下(?:的)?[“”]?两委[“”]?(?:班子)?成员", "+35岁以下(?:的)?(?:成员|干部)?"))
committee_learned = committee.narrow("posts.committee_learned", _("大专以上“两委”成员"), means=_("当日学历为大专、本科或研究生的村“两委”成员"), where=Q(learned=True), says=("大专(?:及)?以上(?:学历)?(?:的)?[“”]?两委[“”]?(?:班子)?成员", "+大专(?:及)?以上(?:学历)?(?:的)?(?:成员|干部)?"))
committee_age = committee.averaged("posts.committee_age", _("村“两委”成员平均年龄"), age, unit=_("岁"), means=_("当日在任的村“两委”成员的平均周岁，一人只算一次，出生日期不明的不算"), where=BORN, says=(f"{COMMITTEE_SAID}(?:的)?平均年龄", f"{COMMITTEE_SAID}(?:共|有|为)*~,平均年龄(?:为|是|达)?#"))
secretaries = Figure("posts.secretaries", _("村党支部书记"), _("人"), of=posts, distinct="person", means=_("当日在任的村党支部书记，一人只算一次"), where=Q(role="village_secretary"), says=("村(?:党支部|党组织)?书记",))
secretaries_age = secretaries.averaged("posts.secretaries_age", _("村党支部书记平均年龄"), age, unit=_("岁"), means=_("当日在任的村党支部书记的平均周岁，一人只算一次，出生日期不明的不算"), where=BORN, says=("村(?:党支部|党组织)?书记(?:的)?平均年龄", "村(?:党支部|党组织)?书记(?:共|有|为)*~,平均年龄(?:为|是|达)?#"))
heads = Figure("posts.heads", _("村委会主任"), _("人"), of=posts, distinct="person", means=_("当日在任的村委会主任，一人只算一次"), where=Q(role="village_head"), says=("村(?:委会|民委员会)?主任",))
heads_age = heads.averaged("posts.heads_age", _("村委会主任平均年龄"), age, unit=_("岁"), means=_("当日在任的村委会主任的平均周岁，一人只算一次，出生日期不明的不算"), where=BORN, says=("村(?:委会|民委员会)?主任(?:的)?平均年龄",))
grid_workers = Figure("posts.grid_workers", _("网格员"), _("人"), of=posts, distinct="person", means=_("当日在任的网格员，一人只算一次"), where=Q(role="grid_worker"), says=("网格员",))
grid_age = grid_workers.averaged("posts.grid_age", _("网格员平均年龄"), age, unit=_("岁"), means=_("当日在任的网格员的平均周岁，一人只算一次，出生日期不明的不算"), where=BORN, says=("网格员(?:的)?平均年龄",))
both = secretaries.narrow(
    "posts.both", _("书记主任“一肩挑”的村"), means=_("当日由一人兼任党支部书记和村委会主任的村"), where=Q(both=True), says=("一肩挑[“”]?(?:的)?村", "#(?:行政)?村…一肩挑", "一肩挑[“”]?(?:的)?(?:有|达|共)*#(?:行政)?村", "+一肩挑[“”]?"), unit=_("个"), distinct=Coalesce(F("org__serves"), F("org")),
)
both_rate = Ratio("posts.both_rate", _("“一肩挑”比例"), both, villages, means=_("书记主任“一肩挑”的村 ÷ 行政村"), says=("一肩挑[“”]?(?:的)?(?:比例|率|占比)",))
young_rate = Ratio("posts.young_rate", _("“两委”成员35岁以下比例"), committee_young, committee, means=_("35岁以下的 ÷ 全部村“两委”成员"), says=("35岁以下…(?:占比|占|比例)…#",))
learned_rate = Ratio("posts.learned_rate", _("“两委”成员大专以上比例"), committee_learned, committee, means=_("大专以上的 ÷ 全部村“两委”成员"), says=("大专(?:及)?以上…(?:占比|占|比例)…#",))
bare_companies = Figure("companies.bare", _("应建未建党支部的企业"), _("家"), of=bare, means=_("职工里正式党员达到应建人数、还没有党支部的企业"), says=("应建未建(?:党支部|党组织)?(?:的)?企业(?:有|共)*#", "#企业应建未建"))
stray_homes = Figure("households.stray", _("不在网格里的住户"), _("户"), of=stray, means=_("当日不属于任何网格的住户"), says=("(?:不在|未纳入|没有纳入)网格(?:里|内|管理)?(?:的)?住户",))
united = Figure("united_committees", _("综合党委"), _("个"), of=party, means=_("当日存在的综合党委个数"), where=Q(kind="united_committee"), says=("(?:非公)?(?:企业)?综合党委",))
branches = Figure("branches", _("基层党支部"), _("个"), of=party, means=_("当日存在的各类党支部个数"), where=Q(kind__in=BRANCHES), says=("基层党支部", "党支部"), group="kind")
by_kind = tuple(
    branches.narrow(f"branches.{kind.removeprefix('branch_')}", name, means=means, says=says, where=Q(kind=kind))
    for kind, name, means, says in (
        ("branch_organ", _("机关党支部"), _("当日存在的机关党支部个数"), ("机关党支部",)),
        ("branch_institution", _("事业单位党支部"), _("当日存在的事业单位党支部个数"), ("(?:驻地)?事业单位党支部",)),
        ("branch_company", _("非公企业党支部"), _("当日存在的非公企业党支部个数"), ("(?:非公|非公有制|两新)(?:企业)?党支部",)),
        ("branch_village", _("村党支部"), _("当日存在的村党支部个数"), ("村(?:级)?党支部", "农村党支部")),
    )
)
