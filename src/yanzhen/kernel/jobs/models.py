"""Long work, done by one worker outside the web's processes: safe to kill and to run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


class JobSet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> JobSet:
        """A person sees the work he asked for."""
        return self.all() if actor.operator else self.filter(asked_by=actor.person_id)


class Job(models.Model):
    """One piece of long work: what, for whom, how far, and how it ended."""

    task = models.CharField(max_length=30)
    about = models.BigIntegerField(null=True)
    asked_by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting", choices={
        "waiting": _("等待"), "running": _("进行中"), "done": _("完成"), "refused": _("没有完成"), "failed": _("出错"),
    })
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)

    objects = JobSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]
