"""The record: one fact of the tenant. What else it says is in its facts, one-to-one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.vouched import Vouched

from .kinds import Kind, kinds
from .vacancy import falls_to, unheld

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor, Post
    from yanzhen.kernel.register.models import Org

    from .flow import State


class RecordSet(models.QuerySet["Record"]):
    def live(self) -> RecordSet:
        return self.filter(voided_on__isnull=True)

    def visible_to(self, actor: Actor, kind: str = "") -> RecordSet:
        """For each post he holds: the kinds its role sees, in what lies under its organisation today,
        and what waits for that post or was handed to its organisation."""
        if actor.operator:
            return self.filter(kind=kind) if kind else self.all()
        found = Q(pk__in=[])
        for post in actor.posts:
            found |= seen_by(post, kind)
        return self.filter(found)

    def turn_of(self, actor: Actor) -> RecordSet:
        """What waits for one of his posts, or for an empty one for which his stands in. A voided record waits for nobody."""
        found = Q(pk__in=[])
        for post in actor.posts:
            found |= Q(turn_role=post.role, turn_org=post.org_id) | falls_to(post, actor.day)
        return self.filter(found)

    def of_nobody(self, day: date) -> RecordSet:
        """What waits for a post in which nobody is on that day."""
        return self.filter(unheld(models.OuterRef("turn_role"), models.OuterRef("turn_org"), day), turn_org__isnull=False)


def seen_by(post: Post, kind: str = "") -> Q:
    """The records one post sees. A tenant's own posts are found by the tenant's index, those below by path."""
    keys = [k.key for k in kinds() if post.role in k.seen_by and kind in ("", k.key)]
    of_kind = Q(kind=keys[0]) if len(keys) == 1 else Q(kind__in=keys)
    if post.org_id == post.tenant_id:
        return of_kind & Q(tenant=post.org_id)
    return of_kind & (Q(org__path__startswith=post.path) | Q(handler__path__startswith=post.path))


class Record(Vouched):
    """A fact: what kind, where, when it happened, who wrote it down when. `org_path` is where the place stood on that
    day (figures go by it); whose turn it is and until when are stored, how long that still is never."""

    said_as = _("记录")
    kind = models.CharField(max_length=30)
    number = models.CharField(_("编号"), max_length=40)
    title = models.CharField(_("事由"), max_length=200)
    org = models.ForeignKey("register.Org", verbose_name=_("所在"), on_delete=models.PROTECT, db_index=False, related_name="records")
    org_path = models.CharField(max_length=120)
    tenant = models.ForeignKey("register.Org", on_delete=models.PROTECT, db_index=False, related_name="+")
    happened_on = models.DateField(_("日期"))
    recorded_at = models.DateTimeField(_("登记时间"))
    written_by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="offspring")
    handler = models.ForeignKey("register.Org", verbose_name=_("承办"), null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=20, blank=True)
    turn_role = models.CharField(max_length=30, blank=True)
    turn_org = models.ForeignKey("register.Org", null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    due_on = models.DateField(_("期限"), null=True)
    due_rule = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    voided_on = models.DateField(null=True)

    objects = RecordSet.as_manager()

    class Meta:
        # Each begins with a foreign key that therefore has no index of its own. The first answers lists, totals and figures alone.
        indexes = [
            models.Index(fields=["tenant", "kind", "happened_on", "id", "voided_on", "state", "due_on"]),
            models.Index(fields=["org", "kind", "happened_on"]),
            models.Index(fields=["turn_org", "turn_role", "due_on"]),
            models.Index(fields=["written_by", "kind", "id"]),
        ]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="one_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def definition(self) -> Kind:
        return book.get(Kind, self.kind)

    @property
    def facts(self) -> Any:
        """The row of this kind's own columns."""
        return getattr(self, self.definition.facts._meta.model_name or "")

    @property
    def resting(self) -> State | None:
        """The state it rests in; None without a flow, and once it is void, when nothing is owed any more."""
        flow = self.definition.flow
        return flow.states[self.state] if flow and self.state and not self.voided_on else None

    def first_step_on(self) -> date | None:
        """The day of the first step taken with it; the steps are the flow engine's rows, found by their back relation."""
        first: date | None = self.steps.aggregate(first=models.Min("on"))["first"]
        return first

    def late(self, day: date) -> bool:
        """Whether the day it was due has passed while something is still owed."""
        return bool(self.due_on and day > self.due_on and self.resting and self.resting.open)


class Facts(Vouched):
    """The columns one kind of record adds: whatever a figure counts by is a column here."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE)

    class Meta:
        abstract = True

    def place(self, day: date) -> Org | None:
        """Where what these columns name was on that day; None if they name no place."""
        return None

    def title(self) -> str:
        """What a record with these columns is called where nobody called it anything; empty if it must be given a name."""
        return ""


class Counter(models.Model):
    """The last number given in a series: one row a tenant, kind and year, moved under its lock."""

    tenant = models.ForeignKey("register.Org", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "year"], name="one_counter")]
