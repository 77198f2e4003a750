"""Work on rows by the hundred thousand asks more of the machine while it lasts, and no longer."""

import gc

import pytest
from django.db import connection

from yanzhen.kernel.base import bulk


def at_hand() -> int:
    """How much of the file SQLite keeps at hand; nothing to ask elsewhere."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA cache_size").fetchone()[0])


@pytest.mark.django_db
def test_work_on_many_rows_leaves_the_collector_and_the_database_as_it_found_them() -> None:
    before = at_hand()
    with pytest.raises(ZeroDivisionError), bulk.many():
        assert not gc.isenabled()
        assert at_hand() == (bulk.PAGES if connection.vendor == "sqlite" else 0)
        _ = 1 / 0
    assert gc.isenabled()
    assert at_hand() == before


@pytest.mark.django_db
def test_many_within_many_ends_with_the_outer_one() -> None:
    with bulk.many():
        with bulk.many():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
