"""Rows that the trail vouches for remember how they were read, so that an act can say what it found before it wrote."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self

from django.db import models

from .definitions import Name

READ = "_read"


class Vouched(models.Model):
    """A row that keeps the values it was read with; they are the very objects of its columns, so it costs one reference."""

    #: What one such row is called, where there is nothing else to call it by.
    said_as: ClassVar[Name] = ""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row.__dict__[READ] = (field_names, values)
        return row


def called(model: type[models.Model]) -> str:
    """What a row of the model is called in words; the model's own label for one nobody has a word for."""
    return str(getattr(model, "said_as", "")) or model._meta.label_lower


def as_read(row: models.Model) -> tuple[Sequence[str], Sequence[Any]] | str | None:
    """The attributes and values a row was read with, the digest it was last told to the trail with, or None if it is new."""
    read: tuple[Sequence[str], Sequence[Any]] | str | None = row.__dict__.get(READ)
    return read


def told(row: models.Model, digest: str) -> None:
    """From here on the row is as the trail now says."""
    row.__dict__[READ] = digest


def stands_for(row: models.Model, other: models.Model) -> None:
    """The row is the same one as `other`, which was read before it: what was found then is what the act found."""
    row.__dict__[READ] = as_read(other)
