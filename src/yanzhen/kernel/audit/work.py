"""Reading a report as long work: what the worker runs. Safe to run again: what was read is not read twice."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.jobs.tasks import Progress

from . import actions
from .models import Audit
from .sandboxed import STEPS


def read_audit(job: Job, progress: Progress, *, actor: Actor, at: datetime) -> str:
    audit = Audit.objects.get(pk=job.about or 0)
    progress(0, STEPS + 1)
    if audit.state == "arrived":
        audit = actions.read(audit, actor=actor, at=at, step=lambda: progress(progress.done + 1))
    progress(STEPS + 1)
    return _("核对好了：找到%(claims)d处数字。") % {"claims": len(audit.claims)}
