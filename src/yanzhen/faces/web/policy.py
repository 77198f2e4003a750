"""Who may call which address by which method: the one table, enforced by `guarding` and shown in the product.

An address or a method without a line answers like one that does not exist. A line says what the caller needs: nothing
(`OPEN`), to be signed in (`SIGNED_IN`; what he then sees is what `visible_to` gives him), or a right his posts carry.
"""

from __future__ import annotations

from dataclasses import dataclass

OPEN = "open"
SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Line:
    """What GET needs, what POST needs (empty: not allowed), and whether numbers here count rows the caller may not open."""

    get: str = ""
    post: str = ""
    aggregate: bool = False

    def need(self, method: str) -> str:
        return self.get if method in ("GET", "HEAD") else self.post if method == "POST" else ""


def own(post: bool = False) -> Line:
    """Signed in; what he sees is what he may see."""
    return Line(SIGNED_IN, SIGNED_IN if post else "")


def right(key: str, post: str = "") -> Line:
    return Line(key, post)


POLICY: dict[str, Line] = {
    "health": Line(OPEN),
    "sign_in": Line(OPEN, OPEN),
    "set_language": Line("", OPEN),
    "sign_out": Line("", SIGNED_IN),
    "account": own(),
    "password": own(post=True),
    "totp": own(post=True),
    "tokens": own(post=True),
    "inbox": own(),
    "search": own(),
    "records": Line(SIGNED_IN, aggregate=False),
    "records_export": Line(SIGNED_IN, aggregate=False),
    "record": own(),
    "record_new": own(post=True),
    "visit_new": own(post=True),
    "visit_worker": Line(OPEN),
    "visit_bare": own(),
    "visit_key": own(),
    "record_step": Line("", SIGNED_IN),
    "record_correct": own(post=True),
    "record_void": own(post=True),
    "record_reach": Line("", "register.reach"),
    "record_attach": Line("", SIGNED_IN),
    "paper": own(),
    "paper_withdraw": Line("", SIGNED_IN),
    "orgs": right("register.read"),
    "org": right("register.read"),
    "org_new": right("register.write", post="register.write"),
    "org_change": right("register.write", post="register.write"),
    "people": right("register.read"),
    "person": right("register.read"),
    "person_new": right("register.write", post="register.write"),
    "person_correct": right("register.write", post="register.write"),
    "person_change": right("register.write", post="register.write"),
    "person_reveal": Line("", "register.reveal"),
    "households": right("register.read"),
    "household": right("register.read"),
    "household_new": right("register.write", post="register.write"),
    "household_change": right("register.write", post="register.write"),
    "gaps": right("register.read"),
    "map": right("register.read"),
    "imports": right("import.run", post="import.run"),
    "import": right("import.run", post="import.run"),
    "import_refused": right("import.run"),
    "job": own(),
    "figures": Line("figures.read", aggregate=True),
    "figure": Line("figures.read", aggregate=True),
    "figure_export": Line("figures.read"),
    "revisit_draw": Line("", "trail.read"),
    "reports": Line("figures.read", "report.write", aggregate=True),
    "report": Line("figures.read", aggregate=True),
    "report_edit": Line("report.write", "report.write", aggregate=True),
    "report_sign": Line("report.sign", "report.sign", aggregate=True),
    "report_word": Line("figures.read", aggregate=True),
    "report_figure": Line("figures.read", aggregate=True),
    "report_figure_export": Line("figures.read"),
    "audits": right("audit.run", post="audit.run"),
    "audit": Line("audit.run", aggregate=True),
    "audit_figure": Line("audit.run", "audit.run", aggregate=True),
    "audit_word": Line("audit.run", aggregate=True),
    "audit_json": Line("audit.run", aggregate=True),
    "audit_alone": Line("audit.run", aggregate=True),
    "trail": right("trail.read"),
    "policy": right("policy.read"),
    "rules": right("policy.read", post="rules.adopt"),
    "posts": right("posts.write", post="posts.write"),
    "accounts": right("accounts.write", post="accounts.write"),
}
