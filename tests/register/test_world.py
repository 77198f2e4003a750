"""The known county is what it says."""

from tests.world import PEOPLE, PLACES, TODAY, World
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register.models import Household, Org, Person


def test_the_county_is_built_and_every_row_has_its_entry(world: World) -> None:
    assert Org.objects.count() == len(PLACES) and Person.objects.count() == len(PEOPLE)
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_everybody_acts_by_his_posts(world: World) -> None:
    assert world.actor("clerk").may("register.write", world.grid)
    assert not world.actor("clerk").may("register.write", world.other_village)
    assert not world.actor("stranger").may("register.write", world.village)
    assert world.actor("chief").holds(["village_head"], world.grid)
    assert Household.objects.under(world.village, TODAY).count() == 3
