"""What the papers declare: how their acts are told, and how their files are checked."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.guard.verify import FileCheck

from .checking import stored

verbs = (Verb("papers.attach", _("附材料")), Verb("papers.withdraw", _("撤下材料")))
files = FileCheck("papers", _("附件"), stored)
