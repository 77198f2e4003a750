"""Start-up checks: what roles are declared with must exist, or a mistyped word would silently take a right away, or leave two posts together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from yanzhen.kernel.base.definitions import book

from .access import Right, Role


def roles_name_only_what_is_declared(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each right or role that a role names and nobody declares, for a role kept apart from itself, for a blind one
    that reads sealed matter, and for one given by a role without the right over posts."""
    rights, roles = {r.key for r in book.of(Right)}, {r.key: r for r in book.of(Role)}
    faults = [f"role {role.key} carries a right nobody declares: {key}" for role in roles.values() for key in role.may if key not in rights]
    sealed = {r.key for r in book.of(Right) if r.sealed}
    faults += [f"role {role.key} is blind and carries {key}" for role in roles.values() if role.blind for key in role.may if key in sealed]
    faults += [
        f"role {role.key} is kept apart from {'itself' if key == role.key else f'a role nobody declares: {key}'}"
        for role in roles.values() for key in role.apart if key not in roles or key == role.key
    ]
    faults += [
        f"role {role.key} is given by a role without the right over posts: {key}"
        for role in roles.values() for key in role.given_by if key not in roles or "posts.write" not in roles[key].may
    ]
    return [Error(fault, id="guard.E001") for fault in faults]
