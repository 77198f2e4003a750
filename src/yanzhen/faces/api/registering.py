"""The register, read: organisations, households, people without what identifies them."""

from __future__ import annotations

from ninja import Router
from ninja.params.functions import Query

from yanzhen.kernel.register.models import Household, Org, Person

from .auth import Caller, need
from .recording import LAST, page_of
from .shapes import HouseholdOut, Listed, OrgOut, PersonOut

router = Router(tags=["register"])


@router.get("/orgs", response=Listed, operation_id="orgs")
def orgs(request: Caller, kind: str = Query("", max_length=30), page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """Organisations under my posts and the line above them."""
    rows = Org.objects.visible_to(need(request, "orgs"))
    rows = (rows.filter(kind=kind) if kind else rows).order_by("pk")
    found = [OrgOut(id=o.pk, kind=o.kind, name=o.name, parent=o.parent_id, since=o.since, until=o.until) for o in page_of(rows, page)]
    return Listed(total=rows.count(), page=page, rows=[o.model_dump(mode="json") for o in found])


@router.get("/households", response=Listed, operation_id="households")
def households(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """Households under my posts."""
    rows = Household.objects.visible_to(need(request, "households")).order_by("pk")
    found = [HouseholdOut(id=h.pk, number=h.number, org=h.org_id, address=h.address, lat=h.lat, lng=h.lng) for h in page_of(rows, page)]
    return Listed(total=rows.count(), page=page, rows=[h.model_dump(mode="json") for h in found])


@router.get("/people", response=Listed, operation_id="people")
def people(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """People under my posts; numbers and telephones are never listed."""
    rows = Person.objects.visible_to(need(request, "people")).defer("id_number", "phone").order_by("pk")
    found = [PersonOut(id=p.pk, name=p.name, gender=p.gender, birth=p.birth) for p in page_of(rows, page)]
    return Listed(total=rows.count(), page=page, rows=[p.model_dump(mode="json") for p in found])
