"""Not collected by itself: the run that `test_run` looks at."""

import pytest


def test_that_runs() -> None: ...


def test_that_is_skipped() -> None:
    pytest.skip("no time")
