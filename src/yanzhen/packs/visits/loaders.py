"""How ledgers of visits are loaded."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.intake.loading import Loader

from .load_ledger import LedgerLoad
from .load_visits import VisitListLoad

ledger = Loader("visit_ledger", _("走访问题台账"), LedgerLoad, right="import.run")
visits = Loader("visit_list", _("走访登记"), VisitListLoad, right="import.run")
