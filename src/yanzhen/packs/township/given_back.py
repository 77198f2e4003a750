"""Rows that an import gave back while the rest of their household came in: corrected, they join it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from yanzhen.kernel.intake.loading import REFUSED, Line
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.packing import KEPT, unpacked
from yanzhen.kernel.register.models import Org

#: The village a row names, and the number of a household.
Numbered = tuple[str, str]


class GivenBack:
    """Whom the written household rosters of a township gave back, by household. Read when first asked, which is when a row
    would be refused: it opens the rows of every roster that gave some back."""

    def __init__(self, tenant: Org, plain: Callable[[str], str], heads: Callable[[Line], bool]) -> None:
        self.tenant, self.plain, self.heads = tenant, plain, heads

    def has(self, line: Line) -> bool:
        """Whether somebody of this name was given back under this number. Where a second head was, his people were too: no
        household is told by that number."""
        return line.values.get("name") in self.names.get(self._home(line), ())

    @cached_property
    def names(self) -> dict[Numbered, set[str]]:
        found: dict[Numbered, set[str]] = {}
        for one in Import.objects.filter(org__tenant=self.tenant, sheet="household_register", state="written", lines__fate=REFUSED).distinct():
            back: dict[Numbered, set[str]] = {}
            twice = set()
            for line in self._lines(one, True):
                back.setdefault(self._home(line), set()).add(str(line.values.get("name")))
                twice |= {self._home(line)} if self.heads(line) else set()
            came = {self._home(line) for line in self._lines(one, False)}
            for home in came & back.keys() - twice:
                found.setdefault(home, set()).update(back[home])
        return found

    def _lines(self, one: Import, refused: bool) -> Iterator[Line]:
        rows = ImportRow.objects.filter(of=one, fate=REFUSED) if refused else ImportRow.objects.filter(of=one).exclude(fate=REFUSED)
        return (unpacked(*row) for row in rows.values_list(*KEPT).iterator())

    def _home(self, line: Line) -> Numbered:
        return line.get("village"), self.plain(line.get("number"))
