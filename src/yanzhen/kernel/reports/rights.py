"""What the reports engine declares."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.trail import Verb

WRITE = Right("report.write", _("起草报告"))
SIGN = Right("report.sign", _("签发报告"))

verbs = (
    Verb("report.draft", _("起草报告")),
    Verb("report.edit", _("修改报告")),
    Verb("report.sign", _("签发报告")),
)
