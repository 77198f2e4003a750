"""Figures over the register: places, people and branches as of a day (systems A1, A2, D3)."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Rows, Source
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, on_day

from .pack import BRANCHES


def living(scope: Scope) -> Rows:
    return Org.objects.under(scope.org, scope.day)


def land(scope: Scope) -> Rows:
    """Places with the land registered of them, and those merged into an older one by that day, whose land is registered of
    themselves still. A place that was split, or went into one founded for it with land of its own, gave its land away."""
    gone = Q(until__lte=scope.day, path__startswith=scope.org.path) & (Q(successor__since__lt=F("until")) | Q(successor__area_km2__isnull=True))
    return Org.objects.filter(Q(pk__in=living(scope).values("pk")) | gone & Q(successor__isnull=False))


def residents(scope: Scope) -> Rows:
    return HouseholdMember.objects.filter(
        on_day(scope.day), Q(person__died_on__isnull=True) | Q(person__died_on__gt=scope.day), household__in=homes(scope)
    )


def homes(scope: Scope) -> Rows:
    return Household.objects.under(scope.org, scope.day)


def members(scope: Scope) -> Rows:
    return Belonging.objects.filter(
        on_day(scope.day), Q(person__died_on__isnull=True) | Q(person__died_on__gt=scope.day), sort="member", org__in=party_of(scope)
    )


def party_of(scope: Scope) -> Rows:
    """Organisations under the place, and those elsewhere in the tenant that serve one under it."""
    here = living(scope)
    return Org.objects.alive(scope.day).filter(Q(pk__in=here) | Q(serves__in=here))


grounds = Source("grounds", _("土地"), land, Org, org="self")
orgs = Source("orgs", _("组织机构"), living, Org, org="self")
party = Source("party", _("党组织"), party_of, Org, org="self")
people = Source("residents", _("在册人口"), residents, HouseholdMember, org="household__org")
households = Source("households", _("在册住户"), homes, Household, org="org")
membership = Source("members", _("党员名册"), members, Belonging, org="org")

area = Figure("area", _("总面积"), _("平方公里"), of=grounds, means=_("各村登记面积之和，并入别村的仍算在内"), where=Q(kind="village"), sum="area_km2", says=("总面积", "面积"))
villages = Figure("villages", _("行政村"), _("个"), of=orgs, means=_("当日存在的行政村个数"), where=Q(kind="village"), says=("行政村", "辖.*村"))
areas = Figure("areas", _("片区"), _("个"), of=orgs, means=_("当日存在的片区个数"), where=Q(kind="area"), says=("片区",))
grids = Figure("grids", _("网格"), _("个"), of=orgs, means=_("当日存在的网格个数"), where=Q(kind="grid"), says=("网格",))
companies = Figure("companies", _("企业"), _("家"), of=orgs, means=_("当日在册的企业家数"), where=Q(kind="company"), says=("企业",))
population = Figure("population", _("总人口"), _("人"), of=people, means=_("当日在册住户的成员人数，不含已去世的"), says=("总人口", "人口"))
household_count = Figure("households", _("户数"), _("户"), of=households, means=_("当日在册的住户数"), says=("总户数", "户数"))
member_count = Figure("members", _("党员"), _("人"), of=membership, means=_("当日在册党员人数，含预备党员"), says=("党员",))
full_members = member_count.narrow("members.full", _("正式党员"), means=_("当日在册且已转正的党员人数"), says=("正式党员",), where=Q(confirmed_on__isnull=False))
united = Figure("united_committees", _("综合党委"), _("个"), of=party, means=_("当日存在的综合党委个数"), where=Q(kind="united_committee"), says=("综合党委",))
branches = Figure("branches", _("基层党支部"), _("个"), of=party, means=_("当日存在的各类党支部个数"), where=Q(kind__in=BRANCHES), says=("基层党支部", "党支部"), group="kind")
by_kind = tuple(
    branches.narrow(f"branches.{kind.removeprefix('branch_')}", name, means=means, says=(says,), where=Q(kind=kind))
    for kind, name, means, says in (
        ("branch_organ", _("机关党支部"), _("当日存在的机关党支部个数"), "机关党支部"),
        ("branch_institution", _("事业单位党支部"), _("当日存在的事业单位党支部个数"), "事业单位党支部"),
        ("branch_company", _("非公企业党支部"), _("当日存在的非公企业党支部个数"), "非公企业党支部"),
        ("branch_village", _("村党支部"), _("当日存在的村党支部个数"), "村级党支部"),
    )
)
