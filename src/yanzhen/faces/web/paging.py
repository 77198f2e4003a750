"""One page of a list: its exact total, the keys of its rows, and the way to the pages beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from .parts import Pager

SIZE = 50


def asked_number(request: HttpRequest, name: str) -> int:
    """A whole number of the address; 0 for none or nonsense."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def one_page(request: HttpRequest, rows: Any, *order: str, size: int = SIZE, withheld: int = 0) -> tuple[list[int], Pager]:
    """The keys of the page asked for, in order, and its pager. Only keys are walked to; the rows behind them are read by key."""
    total = rows.count()
    pages = max(1, -(-total // size))
    number = min(max(asked_number(request, "page"), 1), pages)
    first = (number - 1) * size
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[first : first + size])
    asked = [(k, v) for k, v in request.GET.items() if k != "page" and v]

    def to(there: int) -> str:
        return f"?{urlencode([*asked, ('page', there)])}" if 0 < there <= pages else ""

    return keys, Pager(first + 1 if keys else 0, first + len(keys), total, number, pages, to(number - 1), to(number + 1), withheld)


def in_order(keys: list[int], rows: Any) -> list[Any]:
    """The rows with these keys, in the order of the keys."""
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]
