"""Files in the forms of the web: one for a record that is there, or several with a record that is being written down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.papers.actions import Sent
from yanzhen.kernel.papers.media import ENDINGS

from ..inputs import FILES_MOST as MOST
from ..inputs import sent

#: What may come in one go, in megabytes as browsers count them; the door lets no more in than this and the form around it.
TOGETHER = 20
ACCEPT = ",".join([*ENDINGS, *(end for end, _most in ENDINGS.values()), ".jpeg"])
KEEP_PLACE = _("保留照片里的拍摄地点（一般不需要）")


class FilesInput(forms.FileInput):
    """Where several files are chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Some files, or none. What may come in the verb says."""

    def __init__(self) -> None:
        heavy = _("合起来超过 %(megabytes)d MB，请分几次添加。") % {"megabytes": TOGETHER}
        widget = FilesInput(attrs={"accept": ACCEPT, "multiple": True, "data-most": TOGETHER * 10**6, "data-heavy": heavy})
        says = _("一次最多选 %(most)d 个，合起来不超过 %(megabytes)d MB；多的存下以后再添加") % {"most": MOST, "megabytes": TOGETHER}
        super().__init__(label=_("照片或文件"), required=False, allow_empty_file=True, widget=widget, help_text=says)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [super(FilesField, self).clean(one) for one in data or ()]
        if len(files) > MOST:
            raise forms.ValidationError(gettext("一次最多选 %(most)d 个，您选了 %(n)d 个；多的存下以后再添加。"), params={"most": MOST, "n": len(files)})
        return files


class AttachForm(forms.Form):
    """A paper or a photograph for a record; never asked for, only offered."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(label=_("照片或文件（可不加）"), widget=forms.FileInput(attrs={"accept": ACCEPT}))
    keep_place = forms.BooleanField(label=KEEP_PLACE, required=False)


def add_files(form: forms.Form) -> None:
    """Offer files at the end of a form."""
    form.fields |= {"files": FilesField(), "keep_place": forms.BooleanField(label=KEEP_PLACE, required=False)}


def files_of(form: forms.Form) -> list[Sent]:
    """The files that came with it."""
    return sent(form.cleaned_data["files"], form.cleaned_data["keep_place"])


def choose_again(form: forms.Form, kept: bool = False) -> None:
    """Of a form that comes back, say which files went away with it: no browser gives them a second time, unless the page kept them."""
    names = [one.name or "" for one in form.files.getlist("files")] if form.files and not kept else []
    if names and "files" not in form.errors:
        said = gettext("%(n)d 个文件还没有存，请重新选：%(names)s") % {"n": len(names), "names": gettext("、").join(names)}
        form.add_error("files", said)
