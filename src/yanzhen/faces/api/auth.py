"""Who calls the API: a token stands for its account's person, with the posts he holds today; and what each operation needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Actor, actor_of
from yanzhen.kernel.guard.signin import account_of_token

SIGNED_IN = "signed_in"

# What each operation needs, by its id: to have a post at all, or a right a post carries. One without a line cannot be called.
POLICY = {
    "me": SIGNED_IN,
    "inbox": SIGNED_IN,
    "sent": SIGNED_IN,
    "search": SIGNED_IN,
    "records": SIGNED_IN,
    "record": SIGNED_IN,
    **dict.fromkeys(("write_record", "write_record_with_files", "write_visit", "write_visit_with_files"), SIGNED_IN),
    "take_step": SIGNED_IN,
    "correct_record": SIGNED_IN,
    "void_record": SIGNED_IN,
    "attach_to_record": SIGNED_IN,
    "paper": SIGNED_IN,
    "withdraw_paper": SIGNED_IN,
    "draw_revisits": "trail.read",
    "orgs": "register.read",
    "org": "register.read",
    "trees": "register.read",
    "households": "register.read",
    "household": "register.read",
    "people": "register.read",
    "person": "register.read",
    "gaps": "register.read",
    "map_spots": "register.read",
    "map_areas": "register.read",
    **dict.fromkeys(("found_org", "rename_org", "correct_org", "move_org", "merge_org", "split_org", "restore_org", "end_org"), "register.write"),
    **dict.fromkeys(("register_person", "correct_person", "person_belongs", "person_confirmed", "person_leaves", "person_died"), "register.write"),
    **dict.fromkeys(("found_household", "correct_household", "join_household", "leave_household", "correct_relation", "household_head", "move_household", "end_household"), "register.write"),
    "posts": "posts.write",
    "appoint": "posts.write",
    "end_post": "posts.write",
    "figures": "figures.read",
    "figure": "figures.read",
    **dict.fromkeys(("figure_parts", "figure_rows", "figure_list"), "figures.read"),
    "reports": "figures.read",
    "report": "figures.read",
    "report_changes": "figures.read",
    "report_word": "figures.read",
    "write_report": "report.write",
    "edit_report": "report.write",
    "sign_report": "report.sign",
    "imports": "import.run",
    "import": "import.run",
    "import_refused": "import.run",
    "import_returned": "import.run",
    "receive_import": "import.run",
    "choose_import": "import.run",
    "decide_import": "import.run",
    "undo_import": "import.run",
    **dict.fromkeys(("hand_in_audit", "audits", "audit", "audit_word", "audit_page", "answer_audit", "audit_means"), "audit.run"),
    "trail": "trail.read",
    "rules": "policy.read",
    "adopt_rules": "rules.adopt",
}

# Of those, the ones whose numbers count rows the caller may not open, for whoever holds the right.
AGGREGATES = {name: POLICY[name] for name in ("figures", "figure", "figure_parts", "report", "report_changes", "report_word", "audit", "audit_word", "audit_page")}


#: The query each operation knows, by its id; `urls` fills it in from the operations themselves.
QUERIES: dict[str, frozenset[str]] = {}


class Caller(HttpRequest):
    """A request whose token was good."""

    actor: Actor
    at: datetime


class Token(HttpBearer):
    """Authorization: Bearer KEY."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        at = timezone.now()
        account = account_of_token(token, local_day(at))
        if account is None:
            return None
        actor = actor_of(account.person_id, account.person.name, local_day(at), account.pk)
        if not actor.posts:
            return None
        request.actor, request.at = actor, at  # type: ignore[attr-defined]
        if request.method == "POST":
            refresh()
        return account


def need(request: Caller, operation: str, org: Any = None) -> Actor:
    """The caller, if the policy lets him; otherwise the operation answers as if it were not there."""
    wanted = POLICY.get(operation)
    if wanted is None or "%00" in request.META.get("QUERY_STRING", "") or (wanted != SIGNED_IN and not request.actor.may(wanted, org)):
        raise Http404
    if unknown := sorted(set(request.GET) - QUERIES[operation]):
        raise Refused(_("地址里的“%(name)s”这里不认识，%(known)s") % {"name": unknown[0][:40], "known": _known(operation)})
    return request.actor


def _known(operation: str) -> str:
    names = _("、").join(sorted(QUERIES[operation]))
    return _("可以用的有：%(names)s。") % {"names": names} if names else _("后面不用写问号和参数。")
