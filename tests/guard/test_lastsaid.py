"""What the trail last said of each row takes sixteen bytes a row and forgets nothing, whatever a forger wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.guard.lastsaid import GAP, LastSaid
from yanzhen.kernel.guard.trail import GONE

DIGESTS = st.one_of(st.just(GONE), st.binary(min_size=16, max_size=16).map(bytes.hex), st.just("0" * 32), st.just("F" * 32), st.text(max_size=4))
KEYS = st.one_of(st.integers(0, 40).map(str), st.just(str(GAP * 3)), st.sampled_from(["007", "", "x", "5:6", "9" * 30, "-1", "１２"]))


@given(st.lists(st.tuples(KEYS, DIGESTS)), st.lists(KEYS))
def test_it_says_what_a_plain_mapping_says(acts: list[tuple[str, str]], taken: list[str]) -> None:
    said, plain = LastSaid("library.book"), dict[str, str]()
    for key, digest in acts:
        said.say(f"library.book:{key}", digest)
        plain[f"library.book:{key}"] = digest
    assert all(said.get(name) == digest for name, digest in plain.items())
    for key in taken:
        assert said.take(f"library.book:{key}") == plain.pop(f"library.book:{key}", GONE)
    assert sorted(said.left()) == sorted(name for name, digest in plain.items() if digest != GONE)


def test_a_row_takes_sixteen_bytes_and_a_forged_key_no_more() -> None:
    said = LastSaid("library.book")
    for key in range(1, 50_001):
        said.say(f"library.book:{key}", f"{key:032x}")
    said.say("library.book:" + "9" * 14, "ab" * 16)
    assert len(said._dense) <= 16 * 50_001
    assert sum(1 for _name in said.left()) == 50_001
