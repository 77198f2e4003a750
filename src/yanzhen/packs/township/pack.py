"""A county's organisations and posts: the words everything else hangs on (systems A1, A2, D3)."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.audit.lexicon import Lexicon
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.register.models import OrgKind, Tie, Tree

trees = (Tree("admin", _("行政组织")), Tree("party", _("党组织")))

ADMIN = (
    OrgKind("county", _("区县"), "admin"),
    OrgKind("town", _("乡镇"), "admin", under=("county",), tenant=True),
    OrgKind("office", _("站所"), "admin", under=("town",)),
    OrgKind("area", _("片区"), "admin", under=("town",)),
    OrgKind("village", _("村"), "admin", under=("area", "town")),
    OrgKind("grid", _("网格"), "admin", under=("village",), local=True),
    OrgKind("company", _("企业"), "admin", under=("village", "area", "town")),
)
PARTY = (
    OrgKind("party_committee", _("党委"), "party", under=("town", "county")),
    OrgKind("united_committee", _("综合党委"), "party", under=("party_committee",)),
    OrgKind("general_branch", _("党总支"), "party", under=("party_committee", "united_committee")),
    OrgKind("branch_organ", _("机关党支部"), "party", under=("party_committee", "general_branch")),
    OrgKind("branch_institution", _("事业单位党支部"), "party", under=("party_committee", "general_branch")),
    OrgKind("branch_company", _("非公企业党支部"), "party", under=("united_committee", "party_committee", "general_branch")),
    OrgKind("branch_village", _("村党支部"), "party", under=("party_committee", "general_branch")),
    OrgKind("branch_temporary", _("临时党支部"), "party", under=("party_committee", "general_branch")),
)
BRANCHES = tuple(k.key for k in PARTY if k.key.startswith("branch_"))

ties = (
    Tie("member", _("党员"), at=BRANCHES, confirmed=True),
    Tie("employee", _("职工"), at=("company", "office", "town")),
)

READ = ("register.read", "figures.read", "policy.read")
WRITE = (*READ, "register.write", "register.reveal", "import.run", "audit.run")
#: Of whoever takes turns: what is in his hands may need a word with the household.
HANDLE = ("register.reach",)

#: Who fills which posts. The office fills those that have no right it has not itself; all others the security administrator does.
OFFICE = ("dispatcher", "security_admin")
SECURITY = ("security_admin",)

roles = (
    Role("village_secretary", _("村党支部书记"), at=("village", "branch_village"), may=(*READ, "audit.run"), given_by=OFFICE, sole=True),
    Role("village_head", _("村委会主任"), at=("village",), may=READ, given_by=OFFICE, sole=True),
    Role("village_officer", _("村“两委”成员"), at=("village", "branch_village"), may=(), given_by=OFFICE),
    Role("village_clerk", _("村文书"), at=("village",), may=(*WRITE, *HANDLE), given_by=OFFICE),
    Role("grid_worker", _("网格员"), at=("grid",), may=(*READ, *HANDLE), given_by=OFFICE),
    Role("area_head", _("片区长"), at=("area",), may=READ, given_by=OFFICE),
    Role("office_head", _("站所负责人"), at=("office",), may=(*READ, *HANDLE), given_by=OFFICE),
    Role("dispatcher", _("党政办主任"), at=("town",), may=(*WRITE, *HANDLE, "report.write", "posts.write", "trail.read"), given_by=SECURITY),
    Role("town_secretary", _("乡镇党委书记"), at=("town",), may=(*READ, "audit.run", "report.write", "report.sign", "trail.read"), given_by=SECURITY),
    Role("county_liaison", _("区县挂包领导"), at=("town",), may=(*READ, *HANDLE, "audit.run"), given_by=SECURITY),
    Role("inspector", _("纪检委员"), at=("town",), may=(*READ, *HANDLE, "audit.run", "trail.read"), given_by=SECURITY),
    Role("system_admin", _("系统管理员"), at=("county", "town"), may=("policy.read", "accounts.write", "system.run"), apart=("security_admin", "audit_admin"), given_by=SECURITY, blind=True),
    Role("security_admin", _("安全管理员"), at=("county", "town"), may=("policy.read", "posts.write", "rules.adopt"), apart=("system_admin", "audit_admin"), given_by=SECURITY, blind=True),
    Role("audit_admin", _("审计管理员"), at=("county", "town"), may=("policy.read", "trail.read"), apart=("system_admin", "security_admin"), given_by=SECURITY, blind=True),
)

lexicon = Lexicon("township", _("乡镇用语"), "yanzhen.packs.township")
