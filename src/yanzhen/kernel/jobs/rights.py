"""What the jobs declare."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.trail import Loose

loose = (Loose("jobs.job", _("后台任务只记进度，做成的内容另有操作记录")),)
