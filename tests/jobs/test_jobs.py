"""Long work is asked for once, done once, and survives the death of whoever was doing it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.jobs import actions, worker
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.jobs.tasks import Progress, TakenOver, Task

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
CONSOLE = operator(date(2026, 5, 6))
LATER = actions.SILENT + timedelta(seconds=1)


def clock() -> datetime:
    return AT


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., str]], str]]:
    """Declares a task for one test; its key."""
    monkeypatch.setattr(book, "_pages", {kind: dict(page) for kind, page in book._pages.items()})

    def task(run: Callable[..., str]) -> str:
        book.add(Task("count_books", "清点图书", run))
        return "count_books"

    yield task


def counting(job: Job, progress: Progress, **_who: Any) -> str:
    for n in range(5):
        progress(n + 1, 5)
    return f"清点了第{job.about}号书架"


def refusing(job: Job, progress: Progress, **_who: Any) -> str:
    raise Refused("书架锁着")


def breaking(job: Job, progress: Progress, **_who: Any) -> str:
    raise ZeroDivisionError


@pytest.mark.django_db
def test_a_job_is_done_and_says_how_it_ended(declare: Any) -> None:
    job = actions.ask(declare(counting), 7, actor=CONSOLE, at=AT)
    assert worker.work_off(clock) == 1
    job.refresh_from_db()
    assert (job.state, job.said, job.done, job.total) == ("done", "清点了第7号书架", 5, 5)


@pytest.mark.django_db
def test_asking_twice_for_the_same_gives_one_job(declare: Any) -> None:
    key = declare(counting)
    first = actions.ask(key, 7, actor=CONSOLE, at=AT)
    assert actions.ask(key, 7, actor=CONSOLE, at=AT) == first
    assert actions.ask(key, 8, actor=CONSOLE, at=AT) != first
    worker.work_off(clock)
    assert actions.ask(key, 7, actor=CONSOLE, at=AT) != first, "what is done may be asked for again"


@pytest.mark.django_db
def test_a_task_nobody_declared_is_not_taken(declare: Any) -> None:
    with pytest.raises(KeyError):
        actions.ask("unheard_of", None, actor=CONSOLE, at=AT)


@pytest.mark.django_db
def test_a_refusal_is_told_in_its_own_words_and_a_fault_is_not(declare: Any) -> None:
    actions.ask(declare(refusing), 1, actor=CONSOLE, at=AT)
    worker.work_off(clock)
    assert Job.objects.values_list("state", "said").get() == ("refused", "书架锁着")


@pytest.mark.django_db
def test_after_a_fault_the_next_job_is_done(declare: Any) -> None:
    key = declare(lambda job, progress, **who: breaking(job, progress) if job.about == 1 else counting(job, progress))
    actions.ask(key, 1, actor=CONSOLE, at=AT)
    actions.ask(key, 2, actor=CONSOLE, at=AT)
    assert worker.work_off(clock) == 2
    first, second = Job.objects.order_by("id")
    assert (first.state, second.state) == ("failed", "done")
    assert "ZeroDivision" not in first.said and str(first.pk) in first.said


@pytest.mark.django_db
def test_only_a_silent_worker_is_taken_over_and_only_so_often(declare: Any) -> None:
    actions.ask(declare(counting), 1, actor=CONSOLE, at=AT)
    assert actions.claim(at=AT) is not None
    assert actions.claim(at=AT + timedelta(seconds=30)) is None, "it may still be at work"
    at = AT
    for _try in range(actions.TRIES - 1):
        at += LATER
        assert actions.claim(at=at) is not None
    assert actions.claim(at=at + LATER) is None
    assert Job.objects.get().state == "failed"


@pytest.mark.django_db
def test_a_worker_that_was_taken_over_stops_and_says_nothing(declare: Any) -> None:
    actions.ask(declare(counting), 1, actor=CONSOLE, at=AT)
    first = actions.claim(at=AT)
    second = actions.claim(at=AT + LATER)
    assert first and second and first.pk == second.pk
    progress = Progress()
    actions.beat(first, progress, at=AT + LATER)
    with pytest.raises(TakenOver):
        progress(1)
    assert not actions.finish(first, "done", "", progress, at=AT)
    assert actions.finish(second, "done", "", Progress(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_sixteen_workers_claim_one_job_once(declare: Any) -> None:
    actions.ask(declare(counting), 1, actor=CONSOLE, at=AT)
    won: list[Job] = []
    together = threading.Barrier(16)

    def claim() -> None:
        together.wait()
        if job := actions.claim(at=AT):
            won.append(job)
        connection.close()

    workers = [threading.Thread(target=claim) for _ in range(16)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(won) == 1


@pytest.mark.django_db(transaction=True)
def test_progress_shows_while_the_task_is_under_way(declare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.01)
    beaten = threading.Event()
    monkeypatch.setattr(actions, "beat", lambda *a, real=actions.beat, **k: (real(*a, **k), beaten.set()))
    seen: list[tuple[int, int]] = []

    def half(job: Job, progress: Progress, **_who: Any) -> str:
        progress(50, 100)
        beaten.clear()
        assert beaten.wait(10)
        seen.append(Job.objects.values_list("done", "total").get(pk=job.pk))
        return ""

    actions.ask(declare(half), 1, actor=CONSOLE, at=AT)
    worker.work_off(clock, hearts=True)
    assert seen == [(50, 100)]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_taken_up_again(declare: Any) -> None:
    def deadly(job: Job, progress: Progress, **_who: Any) -> str:
        if job.tries == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return "第二次做成了"

    actions.ask(declare(deadly), 1, actor=CONSOLE, at=AT)
    connections.close_all()
    if (child := os.fork()) == 0:
        worker.work_off(clock)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert Job.objects.get().state == "running"
    assert worker.work_off(lambda: AT + LATER) == 1
    assert Job.objects.values_list("state", "said").get() == ("done", "第二次做成了")
