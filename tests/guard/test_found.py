"""An entry says how its act found each row, so that honest work on a row hides nothing that was done to it before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guard.place import SINCE, Place, rehash, sql, wheres, wrote
from yanzhen.kernel.guard.findings import chain_said
from yanzhen.kernel.guard.models import ChainHead, Entry
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register.models import Household, Org


def renamed(town: Place, name: str) -> Org:
    """An honest act on a village."""
    village = Org.objects.get(pk=town.orgs["东柳村"].pk)
    village.name = name
    village.save(update_fields=["name"])
    wrote("test.rename", village.tenant_id, village)
    return village


def test_the_next_act_on_a_row_does_not_launder_it(town: Place) -> None:
    village = town.orgs["东柳村"]
    sql("UPDATE register_org SET code = '99' WHERE id = %s", village.pk)
    renamed(town, "新柳村")
    (found,) = verify()
    before, after = Entry.objects.filter(subject=label(village)).order_by("pk")
    assert (found.sort, found.where) == ("between", label(village))
    assert f"新柳村（{label(village)}）" in str(found) and all(f"链 {chain_said(e.chain)} 第 {e.seq} 条" in str(found) for e in (before, after))
    renamed(town, "老柳村")
    assert wheres(verify()) == {found.where}, "honest work since does not take it away"


def test_a_row_put_in_by_hand_is_not_laundered_by_an_act_on_it(town: Place) -> None:
    home = Household.objects.create(number="0999", org=town.orgs["东柳村"], since=SINCE)
    wrote("test.correct", home.org.tenant_id, Household.objects.get(pk=home.pk))
    assert [(f.sort, f.where, "0999" in str(f)) for f in verify()] == [("put in", label(home), True)]


def test_entries_of_an_earlier_release_are_taken_as_they_are(town: Place) -> None:
    village = town.orgs["东柳村"]
    Entry.objects.update(found=None)
    for chain in ChainHead.objects.values_list("chain", flat=True):
        rehash(chain, 1)
    assert verify() == []
    renamed(town, "新柳村")
    assert verify() == [], "the first act after it"
    sql("UPDATE register_org SET code = '99' WHERE id = %s", village.pk)
    renamed(town, "老柳村")
    assert wheres(verify()) == {label(village)}


def test_an_act_after_a_change_of_the_digest_accuses_nobody(town: Place, settings: Any) -> None:
    settings.YZ_DIGEST = "sm3"
    renamed(town, "新柳村")
    assert verify() == []
    sql("UPDATE register_org SET code = '99' WHERE id = %s", town.orgs["东柳村"].pk)
    renamed(town, "老柳村")
    assert wheres(verify()) == {label(town.orgs["东柳村"])}


def test_an_act_changes_no_row_of_which_it_read_only_a_part(town: Place) -> None:
    village = Org.objects.defer("shape").get(pk=town.orgs["东柳村"].pk)
    with pytest.raises(TypeError, match="read only in part"):
        wrote("test.rename", village.tenant_id, village)
