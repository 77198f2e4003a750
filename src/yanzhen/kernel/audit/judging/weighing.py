"""How sure it is that a list that does not add up to its whole should."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.kernel.audit.claims import Severity


@dataclass(frozen=True)
class Case:
    """What speaks for and against an error in a list that does not add up."""

    full: bool
    plain: bool  # said in words, not by a colon or a bracket alone
    some: bool
    states: bool
    over: bool
    slip: bool
    swap: bool
    near: bool
    close: bool
    most: bool  # the parts are more than half of it
    count: int
    alike: bool
    people: bool  # one person may be counted under several names
    apart: bool  # the whole stands further away than the words of a list do
    bare: bool  # no words stand behind the parts, as where something else is counted
    even: bool  # the parts are told in words so alike that none is missing

    def severity(self) -> Severity | None:
        """Parts told as all of it must add up; those under 其中 may be some of it, but not more than it."""
        if self.full:
            return Severity.ERROR if self.slip or self.near else Severity.ASK if self.even or self.plain and (self.count > 2 or self.over) else None
        if self.some and self.over and (self.people or self.apart):
            return None if not (self.slip or self.near) or self.apart and not self.near else Severity.ERROR if self.slip and self.near else Severity.ASK
        if self.some and self.over:
            return Severity.ERROR if self.slip or self.near else Severity.ASK
        if self.some and self.near and self.slip and self.count > 2:
            return Severity.ERROR
        if self.some:
            return Severity.ASK if self.count > 2 and (self.most or self.swap) or self.near and self.slip or self.close or self.swap and self.alike else None
        if self.over and self.swap and self.count > 2:
            return Severity.ASK
        if self.states and (self.slip or self.near):
            return Severity.ERROR if self.slip and self.near else Severity.ASK
        if self.count == 2 and (self.alike and not self.people and (self.near and self.slip or self.swap) or self.even and (self.slip or self.close)):
            return Severity.ASK
        if self.bare and (self.near or self.slip and not self.people):
            return Severity.ASK
        many = self.count > 2 and (self.even or self.alike and (self.near or self.slip) or self.near and self.slip or self.close or self.swap and self.alike)
        return Severity.ASK if many else None
