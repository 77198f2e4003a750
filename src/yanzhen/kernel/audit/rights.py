"""What the audit declares: who may hand reports in, how its acts are told, how its files are checked, and its long work."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.filecheck import compared
from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.guard.verify import FileCheck
from yanzhen.kernel.jobs.tasks import Task

from .models import Audit
from .work import read_audit

RUN = Right("audit.run", _("核对报告里的数字"), sealed=True)

verbs = (
    Verb("audit.receive", _("收到要核对的报告")),
    Verb("audit.read", _("核对报告")),
    Verb("audit.accept", _("认可核对结果")),
    Verb("audit.dispute", _("对核对结果提出异议")),
    Verb("audit.means", _("指明数字指的是哪个指标")),
)

files = FileCheck("audits", _("核对的报告"), compared(_("核对的报告"), lambda: (
    (audit, *file) for audit in Audit.objects.defer("text", "blocks", "claims", "findings").order_by("pk").iterator(chunk_size=1000) for file in audit.files()
)), of=(Audit,))

tasks = (Task("audit.read", _("核对报告"), read_audit, (_("正在读出文字"), _("正在找出数字"), _("正在对前后文"), _("正在与上年的报告比对"), _("正在保存"))),)
