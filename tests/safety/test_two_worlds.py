"""Two worlds that differ only in what somebody may not know give him the same answers, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client

from tests.safety.asking import Question, questions
from tests.safety.callers import ANYBODY, ask, browser, program, said
from tests.safety.house import House
from tests.safety.varying import same_keys, unknown_to, vary
from tests.world import SINCE

VIEWERS = (
    ANYBODY, "clerk", "other_clerk", "far_clerk", "grid_worker", "other_grid_worker", "chief", "other_head", "officer", "area_head", "office_head",
    "dispatcher", "secretary", "liaison", "inspector", "system_admin", "security_admin", "audit_admin", "stranger", "moved",
)
LEAST_CELLS = 200


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever is done inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers(web: Client, api: Client, asked: list[Question]) -> dict[Question, bytes]:
    """What each question is answered; nothing that an answer did remains."""
    told = {}
    for question in asked:
        client = api if question.path.startswith("/api/") else web
        if question.method == "GET":
            told[question] = said(ask(client, "GET", question.path))
        else:
            with forgotten():
                told[question] = said(ask(client, question.method, question.path, question.data))
    return told


@pytest.mark.parametrize("viewers", [VIEWERS[n::4] for n in range(4)], ids=" ".join)
def test_nobody_notices_what_he_may_not_know(house: House, viewers: tuple[str, ...]) -> None:
    import time
    asked = questions(house)
    for viewer in viewers:
        web, api = browser(house.world, viewer), program(house.world, viewer)
        same_keys()
        t=time.time()
        with forgotten():
            here = answers(web, api, asked)
        print(viewer, len(asked), time.perf_counter())
        with forgotten():
            same_keys()
            canaries = vary(house, unknown_to(viewer))
            same_keys()
            there = answers(web, api, asked)
        different = [q for q in asked if here[q] != there[q]]
        leaked = {(q, c) for q in asked for c in canaries if c.encode() in there[q]}
        for q in different:
            a,b=here[q].decode(errors="replace"),there[q].decode(errors="replace")
            n=next((i for i,(x,y) in enumerate(zip(a,b)) if x!=y),0)
            print("   ", q.method,q.route,q.path,repr(a[max(0,n-60):n+80]),"|||",repr(b[n:n+80]))
        print(len(leaked), sorted((q.path,c) for q,c in leaked)[:10])
