"""What the papers declare: how their acts are told, and how their files are checked."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.filecheck import compared
from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.guard.verify import FileCheck

from .models import Paper

verbs = (Verb("papers.attach", _("附材料")), Verb("papers.withdraw", _("撤下材料")))
files = FileCheck("papers", _("附件"), compared(_("附件"), lambda: ((p, p.name, p.sha256) for p in Paper.objects.order_by("pk").iterator(chunk_size=1000))), of=(Paper,))
