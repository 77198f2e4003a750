"""The worker: one process beside the web's, that does long work one job after the other.

It may be killed at any moment. Tasks are one transaction or compare-and-set, so a job that was killed leaves nothing
half-done; it stays “running” without a beat, and the next worker takes it up again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused

from . import actions
from .models import Job
from .tasks import Progress, TakenOver, Task

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

BEAT_SECONDS = 1.0
REST_SECONDS = 0.5


class Heart(threading.Thread):
    """Writes the beat and the progress of one job on a connection of its own, until the job is over."""

    def __init__(self, job: Job, progress: Progress, clock: Clock) -> None:
        super().__init__(daemon=True)
        self.job, self.progress, self.clock = job, progress, clock
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(BEAT_SECONDS):
            try:
                actions.beat(self.job, self.progress, at=self.clock())
            except DatabaseError:  # the task's own write holds the lock: the next beat will do
                log.debug("a beat was missed")
        connection.close()


def work_off(clock: Clock, *, hearts: bool = False) -> int:
    """Do everything that waits, here and now; how many jobs that were."""
    count = 0
    while job := actions.claim(at=clock()):
        do(job, clock, hearts=hearts)
        count += 1
    return count


def serve(clock: Clock, *, until: Callable[[], bool] = lambda: False) -> None:
    """Work for ever (or until told). What goes wrong with the database is waited out."""
    while not until():
        try:
            close_old_connections()
            idle = not work_off(clock, hearts=True)
        except DatabaseError:
            log.exception("the worker cannot reach the database")
            idle = True
        if idle:
            time.sleep(REST_SECONDS)


def do(job: Job, clock: Clock, *, hearts: bool) -> None:
    """Do one claimed job and say how it ended."""
    progress = Progress()
    heart = Heart(job, progress, clock) if hearts else None
    if heart:
        heart.start()
    try:
        state, said = _outcome(job, progress, clock)
    except TakenOver:
        log.warning("job %s was taken over", job.pk)
        return
    finally:
        if heart:
            heart.over.set()
            heart.join()
    actions.finish(job, state, said, progress, at=clock())


def _outcome(job: Job, progress: Progress, clock: Clock) -> tuple[str, str]:
    at = clock()
    try:
        refresh()
        task = book.get(Task, job.task)
        return "done", task.run(job, progress, actor=actions.actor_for(job, at), at=at)
    except Refused as why:
        return "refused", str(why)
    except TakenOver:
        raise
    except Exception:  # whatever a task throws, the worker goes on to the next job
        log.exception("job %s (%s) failed", job.pk, job.task)
        return "failed", _("这件事没有做成，程序出了错；没有写入任何内容。请联系系统管理员，告诉他任务编号 %(job)d。") % {"job": job.pk}
