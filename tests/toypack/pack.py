"""The library's one kind of record, its flow and its posts. Its roles are its own: nobody of the township sees a loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.records.flow import HANDLER, Ask, Flow, State, Step
from yanzhen.kernel.records.kinds import Kind

from .models import Loan

if TYPE_CHECKING:
    from yanzhen.kernel.records.models import Record

roles = (
    Role("librarian", "librarian", at=("village",)),
    Role("library_head", "library head", at=("town",)),
    Role("binder", "bookbinder", at=("office",)),
    Role("library_guest", "library guest", at=("village", "town")),
)


def limit(record: Record, state: str) -> str:
    """How long a book may stay away goes by its sort; a gift may stay."""
    if state == "lent":
        return "" if record.facts.sort == "gift" else f"loan.{record.facts.sort}"
    return {"asked": "loan.lend", "mending": "loan.mend"}.get(state, "")


loan = Kind(
    "loan", "loan", Loan, number="L{year}-{seq:04d}", written_by=("librarian",), seen_by=("librarian", "library_head", "binder"),
    flow=Flow(
        State("asked", "asked for", turn="librarian", at="village", otherwise=("library_head", "town")),
        State("lent", "lent", turn="librarian", at="village", otherwise=("library_head", "town")),
        State("asking_more", "asks for longer", turn="library_head", at="town", runs_on=True),
        State("mending", "at the binder's", turn="binder", at=HANDLER, resumes=True),
        State("back", "back", open=False),
        State("lost", "lost", open=False),
        Step("lend", "lend", "asked -> lent", main=True),
        Step("ask_longer", "ask for longer", "lent -> asking_more"),
        Step("deny", "deny", "asking_more -> lent"),
        Step("extend", "extend", "lent | asking_more -> lent", by=("library_head",), adds="loan.extension", once=True),
        Step("remind", "remind", "lent -> lent", by=("librarian",)),
        Step("give_back", "give back", "lent | mending -> back", by=("librarian",), main=True, sets={"outcome": "back"}, dates="ended_on"),
        Step("lose", "lose", "lent -> lost", by=("librarian",), sets={"outcome": "lost"}, dates="ended_on", asks=(
            Ask("why", "why"),
            Ask("note", "note", optional=True, fact=True),
            Ask("pays", "pays", sort="choice", choices={"yes": "yes", "no": "no"}, optional=True),
            Ask("seen_on", "last seen", sort="date", optional=True),
        )),
        Step("mend", "send to the binder", "lent -> mending", by=("librarian",), asks=(Ask("handler", "binder", sort="org", orgs=("office",)),)),
        Step("return", "bind and return", "mending -> lent", main=True),
        Step("ask_again", "ask again", "back | lost -> asked", by=("library_head",), anew=True, sets={"outcome": "", "ended_on": None}),
        limit=limit,
    ),
)

verbs = (
    *(Verb(f"loan.{key}", name) for key, name in (("write", "write"), ("correct", "correct"), ("void", "void"))),
    *(Verb(f"loan.{step.key}", str(step.name)) for step in (loan.flow.steps.values() if loan.flow else ())),
)
