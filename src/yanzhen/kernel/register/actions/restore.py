"""Take back a merger or a split that was a mistake, while nothing has been recorded upon it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.vouched import as_read, called
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Appointment

from .. import tree
from ..acting import above, asked, fresh, note, require
from ..models import Dissolved, Org, OrgPlace, Person
from ..standing import Standing

NAMED = 5
CHUNK = 500
Keys = dict[type[models.Model], list[int]]


def keep(org: Org, into: Org, at: datetime, rows: Sequence[models.Model]) -> Dissolved:
    """What the rows that a merger or split wrote said before it, by their names in the trail; which it made; and with what digest it
    leaves each. To be asked before the trail is told of the rows."""
    before: dict[str, dict[str, Any]] = {}
    made, last = [], dict[str, models.Model]()
    for row in rows:
        name, read = trail.label(row), as_read(row)
        if name not in last:
            if read is None:
                made.append(name)
            else:
                assert not isinstance(read, str), f"{name} was told to the trail before"
                before[name] = dict(zip(*read, strict=True))
        last[name] = row
    kept = {name: _changed(last[name], said) for name, said in before.items()}
    left = {name: trail.row_digest(row) for name, row in last.items()}
    return Dissolved.objects.create(org=org, into=into, at=at, kept=kept, made=made, left=left)


def _changed(row: models.Model, before: Mapping[str, Any]) -> dict[str, Any]:
    """The columns in which a row differs from what it said before, with what it said."""
    return {name: _plain(said) for name, said in before.items() if getattr(row, name) != said}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def restore_org(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org) -> Org:
    """Take back the merger or split by which an organisation ended: everything stands as before, and the trail keeps both. Refused
    where anything was recorded upon it since."""
    with trail.act(actor, at, uid, asked("restore_org", org=org)) as act:
        if act.seen:
            return Org.objects.get(pk=org.pk)
        tree.lock()
        org = fresh(org)
        past = restorable(org)
        if past is None:
            raise Refused(_("%(org)s不是因为并入或拆分撤销的，不能恢复。") % {"org": org})
        require(actor, above(past.into))
        require(actor, Org.objects.get(pk=past.kept[trail.label(org)].get("parent_id") or org.parent_id or org.pk))
        if against := [*_changed_since(past), *_recorded_since(past)]:
            said = {"org": org, "what": "、".join(against[:NAMED]) + (_("等%(count)d项") % {"count": len(against)} if len(against) > NAMED else "")}
            raise Refused(_("%(org)s不能恢复：之后又有%(what)s用到或改过这次变动的内容。请先处理这些，再恢复。") % said)
        written = _put_back(past)
        past.undone_at = at
        past.save(update_fields=["undone_at"])
        note(act, "register.restore_org", org, org, [*written, past], into=past.into_id)
        for model, keys in _by_model(past.made, last=Org).items():
            bulk.remove(model, keys)
            gone = {(name := f"{model._meta.label_lower}:{key}"): past.left[name] for key in keys}
            act.note("register.restore_org", tenant=org.tenant_id, subject=org, gone=gone, said={"rows": len(gone)})
    return Org.objects.get(pk=org.pk)


def restorable(org: Org) -> Dissolved | None:
    """The merger or split by which it ended, if it is known and was not taken back."""
    return None if org.until is None else Dissolved.objects.filter(org=org, undone_at__isnull=True).select_related("into__parent").order_by("-pk").first()


def _by_model(names: Iterable[str], last: type[models.Model]) -> Keys:
    """Keys by their model; that of `last` behind the others, because they point at it."""
    found: Keys = {}
    for name in names:
        found.setdefault(apps.get_model(name.partition(":")[0]), []).append(trail.pk_of(name))
    return dict(sorted(found.items(), key=lambda one: one[0] is last))


def _rows(names: Iterable[str]) -> Iterator[tuple[str, models.Model | None, type[models.Model]]]:
    """The rows of these names as they stand now; None for one that is gone."""
    for model, keys in _by_model(names, Org).items():
        for i in range(0, len(keys), CHUNK):
            part = model._default_manager.in_bulk(keys[i : i + CHUNK])
            yield from ((f"{model._meta.label_lower}:{key}", part.get(key), model) for key in keys[i : i + CHUNK])


def _said(row: models.Model | None, model: type[models.Model]) -> str:
    return f"“{row}”" if row is not None and model.__str__ is not models.Model.__str__ else called(model)


def _changed_since(past: Dissolved) -> Iterator[str]:
    """Rows that no longer look as the merger or split left them."""
    return (_said(row, model) for name, row, model in _rows(past.left) if row is None or trail.row_digest(row) != past.left[name])


def _recorded_since(past: Dissolved) -> Iterator[str]:
    """Rows that came since and stand below what was moved, or point at what would be taken away."""
    made, known = _by_model(past.made, Org), _by_model(past.left, Org)
    moved = [row.path for name, row, _model in _rows(past.kept) if isinstance(row, Org) and {"path", "until"} & past.kept[name].keys()]
    new = Org.objects.filter(pk__in=made.get(Org, []))
    ground = Q(pk__in=[])
    for path in [*moved, *(one.path for one in new)]:
        ground |= Q(path__startswith=path)
    for model in (Org, OrgPlace):
        yield from (_said(row, model) for row in model._default_manager.filter(ground).exclude(pk__in=known.get(model, [])))
    homes = any("org_id" in columns for name, columns in past.kept.items() if name.startswith("register.household:"))
    places = Q(org__in=Org.objects.filter(ground).values("pk")) | (Q(org=past.into_id) if homes else Q(pk__in=[]))
    for kind in book.of(Standing):
        assert kind.model is not None
        yield from (_said(row, kind.model) for row in kind.model._default_manager.filter(places, **{f"{kind.written}__gt": past.at})[: NAMED + 1])
    yield from _pointing([one.pk for one in new], past)


def _pointing(keys: list[int], past: Dissolved) -> Iterator[str]:
    """Rows of any model that point at organisations to be taken away, and are not the split's own."""
    for relation in Org._meta.get_fields(include_hidden=True) if keys else ():
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            for row in model._default_manager.filter(**{f"{relation.field.name}__in": keys})[:CHUNK]:
                if trail.label(row) not in past.left:
                    yield _said(row, model)


def _put_back(past: Dissolved) -> list[models.Model]:
    """Every row as it was, each column by itself. Who has died since holds no post again."""
    written = []
    for name, row, model in _rows(name for name, columns in past.kept.items() if columns):
        assert row is not None
        for column, said in past.kept[name].items():
            setattr(row, column, next(f for f in model._meta.concrete_fields if f.attname == column).to_python(said))
        if isinstance(row, Appointment) and (died := Person.objects.values_list("died_on", flat=True).get(pk=row.person_id)):
            row.until = max(row.since, died)
        row.save(update_fields=[f.name for f in model._meta.concrete_fields if f.attname in past.kept[name]])
        written.append(row)
    return written
