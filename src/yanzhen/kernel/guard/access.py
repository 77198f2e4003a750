"""Who may: authority comes from the posts a person holds today, at the places under them, and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from yanzhen.kernel.base.definitions import Definition, book
from yanzhen.kernel.base.language import in_papers
from yanzhen.kernel.base.prepared import prepared

from .models import Appointment


@dataclass(frozen=True, eq=False)
class Right(Definition):
    """Something one may do that is not a step of a flow; `sealed`: it lets read sealed matter, or what leads to it."""

    sealed: bool = False


@dataclass(frozen=True, eq=False)
class Role(Definition):
    """A post's role: at which kinds of organisation it stands, what it may do there and below, with what it may not be combined,
    and the roles that give and end it; without any, only the server does. A sole one is held by one person at a place at a time;
    whoever holds a blind one reads no sealed matter by any other post."""

    at: tuple[str, ...]
    may: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ()
    sole: bool = False
    blind: bool = False

    @property
    def reads_sealed(self) -> bool:
        return any(book.get(Right, key).sealed for key in self.may)

    def excludes(self, other: Role) -> bool:
        """Whether one person may not hold both at a time, whichever of them says so."""
        declared = other.key in self.apart or self.key in other.apart
        return declared or self.blind and other.reads_sealed or other.blind and self.reads_sealed


class Place(Protocol):
    """What access needs to know of an organisation."""

    path: str


def called(role: str, title: str) -> str:
    """What a post is called: by its title, as it was typed; by its role, in the reader's language, where that is all the title says."""
    known = next((one for one in book.of(Role) if one.key == role), None)
    return title if title and (known is None or title != in_papers(known.name)) else str(known or role)


@dataclass(frozen=True)
class Post:
    """A post held on a day."""

    role: str
    org_id: int
    org_name: str
    path: str
    tenant_id: int | None
    title: str = ""

    @property
    def name(self) -> str:
        return called(self.role, self.title)

    @property
    def key(self) -> str:
        return f"{self.role}@{self.org_id}"

    def carries(self, right: str) -> bool:
        return right in book.get(Role, self.role).may


@dataclass(frozen=True)
class Actor:
    """Who acts, on which day, by which posts. The operator at the server's console has no person and every right."""

    person_id: int | None
    name: str
    day: date
    posts: tuple[Post, ...] = ()
    operator: bool = False
    account_id: int | None = field(default=None, compare=False)

    def holds(self, roles: Iterable[str], org: Place) -> bool:
        """Does one of his posts, with one of these roles, reach this place?"""
        wanted = set(roles)
        return self.operator or any(p.role in wanted and (org.path or "").startswith(p.path) for p in self.posts)

    def may(self, right: str, org: Place | None = None) -> bool:
        """Does one of his posts carry this right, and over this place if one is named?"""
        return self.operator or any((org.path or "").startswith(p) if org else True for p in self.grounds(right))

    def grounds(self, right: str = "") -> list[str]:
        """The paths his posts stand at (those that carry the right, if one is named), widest first, none inside another."""
        if self.operator:
            return ["/"]
        paths = sorted({p.path for p in self.posts if not right or p.carries(right)})
        return [p for p in paths if not any(p != q and p.startswith(q) for q in paths)]

    def people_in_posts(self, grounds: Iterable[str]) -> QuerySet[Appointment, Any]:
        """The people appointed under these paths."""
        found = Q(pk__in=[])
        for path in grounds:
            found |= Q(org__path__startswith=path)
        return Appointment.objects.filter(found).values("person")

    @property
    def post_said(self) -> str:
        """The posts as the trail says them."""
        return ";".join(p.key for p in self.posts)[:120] if not self.operator else "operator"

    @property
    def fingerprint(self) -> str:
        """Changes whenever a post begins or ends: a session made under other posts is a stranger."""
        return sha256("|".join(sorted(p.key for p in self.posts)).encode()).hexdigest()[:16]


@prepared
def _held(person: Any, day: Any) -> QuerySet[Appointment, Any]:
    return Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), Q(org__until__isnull=True) | Q(org__until__gt=day), person_id=person, since__lte=day,
    ).order_by("since", "pk").values_list(
        "role", "title", "org_id", "org__name", "org__path", "org__tenant_id",
        *(f"org__serves__{column}" for column in ("id", "name", "path", "tenant_id", "kind", "until")),
    )


def held(person_id: int, day: date) -> tuple[Post, ...]:
    """The posts a person holds on a day, in organisations that exist then. A post at an organisation that serves a place where
    its role may stand too is held at that place as well: so the two trees meet, and nothing else is reached through them."""
    posts: dict[str, Post] = {}
    for role, title, org, name, path, tenant, served, its_name, its_path, its_tenant, kind, until in _held(person=person_id, day=day):
        found = [Post(role, org, name, path, tenant, title)] if path else []  # not placed yet; an empty path would reach everything
        if found and its_path and its_tenant == tenant and kind in book.get(Role, role).at and (until is None or until > day):
            found.append(Post(role, served, its_name, its_path, its_tenant, title))
        for post in found:
            posts.setdefault(post.key, post)
    return tuple(posts.values())


def who_else_may(actor: Actor, right: str) -> str:
    """The roles, other than the actor's own, that carry a right: to whom he can hand on what he may not do."""
    own = {p.role for p in actor.posts}
    return "、".join(str(role.name) for role in book.of(Role) if right in role.may and role.key not in own)


def actor_of(person_id: int, name: str, day: date, account_id: int | None = None) -> Actor:
    """The person as he may act on that day."""
    return Actor(person_id, name, day, held(person_id, day), account_id=account_id)


def operator(day: date) -> Actor:
    """Whoever stands at the server's console. Never made from a request."""
    return Actor(None, "", day, operator=True)
