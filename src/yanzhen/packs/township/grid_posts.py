"""Grid workers in a roster of posts: each works in a grid, which the row must name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.register.models import Org, Person

from .places import Places

GRID_WORKER = "grid_worker"
#: A post a row gives, with its title, and where it is held.
Given = tuple[str, str, Org]


class GridPosts:
    """The grids of a township, as rosters of posts name them."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._workers: dict[int, list[Person]] | None = None

    def where(self, line: Line, village: Org, given: list[tuple[str, str]]) -> list[Given]:
        """Each post with the place where it is held. A grid worker's is given only where the row tells the grid; refused if that is
        all the row gives."""
        found = [(role, title, village) for role, title in given if role != GRID_WORKER]
        for role, title in given:
            if role == GRID_WORKER and (grid := self._grid(line, village, alone=not found)):
                found.append((role, title, grid))
        return found

    def beside(self, given: list[Given], person: Person) -> str:
        """Who else works in the grid a row names."""
        if all(role != GRID_WORKER for role, _title, _org in given):
            return ""
        if self._workers is None:
            rows = Appointment.objects.filter(role=GRID_WORKER, until__isnull=True, org__tenant=self.places.context.tenant).select_related("person").defer("person__id_number", "person__phone")
            self._workers = {}
            for post in rows:
                self._workers.setdefault(post.org_id, []).append(post.person)
        others = [(grid, one.name) for role, _title, grid in given if role == GRID_WORKER for one in self._workers.get(grid.pk, ()) if one.pk != person.pk]
        if not others:
            return ""
        return _("%(grid)s登记的网格员还有%(names)s，已经换人的请在岗位页免去") % {"grid": others[0][0], "names": "、".join(name for _grid, name in others)}

    def _grid(self, line: Line, village: Org, *, alone: bool) -> Org | None:
        said = line.get("grid")
        own = [org for org in self.places.orgs if org.kind == "grid" and org.parent_id == village.pk]
        found = [org for org in self.places.of(("grid",), said) if org in own] if said else own
        if len(found) == 1:
            return found[0]
        if said:
            raise Refused(_("%(village)s没有登记过网格“%(grid)s”，请先在组织名册里登记") % {"village": village, "grid": said}, "grid")
        if alone:
            raise Refused(_("网格员要写明管哪个网格：请加“网格”一列"), "post")
        line.notes = (*line.notes, _("网格员没有写明网格，没有登记这个岗位"))
        return None
