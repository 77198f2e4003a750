"""The language of papers: the source language, whoever looks and whatever his screen speaks."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from .definitions import Name


def in_papers(name: Name) -> str:
    """A declared name or unit as papers write it."""
    with override(settings.LANGUAGE_CODE):
        return str(name)
