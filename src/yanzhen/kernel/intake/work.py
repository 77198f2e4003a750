"""Imports as long work: what the worker runs. Each is safe to run again: what was done is not done twice."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.jobs.tasks import Progress

from . import actions
from .models import Import


def read_import(job: Job, progress: Progress, *, actor: Actor, at: datetime) -> str:
    imported = Import.objects.get(pk=job.about or 0)
    if imported.state in ("arrived", "refused"):
        imported = actions.read(imported, actor=actor, at=at, progress=progress)
    said: str = _("预览好了：新增%(new)d行，变更%(changed)d行，相同%(same)d行，退回%(refused)d行。") % imported.counts
    return said


def decide_import(job: Job, progress: Progress, *, actor: Actor, at: datetime) -> str:
    imported = Import.objects.get(pk=job.about or 0)
    if imported.state != "written":
        imported = actions.decide(imported, actor=actor, at=at, progress=progress)
    said: str = _("已导入：新增%(new)d行，变更%(changed)d行，相同%(same)d行，退回%(refused)d行。") % imported.counts
    return said


def undo_import(job: Job, progress: Progress, *, actor: Actor, at: datetime) -> str:
    imported = Import.objects.get(pk=job.about or 0)
    if imported.state != "undone":
        actions.undo(imported, actor=actor, at=at, progress=progress)
    return _("已撤销，名册和记录恢复到导入之前。")
