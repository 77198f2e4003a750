"""What the audit declares: who may hand reports in, how its acts are told, and its long work."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.jobs.tasks import Task

from .work import read_audit

RUN = Right("audit.run", _("核对报告里的数字"))

verbs = (
    Verb("audit.receive", _("收到要核对的报告")),
    Verb("audit.read", _("核对报告")),
    Verb("audit.accept", _("认可核对结果")),
    Verb("audit.dispute", _("对核对结果提出异议")),
    Verb("audit.means", _("指明数字指的是哪个指标")),
)

tasks = (Task("audit.read", _("核对报告"), read_audit),)
