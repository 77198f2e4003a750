"""The forms of an import: hand a file over, and say by hand how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.intake.cellnames import letters
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.intake.preview import kinds

from ..inputs import writable
from .acting import ActForm
from .forms import PlaceField, day_field


def kind_choices(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((k.key, k.name) for k in kinds())]


class UploadForm(ActForm):
    """A spreadsheet, and for which place it is."""

    file = forms.FileField(label=_("表格"), help_text=_("xlsx、xls 或 csv，照原样传上来，不用改格式"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = writable(actor, "import.run").filter(tenant__isnull=False, kind__in=("town", "area", "village"))
        self.fields["org"] = PlaceField(places, label=_("导入到"), initial=actor.posts[0].org_id)
        self.fields["kind"] = forms.ChoiceField(label=_("是什么表"), required=False, choices=kind_choices(_("自动认")))
        self.fields["day"] = day_field(_("截至哪一天"), required=False, help_text=_("不填就看表的标题，标题没写就是今天"))


class ChooseForm(ActForm):
    """The kind, where each sheet's header stands, and which column is which. What is left as it was is recognised again."""

    def __init__(self, imported: Import, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mapping = imported.mapping
        self.hand = hand = mapping.get("hand", {})
        self.kind = imported.sheet or hand.get("kind", "") or mapping.get("kind", "")
        self.sheets = [*mapping.get("sheets", ()), *mapping.get("offered", ())]
        self.unread = [name for name, _why in mapping.get("unread", ()) if name not in {sheet["name"] for sheet in self.sheets}]
        self.fields["kind"] = forms.ChoiceField(label=_("是什么表"), required=False, choices=kind_choices(_("自动认")), initial=self.kind)
        self.fields["day"] = day_field(_("截至哪一天"), required=False, initial=hand.get("day") or None)
        for n, sheet in enumerate(self.sheets):
            self._header(n, sheet["name"], sheet["first"], sheet["last"])
            self._columns(n, sheet)
        for n, name in enumerate(self.unread, len(self.sheets)):
            self._header(n, name, None, None)

    def _header(self, n: int, name: str, first: int | None, last: int | None) -> None:
        said = {"sheet": name or gettext("表")}
        for key, label, start in (("first", gettext("%(sheet)s：表头从第几行"), first), ("last", gettext("%(sheet)s：表头到第几行"), last)):
            self.fields[f"{key}_{n}"] = forms.IntegerField(label=label % said, initial=start, required=False, min_value=1, max_value=200)

    def _columns(self, n: int, sheet: Mapping[str, Any]) -> None:
        known = next((k for k in kinds() if k.key == self.kind), None)
        choices = [("", gettext("不导入")), *((c.key, c.shown) for c in known.columns if c.taken and not c.words_of)] if known else []
        for at, heading in enumerate(sheet["headings"] if known else ()):
            if heading:
                label = gettext("%(column)s 列“%(heading)s”是") % {"column": letters(at), "heading": heading}
                start = sheet["columns"].get(str(at), "")
                self.fields[f"column_{n}_{at}"] = forms.ChoiceField(label=label, required=False, choices=choices, initial=start)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for n, _sheet in enumerate(self.sheets):
            chosen = [said.get(f"column_{n}_{at}") for at in self._places(n) if said.get(f"column_{n}_{at}")]
            for at in self._places(n):
                if chosen.count(said.get(f"column_{n}_{at}")) > 1:
                    self.add_error(f"column_{n}_{at}", _("有两列指定成了同一项，请只留一列。"))
        return said

    def _places(self, n: int) -> list[int]:
        return [int(name.rsplit("_", 1)[1]) for name in self.fields if name.startswith(f"column_{n}_")]

    def decided(self) -> dict[str, Any]:
        """What is not as it was recognised, now or said before; columns with the header that they stand under. Another kind makes
        the columns meaningless: they are recognised anew."""
        said, changed = self.cleaned_data, set(self.changed_data)
        same = said["kind"] == self.kind
        columns = {
            sheet["name"]: {at: said[f"column_{n}_{at}"] for at in self._places(n) if said[f"column_{n}_{at}"]}
            for n, sheet in enumerate(self.sheets)
            if same and (sheet["name"] in self.hand.get("columns", {}) or any(f"column_{n}_{at}" in changed for at in self._places(n)))
        }
        held = {*columns, *(self.hand.get("headers", {}) if same else ())}
        headers = {}
        for n, name in enumerate([*(s["name"] for s in self.sheets), *self.unread]):
            first = said.get(f"first_{n}")
            if first and (name in held or {f"first_{n}", f"last_{n}"} & changed):
                headers[name] = (first, max(first, said.get(f"last_{n}") or first))
        return {"kind": said["kind"], "day": said["day"], "headers": headers, "columns": columns}
