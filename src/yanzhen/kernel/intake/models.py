"""An import: a file as it came, how its columns were read, what became of each row, and how to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.register.models import Org

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


class ImportSet(models.QuerySet["Import"]):
    def visible_to(self, actor: Actor) -> ImportSet:
        return self.all() if actor.operator else self.filter(by=actor.person_id)


class Import(Vouched):
    """One file on its way in. Its rows are read once into `ImportRow`; nothing is written elsewhere before the decision."""

    said_as = _("导入的表格")
    org = models.ForeignKey(Org, verbose_name=_("导入到"), on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(_("表种"), max_length=40, blank=True)
    name = models.CharField(_("文件"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="arrived", choices={
        "arrived": _("已收到"), "read": _("已预览"), "written": _("已导入"), "undone": _("已撤销"), "refused": _("不能读"),
    })
    said = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = ImportSet.as_manager()

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the file: where it stood, what it says, and what it is against the records: new, changed, same, refused.

    `mark` is the keyed digest of the fact it states, for facts that have no number of their own: the same fact in another
    file is known by it. `made` names the rows it brought about, for the undoing."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    fate = models.CharField(max_length=8)
    values = models.BinaryField()
    why = models.TextField(blank=True)
    made = models.JSONField(default=list)
    mark = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["of", "fate", "id"]),
            models.Index(fields=["mark"], name="intake_mark", condition=~models.Q(mark="")),
        ]
