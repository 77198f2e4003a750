"""What the figures engine declares."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right

READ = Right("figures.read", _("查看指标和已签发的报告"))
