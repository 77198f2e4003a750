"""The verbs of long work: ask for it, take it up, put it down. A job is no fact: the acts a task does leave the trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor, actor_of, operator
from yanzhen.kernel.guard.actions.common import hold

from .models import Job
from .tasks import Progress, Task

#: A worker that has not been heard of for so long is dead. Longer than any write may hold SQLite's lock.
SILENT = timedelta(seconds=60)
#: A job that took so many workers down with it is not tried again.
TRIES = 3
OPEN = ("waiting", "running")


def ask(task: str, about: int | None, *, actor: Actor, at: datetime) -> Job:
    """Have a task done by the worker, in turn. Asking again for what is still under way gives the same job.

    KeyError for a task nobody declared.
    """
    book.get(Task, task)
    with transaction.atomic():
        if actor.person_id:
            hold(Job, "asked_by", actor.person_id)
        same = {"task": task, "about": about, "asked_by_id": actor.person_id}
        found = Job.objects.filter(**same, state__in=OPEN).order_by("id").first()
        return found or Job.objects.create(**same, asked_at=at)


def claim(*, at: datetime) -> Job | None:
    """The next job, taken by compare-and-set: of any number of workers exactly one gets it. None if nothing waits.

    A job whose worker fell silent is taken over; one that outlived its tries is put down as failed.
    """
    silent = Q(state="running") & (Q(beat_at__lt=at - SILENT) | Q(beat_at__isnull=True))
    for job in Job.objects.filter(Q(state="waiting") | silent).order_by("id"):
        mine = Job.objects.filter(pk=job.pk, state=job.state, tries=job.tries, beat_at=job.beat_at)
        if job.tries >= TRIES:
            mine.update(state="failed", said=_("试了%(tries)d次都没有做完，请联系系统管理员。") % {"tries": job.tries})
        elif mine.update(state="running", tries=F("tries") + 1, beat_at=at, done=0, total=0):
            job.refresh_from_db()
            return job
    return None


def beat(job: Job, progress: Progress, *, at: datetime) -> None:
    """Say that the job's worker lives, and how far it is; if the job is no longer its own, the progress is lost."""
    kept = _own(job).update(beat_at=at, done=progress.done, total=progress.total)
    progress.lost = not kept


def finish(job: Job, state: str, said: str, progress: Progress, *, at: datetime) -> bool:
    """Put the job down as done, refused or failed; False if it was taken over meanwhile."""
    return bool(_own(job).update(state=state, said=said, beat_at=at, done=progress.done, total=progress.total))


def _own(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state="running", tries=job.tries)


def actor_for(job: Job, at: datetime) -> Actor:
    """Whoever asked for the job, with the posts he holds when it runs; the operator where nobody did."""
    day = local_day(at)
    return actor_of(job.asked_by.pk, job.asked_by.name, day) if job.asked_by else operator(day)
