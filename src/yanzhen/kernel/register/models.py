"""Who and where: organisations in two trees, people, households; everything dated, so that any past day can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.definitions import Definition, book
from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.guard.models import Appointment

if TYPE_CHECKING:
    from yanzhen.kernel.guard.access import Actor


@dataclass(frozen=True, eq=False)
class OrgKind(Definition):
    """A kind of organisation: the tree it stands in, what it may stand under, whether it keeps its own trail, and
    whether its name says something only together with that of its parent."""

    tree: str
    under: tuple[str, ...] = ()
    tenant: bool = False
    local: bool = False


@dataclass(frozen=True, eq=False)
class Tree(Definition):
    """One of the trees an organisation can stand in."""


@dataclass(frozen=True, eq=False)
class Tie(Definition):
    """A way of belonging to an organisation beside living there: of which kinds of organisation, and whether it is counted in full only once confirmed."""

    at: tuple[str, ...]
    confirmed: bool = False


def on_day(day: date, prefix: str = "") -> Q:
    """The filter “in force on this day” over a pair of columns since (first day) and until (first day no more)."""
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    )


def under(paths: Iterable[str], field: str = "path") -> Q:
    """The filter “at or below one of these paths”; no path, no row."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


class OrgSet(models.QuerySet["Org"]):
    def alive(self, day: date) -> OrgSet:
        return self.filter(on_day(day))

    def under(self, org: Org, day: date, paths: Sequence[str] = ()) -> OrgSet:
        """Organisations that stood at or below `org` on that day and existed then; its `paths`, if they are known already."""
        then = OrgPlace.objects.filter(on_day(day), under(paths or org.paths(), "path"))
        return self.alive(day).filter(pk__in=then.values("org"))

    def visible_to(self, actor: Actor) -> OrgSet:
        """Everything of the tenants the actor has a post in, and the line of organisations above his posts."""
        above = {int(part) for post in actor.posts for part in post.path.split("/") if part}
        return self.filter(Q(pk__in=above) | under(actor.grounds()))


class Org(Vouched):
    """An organisation or a place. `path` is where it stands today; where it stood before is in its places. `formerly` names what
    it came from, where a merger brought it beside one of its kind and name."""

    said_as = _("组织")
    kind = models.CharField(_("类别"), max_length=30)
    name = models.CharField(_("名称"), max_length=60)
    code = models.CharField(_("代码"), max_length=20, blank=True)
    parent = models.ForeignKey("self", verbose_name=_("上级"), null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    tenant = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("成立"))
    until = models.DateField(_("撤销"), null=True, blank=True)
    successor = models.ForeignKey("self", verbose_name=_("并入"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    serves = models.ForeignKey("self", verbose_name=_("所在单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="served_by")
    area_km2 = models.DecimalField(_("面积（平方公里）"), max_digits=10, decimal_places=2, null=True, blank=True)
    shape = models.JSONField(_("边界"), default=list, blank=True)
    formerly = models.CharField(_("原属"), max_length=60, blank=True, default="")

    objects = OrgSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "kind", "name"])]
        constraints = [models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="org_ends_later")]

    def __str__(self) -> str:
        return f"{self.name}（原{self.formerly}）" if self.formerly else self.name

    @property
    def definition(self) -> OrgKind:
        return book.get(OrgKind, self.kind)

    @property
    def full_name(self) -> str:
        """The name as it is understood anywhere: a local one behind its parent's."""
        return f"{self.parent.name}{self}" if self.definition.local and self.parent else str(self)

    def paths(self) -> list[str]:
        """Every path it has stood at: what lay below any of them was once below it."""
        return sorted(set(self.places.values_list("path", flat=True)))


class OrgPlace(Vouched):
    """Where an organisation stood in its tree, from a day to a day."""

    said_as = _("组织的上下级")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Org, null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path"])]


class PersonSet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> PersonSet:
        """People with a home, a membership or a post under one of the actor's own posts, and himself."""
        return self if actor.operator else self.filter(_tied(actor, "register.read") | Q(pk=actor.person_id))

    def within(self, actor: Actor, right: str) -> PersonSet:
        """People whose home, membership or post of today lies where the actor has this right, and of those who have none anywhere
        whoever last had one there; the operator has it everywhere. What is past lets read, and no more."""
        if actor.operator:
            return self
        return self.filter(_tied(actor, right, actor.day) | _tied(actor, right) & ~anywhere(actor.day))

    def marked(self, marks: Iterable[str]) -> PersonSet:
        """People by the keyed marks of their identity numbers; the second condition lets the index be used, which leaves empty marks out."""
        return self.filter(id_mark__in=list(marks)).exclude(id_mark="")


def _tied(actor: Actor, right: str, day: date | None = None) -> Q:
    """A home, a membership or a post where the actor has the right: one that stands on a day, or any that ever stood."""
    grounds, standing = actor.grounds(right), on_day(day) if day else Q()
    # From the places downwards: a database that starts at the people looks at all of them for one place.
    places = Org.objects.filter(under(grounds)).values("pk")
    lived = standing | Q(until__isnull=False, until=F("person__died_on")) if day else standing  # who died at home is still of that home
    homes = HouseholdMember.objects.filter(lived, household__in=Household.objects.filter(org__in=places).values("pk"))
    ties = Belonging.objects.filter(standing, org__in=places)
    return Q(pk__in=homes.values("person")) | Q(pk__in=ties.values("person")) | Q(pk__in=actor.people_in_posts(grounds).filter(standing))


def anywhere(day: date) -> Q:
    """Who lives, belongs or serves anywhere on a day."""
    here: dict[str, Any] = {"person": OuterRef("pk")}
    homes, ties, posts = (model._default_manager.filter(on_day(day), **here) for model in (HouseholdMember, Belonging, Appointment))
    return Q(Exists(homes)) | Q(Exists(ties)) | Q(Exists(posts))


class Person(Vouched):
    """One human being, once. Sealed columns are shown masked; reading them in full leaves a mark."""

    said_as = _("人员")
    name = models.CharField(_("姓名"), max_length=40)
    gender = models.CharField(_("性别"), max_length=1, blank=True, choices={"m": _("男"), "f": _("女")})
    birth = models.DateField(_("出生日期"), null=True, blank=True)
    id_number = SealedField(_("身份证号"))
    id_mark = models.CharField(max_length=32, blank=True)
    phone = SealedField(_("电话"))
    nation = models.CharField(_("民族"), max_length=20, blank=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    died_on = models.DateField(_("去世"), null=True, blank=True)

    objects = PersonSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name"])]
        constraints = [models.UniqueConstraint(fields=["id_mark"], condition=~Q(id_mark=""), name="one_person_an_id")]

    def __str__(self) -> str:
        return self.name


class HouseholdSet(models.QuerySet["Household"]):
    def visible_to(self, actor: Actor) -> HouseholdSet:
        return self.filter(org__in=Org.objects.filter(under(actor.grounds("register.read"))).values("pk"))

    def at(self, orgs: Any, day: date) -> HouseholdSet:
        """Households that lived on that day and then belonged to one of the organisations (rows or a query of keys)."""
        then = HouseholdPlace.objects.filter(on_day(day))
        moved = Exists(then.filter(household=OuterRef("pk")))
        return self.filter(on_day(day)).filter(Q(org__in=orgs) & ~moved | Q(pk__in=then.filter(org__in=orgs).values("household")))

    def under(self, org: Org, day: date, paths: Sequence[str] = ()) -> HouseholdSet:
        """Households that lived on that day and then belonged at or below `org`."""
        return self.at(Org.objects.under(org, day, paths).values("pk"), day)


class Household(Vouched):
    """A home and who heads it; its members are dated."""

    said_as = _("住户")
    number = models.CharField(_("户号"), max_length=20)
    org = models.ForeignKey(Org, verbose_name=_("所属"), on_delete=models.PROTECT, db_index=False, related_name="households")
    head = models.ForeignKey(Person, verbose_name=_("户主"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("住址"), max_length=120, blank=True)
    lat = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    since = models.DateField(_("立户"))
    until = models.DateField(_("销户"), null=True, blank=True)

    objects = HouseholdSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "number"]), models.Index(fields=["org", "since", "until"])]

    def __str__(self) -> str:
        return f"{self.number} {self.head or ''}".strip()

    @property
    def masked(self) -> str:
        """The household by its number and its head's family name: a list needs no more."""
        head = f" {self.head.name[0]}××" if self.head_id and self.head and self.head.name else ""
        return f"{self.number}{head}"

    def org_on(self, day: date) -> Org:
        """Where it belonged on that day; before its first day where it began, or what was above that before it was founded. No
        query where its places were fetched with it."""
        before = min((place for place in self.places.all() if place.until > day), key=lambda place: place.until, default=None)
        org = before.org if before else self.org
        while org.since > day and org.parent:
            org = org.parent
        return org


class HouseholdPlace(Vouched):
    """Where a household belonged before, from a day to a day. Where it belongs since then stands in its own row."""

    said_as = _("住户调整")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="places")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["org", "since"])]


class HouseholdMember(Vouched):
    """Who lives in a household, as what, from a day to a day. One home at a time in one tenant, which the verbs see to; another
    tenant may know the same person at home with it, and neither is told of the other."""

    said_as = _("户内成员")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="homes")
    relation = models.CharField(_("与户主关系"), max_length=10, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["household", "since", "until", "person"])]  # residents are counted from it alone
        constraints = [models.UniqueConstraint(fields=["person", "household"], condition=Q(until__isnull=True), name="at_home_once")]


class Belonging(Vouched):
    """A person belongs to an organisation: as a member of one, as an employee of another, at the same time. `joined_on` is the
    day he became what he is, perhaps elsewhere and long before this tie began; so is `confirmed_on`."""

    said_as = _("加入组织的登记")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="belongings")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="belongings")
    sort = models.CharField(max_length=20)
    since = models.DateField(_("加入"))
    until = models.DateField(_("离开"), null=True, blank=True)
    joined_on = models.DateField(_("最初加入"), null=True, blank=True)
    confirmed_on = models.DateField(_("转正"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "sort"])]
        constraints = [models.UniqueConstraint(fields=["person", "org", "sort"], condition=Q(until__isnull=True), name="belongs_once")]


class Dissolved(Vouched):
    """What the merger or split by which an organisation ended changed: what the rows said before, by their names in the trail, which
    rows it made, and the digests it left. While nothing was recorded upon it, it can be taken back."""

    said_as = _("并入或拆分的底稿")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kept = models.JSONField()
    made = models.JSONField()
    left = models.JSONField()
    undone_at = models.DateTimeField(null=True)
