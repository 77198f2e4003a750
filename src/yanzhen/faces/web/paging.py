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
    pager = pager_of(request, rows.count(), size, withheld)
    first = (pager.number - 1) * size
    return list(rows.order_by(*order).values_list("pk", flat=True)[first : first + size]), pager


def pager_of(request: HttpRequest, total: int, size: int = SIZE, withheld: int = 0, name: str = "page") -> Pager:
    """The page of `total` rows that the address asks for by `name`, and the way to those beside it."""
    pages = max(1, -(-total // size))
    number = min(max(asked_number(request, name), 1), pages)
    asked = [(k, v) for k, v in request.GET.items() if k != name and v]

    def to(there: int) -> str:
        return f"?{urlencode([*asked, (name, there)])}" if 0 < there <= pages else ""

    last = min(number * size, total)
    return Pager((number - 1) * size + 1 if total else 0, last, total, number, pages, to(number - 1), to(number + 1), withheld)


def in_order(keys: list[int], rows: Any) -> list[Any]:
    """The rows with these keys, in the order of the keys."""
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]
