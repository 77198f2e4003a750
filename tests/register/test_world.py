"""The known county is what it says, however often it is put back."""

import pytest

from tests.world import PEOPLE, PLACES, TODAY, World
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register.models import Household, Org, Person


@pytest.mark.parametrize("time", [1, 2])
def test_the_county_is_built_and_every_row_has_its_entry(world: World, time: int) -> None:
    assert Org.objects.count() == len(PLACES) and Person.objects.count() == len(PEOPLE)
    assert [str(f) for f in verify() if f.sort != "trigger"] == []
    assert world.now(world.villager).id_number == world.villager.id_number != ""


def test_everybody_acts_by_his_posts(world: World) -> None:
    assert world.actor("clerk").may("register.write", world.grid)
    assert not world.actor("clerk").may("register.write", world.other_village)
    assert not world.actor("stranger").may("register.write", world.village)
    assert world.actor("chief").holds(["village_head"], world.grid)
    assert Household.objects.under(world.village, TODAY).count() == 3


def test_an_account_is_opened_once(world: World) -> None:
    assert world.account("clerk") == world.account("clerk") and world.account("clerk").login == "clerk"
    assert [str(f) for f in verify() if f.sort != "trigger"] == []
