"""How the township's spreadsheets are loaded: what each row is against the register, and what it brings about."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.intake.loading import Loader

from .load_households import HouseholdLoad
from .load_orgs import CompanyLoad, OrgLoad
from .load_people import CommitteeLoad, PartyLoad

orgs = Loader("org_roster", _("村（组织）名册"), OrgLoad)
companies = Loader("company_roster", _("企业名册"), CompanyLoad)
households = Loader("household_register", _("户籍台账"), HouseholdLoad)
party = Loader("party_roster", _("党员花名册"), PartyLoad)
committee = Loader("village_committee", _("村“两委”成员名册"), CommitteeLoad, right="posts.write")
