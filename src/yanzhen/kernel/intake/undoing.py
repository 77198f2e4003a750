"""Undoing an import: records are voided, old values put back, register rows taken away, each named in the trail.

Nothing that came later is pulled along. If a row was changed since, or something else points at it, the import stays and
the refusal says what stands against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.days import ONE_DAY, local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.jobs.tasks import Progress
from yanzhen.kernel.records.models import Facts, Record
from yanzhen.kernel.records.placing import resettle
from yanzhen.kernel.register.models import Household, Org, OrgPlace
from yanzhen.kernel.register.roster import Moved

from .apply import TRIES, head_of
from .left import left_by, made_by
from .loading import Loader
from .models import Import
from .preview import CHUNK

NAMED = 5
#: Rows about the import itself, which the undoing changes.
OWN = ("intake.import",)
#: What a correction of a record can say of the record itself; all else is a column of its facts.
OF_RECORD = ("title", "happened_on", "org")


@dataclass
class Plan:
    """What an import brought about: rows by model, the digest each row was left with, the records to void, the old values to put
    back, and the organisations and homes that those records, other voided ones or imports taken back name: they cannot be taken
    away and are ended instead, an organisation the day after its first, a home before it."""

    made: dict[type[models.Model], list[int]] = field(default_factory=dict)
    records: list[int] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    kept: dict[type[models.Model], set[int]] = field(default_factory=lambda: {Org: set(), Household: set()})

    def holds(self, model: type[models.Model], key: int) -> bool:
        if model not in self._sets:
            self._sets[model] = set(self.made.get(model, ()))
        return key in self._sets[model]

    _sets: dict[type[models.Model], set[int]] = field(default_factory=dict)


@bulk.many()
def run(imported: Import, actor: Actor, at: datetime, uid: UUID | None, reason: str, progress: Progress) -> Import:
    """Take the import back; looked into before the transaction, as the decision is."""
    loader = book.get(Loader, imported.sheet) if imported.sheet else None
    if loader and not actor.may(loader.right, imported.org):
        raise Refused(_("您现在的岗位不能撤销给%(org)s的导入。") % {"org": imported.org})
    for tried in range(1, TRIES + 1):
        head, inside = head_of(imported), tried == TRIES  # before the import is read: what is done in between must show
        imported = Import.objects.select_related("org").get(pk=imported.pk)
        try:
            plan = None if inside or imported.state != "written" else planned(imported, progress)
            return _write(imported, actor, at, uid, reason, progress, plan, head)
        except Moved:
            continue
        except Refused:
            if inside or head_of(imported) == head:  # else what stood against it may be this very act, done meanwhile
                raise
    raise AssertionError("the last try returns or raises")


def _write(
    imported: Import, actor: Actor, at: datetime, uid: UUID | None, reason: str, progress: Progress, plan: Plan | None, head: int,
) -> Import:
    with trail.act(actor, at, uid, {"import": imported.pk, "undo": True}) as act:
        if act.seen:
            return imported
        imported = Import.objects.select_for_update(of=("self",)).select_related("org").get(pk=imported.pk)
        if not Import.objects.filter(pk=imported.pk, state="written").update(state="undone"):
            raise Refused(_("“%(name)s”没有导入，不用撤销。") % {"name": imported.name})
        if plan is not None and head_of(imported) != head:
            raise Moved
        plan = plan or planned(imported, progress)
        _put_back(plan, act, imported)
        _void(plan, act, imported)
        _take_away(plan, act, imported)
        imported.refresh_from_db()
        said = {"reason": reason.strip()[:200]}
        act.note("intake.undo", tenant=imported.org.tenant_id, subject=imported, rows=[imported], said=said)
    return imported


def planned(imported: Import, progress: Progress) -> Plan:
    """What there is to take back; Refused if something stands against it."""
    left = left_by(imported)
    plan = Plan(left=left)
    for name in made_by(imported):
        if name not in left:
            raise Refused(_("不能撤销：“%(name)s”的底稿与操作记录不一致，可能被改过，请系统管理员核对。") % {"name": imported.name})
        plan.made.setdefault(apps.get_model(name.partition(":")[0]), []).append(trail.pk_of(name))
    for part in parts(plan.made.get(Org, [])):
        plan.made.setdefault(OrgPlace, []).extend(OrgPlace.objects.filter(org__in=part).values_list("pk", flat=True))
    plan.records = plan.made.pop(Record, [])
    for part in parts(plan.made.pop(Correction, [])):
        plan.corrections += Correction.objects.filter(pk__in=part).order_by("-pk")
    if led := list(_led_on(plan)):
        raise Refused(_("不能撤销：这次导入给以前登记的%(what)s补办了步骤，办过的步骤不能抽掉。请在问题页逐条重新办理。") % {"what": _some(led)})
    against = [*_changed_since(left, progress), *_built_on(plan)]
    if against:
        raise Refused(_("不能撤销：之后又有%(what)s用到或改过这次导入的内容。请先处理这些，再撤销。") % {"what": _some(against)})
    return plan


def _some(named: list[str]) -> str:
    """The first few, and how many there are."""
    return "、".join(named[:NAMED]) + (_("等%(count)d项") % {"count": len(named)} if len(named) > NAMED else "")


def _led_on(plan: Plan) -> Iterator[str]:
    """Records that were there before, and that the import only added something to."""
    for model, keys in plan.made.items():
        if not any(column.name == "record" for column in model._meta.concrete_fields):
            continue
        for part in parts(keys):
            for row in Record.objects.filter(pk__in=model._default_manager.filter(pk__in=part).values("record")).exclude(pk__in=plan.records):
                yield named(Record, row)


def parts(keys: list[int]) -> Iterator[list[int]]:
    return (keys[i : i + CHUNK] for i in range(0, len(keys), CHUNK))


def _changed_since(left: dict[str, str], progress: Progress) -> Iterator[str]:
    """Rows that no longer look as the import left them."""
    by_model: dict[str, list[int]] = {}
    for name in left:
        by_model.setdefault(name.partition(":")[0], []).append(trail.pk_of(name))
    done = 0
    for label, keys in by_model.items():
        model = apps.get_model(label)
        for part in parts([] if label in OWN else keys):
            now = {trail.label(row): row for row in model._default_manager.filter(pk__in=part)}
            for key in part:
                row = now.get(name := f"{label}:{key}")
                if row is None or trail.row_digest(row) != left[name]:
                    yield named(model, row)
            progress(done := done + len(part), len(left))


def _built_on(plan: Plan) -> Iterator[str]:
    """Rows that are not the import's and point at one that is."""
    restored, records = {(c.subject, c.field) for c in plan.corrections}, set(plan.records)
    for model, other, column in list(_pointing(plan)):
        for part in parts(plan.made[model]):
            rows = list(other._default_manager.filter(**{f"{column.name}__in": part}))
            past = _past(rows) | records if model in plan.kept else set()
            for row in rows:
                if model in plan.kept and (record_of(row) in past or isinstance(row, Import) and row.state != "written"):
                    plan.kept[model].add(getattr(row, column.attname))
                elif not (plan.holds(other, row.pk) or (trail.label(row), column.name) in restored):
                    yield named(other, row)
    _keep_above(plan)
    for part in parts(plan.records):
        yield from (named(Record, row) for row in Record.objects.live().filter(origin__in=part) if row.pk not in records)


def _pointing(plan: Plan) -> Iterator[tuple[type[models.Model], type[models.Model], Any]]:
    """Every column of any model that points at a model of which the import made rows: those that have no name for the way back too."""
    for model in plan.made:
        for relation in model._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):
                yield model, relation.related_model, relation.field


def _past(rows: list[models.Model]) -> set[int]:
    """The records among these rows, or that they belong to, which are void already."""
    found = {key for row in rows if (key := record_of(row)) is not None}
    return {key for part in parts(sorted(found)) for key in Record.objects.filter(pk__in=part, voided_on__isnull=False).values_list("pk", flat=True)}


def _keep_above(plan: Plan) -> None:
    """Where a home lies, and what an organisation stands under, serves or went into, stays where it stays."""
    orgs = plan.kept[Org]
    orgs |= {key for key in Household.objects.filter(pk__in=plan.kept[Household]).values_list("org", flat=True) if plan.holds(Org, key)}
    found = orgs
    while found:
        ways = Org.objects.filter(pk__in=found).values_list("parent", "serves", "successor")
        found = {key for way in ways for key in way if key and plan.holds(Org, key)} - orgs
        orgs |= found


def record_of(row: models.Model) -> int | None:
    """The record a row is, or belongs to."""
    return row.pk if isinstance(row, Record) else getattr(row, "record_id", None)


def named(model: type[models.Model], row: models.Model | None) -> str:
    """A row in words a clerk knows."""
    if row is None:
        return _("已不在的内容")
    if isinstance(row, Facts):
        row = row.record
    return f"“{row}”" if type(row).__str__ is not models.Model.__str__ else str(WORDS.get(model._meta.label_lower, _("其他登记")))


WORDS = {
    "register.householdmember": gettext_lazy("户内成员"),
    "register.householdplace": gettext_lazy("住户调整"),
    "register.belonging": gettext_lazy("加入组织的登记"),
    "register.orgplace": gettext_lazy("组织的上下级"),
    "guard.appointment": gettext_lazy("任职"),
    "flows.steptaken": gettext_lazy("办理步骤"),
    "intake.import": gettext_lazy("导入的表格"),
}


def _put_back(plan: Plan, act: trail.Act, imported: Import) -> None:
    """Old values, each in its column, and in turn kept as a correction."""
    rows: dict[str, models.Model] = {}
    kept = []
    for correction in plan.corrections:
        model = apps.get_model(correction.subject.partition(":")[0])
        row = rows.setdefault(correction.subject, model._default_manager.get(pk=trail.pk_of(correction.subject)))
        if isinstance(row, Record) and correction.field not in OF_RECORD:
            row = rows.setdefault(trail.label(row.facts), row.facts)
        if isinstance(row, Record) and correction.field == "org":
            resettle(row, Org.objects.get(pk=trail.pk_of(correction.old)), act.actor)
        else:
            _set(row, correction.field, correction.old)
        kept.append(Correction(
            subject=correction.subject, field=correction.field, old=correction.new, new=correction.old,
            reason=_("撤销导入"), by_id=act.actor.person_id, at=act.at,
        ))
    for row in rows.values():
        row.save()
    Correction.objects.bulk_create(kept)
    _note(act, imported, [*rows.values(), *kept])


def _set(row: models.Model, name: str, said: str) -> None:
    """A value as a correction keeps it, into its column."""
    column = next(f for f in row._meta.concrete_fields if f.name == name)
    if column.is_relation:
        setattr(row, column.attname, trail.pk_of(said) if said else None)
    elif not said and column.null:
        setattr(row, name, None)
    else:
        setattr(row, name, column.to_python(said))


def _void(plan: Plan, act: trail.Act, imported: Import) -> None:
    """The records stay to be read, and count nowhere."""
    for part in parts(plan.records):
        rows = list(Record.objects.select_for_update().filter(pk__in=part, voided_on__isnull=True))
        for row in rows:
            row.voided_on, row.turn_role, row.turn_org, row.version = local_day(act.at), "", None, row.version + 1
        Record.objects.bulk_update(rows, ["voided_on", "turn_role", "turn_org", "version"], batch_size=100)
        _note(act, imported, rows)


def _take_away(plan: Plan, act: trail.Act, imported: Import) -> None:
    ended: list[Org | OrgPlace | Household] = [*Org.objects.filter(pk__in=plan.kept[Org]), *OrgPlace.objects.filter(org__in=plan.kept[Org])]
    for row in ended:
        row.until = row.since + ONE_DAY
        row.save(update_fields=["until"])
    for home in Household.objects.filter(pk__in=plan.kept[Household]):
        home.until, home.head = home.since, None
        home.save(update_fields=["until", "head"])
        ended.append(home)
    _note(act, imported, ended)
    left = {(type(row), row.pk) for row in ended}
    for model, all_keys in plan.made.items():
        keys = [key for key in all_keys if (model, key) not in left]
        bulk.remove(model, keys)
        for part in parts(keys):
            gone = {(name := f"{model._meta.label_lower}:{key}"): plan.left[name] for key in part}
            act.note("intake.undo", tenant=imported.org.tenant_id, subject=imported, gone=gone, said={"rows": len(gone)})


def _note(act: trail.Act, imported: Import, rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    for i in range(0, len(rows), CHUNK):
        act.note("intake.undo", tenant=imported.org.tenant_id, subject=imported, rows=rows[i : i + CHUNK], said={"rows": len(rows[i : i + CHUNK])})
