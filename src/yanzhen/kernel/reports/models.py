"""A report: words with named figures; signed, it keeps each figure with the rows it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.register.models import Org, under

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


class ReportSet(models.QuerySet["Report"]):
    def visible_to(self, actor: Actor) -> ReportSet:
        """Signed reports to whoever reads figures there; drafts to whoever writes reports there."""
        drafts = under(actor.grounds("report.write") + actor.grounds("report.sign"), "org__path")
        return self.filter(
            drafts | (under(actor.grounds("figures.read"), "org__path") & models.Q(signed_at__isnull=False))
        )


class Report(Vouched):
    """A text with figures in it, for one organisation and one year."""

    said_as = _("报告")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="reports")
    tenant = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"), max_length=60000)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signed_by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    chain_head = models.CharField(max_length=16, blank=True)

    objects = ReportSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name", "year"], name="one_report_a_year")]

    def __str__(self) -> str:
        return self.title


class FrozenFigure(Vouched):
    """A figure as it was signed: the number, the words it was written in, and the rows it counted then."""

    said_as = _("报告里固定的数字")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="frozen")
    place = models.PositiveIntegerField()
    figure = models.CharField(max_length=60)
    options = models.CharField(max_length=120, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    words = models.CharField(max_length=60)
    rows = models.BinaryField()
    digest = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "place"], name="one_frozen_place")]
