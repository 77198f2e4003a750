"""An audited report: the file as it came, its text and figures as they were read, what people said of them, and what they
decided that a wording means. What the records say of a figure is asked anew each time it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.register.models import Org, under

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


class AuditSet(models.QuerySet["Audit"]):
    def visible_to(self, actor: Actor) -> AuditSet:
        """Whoever audits reports of a place sees those of it and below: a second reader is what an audit is for."""
        return self.filter(under(actor.grounds("audit.run"), "org__path"))


class Audit(Vouched):
    """One report handed in, for an organisation and a year; `last_*` is last year's report, if one came with it.

    The words of a report name people long before anybody publishes it, so they are kept sealed."""

    said_as = _("要核对的报告")
    org = models.ForeignKey(Org, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    tenant = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("文件"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    last_name = models.CharField(_("上年的报告"), max_length=120, blank=True)
    last_sha256 = models.CharField(max_length=64, blank=True)
    form = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=10, default="arrived", choices={"arrived": _("已收到"), "read": _("已核对"), "refused": _("不能读")})
    said = models.TextField(blank=True)
    text = SealedField(blank=True)
    blocks = models.JSONField(default=list)
    claims = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AuditSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "id"])]

    def __str__(self) -> str:
        return self.name

    def files(self) -> list[tuple[str, str]]:
        """The files that came, each with its name and the digest it is stored under."""
        return [(name, digest) for name, digest in ((self.name, self.sha256), (self.last_name, self.last_sha256)) if digest]


class Answer(Vouched):
    """What somebody said of the verdict on one figure of a report: that it is accepted, or disputed, and why."""

    said_as = _("对核对结果的答复")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    place = models.PositiveIntegerField()
    word = models.CharField(max_length=10, choices={"accepted": _("认可"), "disputed": _("有异议")})
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "place"], name="one_answer_a_figure")]


class Meaning(Vouched):
    """Which figure a wording means in the reports of a tenant; an empty one: none."""

    said_as = _("指明的指标")
    tenant = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField(max_length=120)
    figure = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "wording"], name="one_meaning_a_wording")]
