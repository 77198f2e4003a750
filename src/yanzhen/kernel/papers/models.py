"""Papers and photographs attached to records: optional, content-addressed, served only to who may see the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.records.models import Record

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


class PaperSet(models.QuerySet["Paper"]):
    def visible_to(self, actor: Actor) -> PaperSet:
        return self.filter(record__in=Record.objects.visible_to(actor), withdrawn_at__isnull=True)


class Paper(Vouched):
    """One file: its name as given, its digest, and where its bytes lie. Location data is gone unless kept on purpose."""

    said_as = _("附件")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(_("名称"), max_length=120)
    media = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    place_kept = models.BooleanField(_("保留拍摄地点"), default=False)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = PaperSet.as_manager()
