"""Sentences said where no language is chosen: in Chinese as they stand, and in parts, so that a face can say them in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Said(str):
    """A sentence in Chinese that still knows what it was made of: the message of the catalogue, and what stands in its places
    (numbers, words of the report, or sentences said in the same way)."""

    message: str
    parts: Mapping[str, str]

    __slots__ = ("message", "parts")


def phrase(message: str, **parts: str) -> Said:
    """The message with its places filled."""
    said = Said(message % parts)
    said.message, said.parts = message, parts
    return said


def compared(told: str, stated: str, agrees: bool, ask: str = "") -> Said:
    """What was reckoned, against what the report states; and what to look at where they differ and nobody can be sure."""
    if agrees:
        return phrase("%(told)s，与%(stated)s相符", told=told, stated=stated)
    if not ask:
        return phrase("%(told)s，与%(stated)s不符", told=told, stated=stated)
    return phrase("%(told)s，与%(stated)s不符，%(ask)s", told=told, stated=stated, ask=ask)


def taken_apart(why: str) -> Any:
    """A sentence as plain values that JSON can hold."""
    if isinstance(why, Said):
        return [why.message, {name: taken_apart(part) for name, part in why.parts.items()}]
    return why


def put_together(told: Any) -> str:
    """A sentence from its plain values."""
    if isinstance(told, str):
        return told
    message, parts = told
    return phrase(str(message), **{str(name): put_together(part) for name, part in parts.items()})
