"""Whether the places of a tenant are given: then files name them, and what a file names besides is a slip of the pen."""

from __future__ import annotations

from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.register.models import Org

from .models import Import

FOUNDED = "register.found_org"


def settled(tenant: Org, kinds: tuple[str, ...], roster: str) -> bool:
    """Whether organisations of these kinds were registered as such, by a person or by their own `roster`, and not only set up
    on the way by files that needed them."""
    there = list(Org.objects.filter(tenant=tenant, kind__in=kinds, until__isnull=True))
    if not there:
        return False
    if brought(tenant, roster):
        return True
    return Entry.objects.filter(chain=tenant.pk, verb=FOUNDED, subject__in=[label(org) for org in there]).exists()


def brought(tenant: Org, roster: str) -> bool:
    """Whether such a roster came in before and stands."""
    return Import.objects.filter(org__tenant=tenant, sheet=roster, state="written").exists()
