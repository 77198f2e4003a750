"""The bytes of a row and their digest: the same for equal values, another for another."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.base.digest import algorithm, canonical, digest

plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
)


def test_a_row_is_written_in_one_way() -> None:
    row = {
        "name": "王“一”",
        "day": date(2026, 2, 28),
        "at": datetime(2026, 2, 28, 8, 0, tzinfo=timezone(timedelta(hours=8))),
        "area": Decimal("156.510"),
        "seal": b"\x00\xff",
        "uid": UUID(int=1),
        "none": None,
        "parts": [1, ("a", False)],
    }
    assert canonical(row).decode() == (
        '{"area":"156.51","at":"2026-02-28T00:00:00.000000Z","day":"2026-02-28","name":"王“一”","none":null,'
        '"parts":[1,["a",false]],"seal":"00ff","uid":"00000000-0000-0000-0000-000000000001"}'
    )


@pytest.mark.parametrize(("one", "other"), [("1.50", "1.5"), ("100", "1E+2"), ("-0.00", "0"), ("0.10", "0.1")])
def test_equal_decimals_are_written_alike(one: str, other: str) -> None:
    assert canonical({"n": Decimal(one)}) == canonical({"n": Decimal(other)})


def test_one_instant_in_two_zones_is_written_alike() -> None:
    at = datetime(2026, 1, 1, 12, 0, 0, 5, tzinfo=UTC)
    assert canonical({"at": at}) == canonical({"at": at.astimezone(timezone(timedelta(hours=8)))})


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 1, 1), Decimal("NaN"), float("nan"), float("inf"), {1, 2}, object(), "\ud800"],  # noqa: DTZ001
)
def test_what_cannot_be_written_for_certain_is_an_error(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"value": value})


def test_keys_are_texts() -> None:
    row: dict[Any, Any] = {1: "a", "1": "b"}
    with pytest.raises(TypeError):
        canonical(row)


def test_the_digest_is_the_one_the_setting_names(settings: Any) -> None:
    settings.YZ_DIGEST = "sha256"
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    settings.YZ_DIGEST = "sm3"
    assert algorithm() == "sm3"
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abc", "sha256").startswith("ba7816bf")
    settings.YZ_DIGEST = "md5"
    with pytest.raises(ValueError, match="YZ_DIGEST"):
        digest(b"abc")


def test_it_works_where_no_settings_are() -> None:
    script = "from yanzhen.kernel.base.digest import canonical, digest; print(digest(canonical({})))"
    clean = {"PYTHONPATH": ":".join(sys.path)}
    said = subprocess.run([sys.executable, "-c", script], env=clean, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(st.dictionaries(st.text(), plain), st.text(), plain)
def test_the_order_of_columns_does_not_matter_and_every_value_does(row: dict[str, Any], key: str, value: Any) -> None:
    backwards = dict(reversed(list(row.items())))
    assert canonical(row) == canonical(backwards)
    other = {**row, key: ["another"]}
    assert canonical(other) != canonical(row)
