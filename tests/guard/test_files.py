"""Every file that is stored can be compared with the row it belongs to."""

from django.apps import apps
from django.db import models

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.models import Adopted
from yanzhen.kernel.guard.verify import FileCheck


def test_every_model_with_a_stored_file_has_its_files_compared() -> None:
    """A stored file is named by its digest; the one text that is kept in its own row is vouched for with it."""
    holding = {m for m in apps.get_models() if any(f.name.endswith("sha256") for f in m._meta.concrete_fields) or any(isinstance(f, models.FileField) for f in m._meta.concrete_fields)}
    assert holding - {Adopted} == {model for check in book.of(FileCheck) for model in check.of} != set()
