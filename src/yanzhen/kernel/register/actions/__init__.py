"""The verbs of the register, all in one place."""

from .bulk import belong_many, found_households, register_people
from .homes import (
    correct_household,
    correct_relation,
    end_household,
    found_household,
    join_household,
    leave_household,
    move_household,
    name_head,
)
from .merge import Part, merge_orgs, split_org
from .orgs import correct_org, end_org, found_org, move_org, rename_org
from .people import belong, confirm_belonging, correct_person, leave, record_death, register_person, reveal, shown
from .restore import restorable, restore_org

__all__ = [
    "Part",
    "belong",
    "belong_many",
    "confirm_belonging",
    "correct_household",
    "correct_org",
    "correct_person",
    "correct_relation",
    "end_household",
    "end_org",
    "found_household",
    "found_households",
    "found_org",
    "join_household",
    "leave",
    "leave_household",
    "merge_orgs",
    "move_household",
    "move_org",
    "name_head",
    "record_death",
    "register_people",
    "register_person",
    "rename_org",
    "restorable",
    "restore_org",
    "reveal",
    "shown",
    "split_org",
]
