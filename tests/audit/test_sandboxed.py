"""What the child finds arrives whole: the document, its claims and what was found about them."""

from __future__ import annotations

from functools import partial

import pytest

from yanzhen.kernel.audit import sandboxed
from yanzhen.kernel.audit.claims import Claim
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import Words, own, words
from yanzhen.kernel.audit.outline import plain
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox import outside

from .papers import paragraph, word

TEXT = "全年共借出图书1083册，增长12%以上，其中新书30余册、旧书*册。\n读者120人次，退书4.6万元，占40—50%。"


def test_the_child_finds_what_is_found_beside_it() -> None:
    document, merged = plain(TEXT), words()
    claims, findings = judge(document, find(document, merged), merged)
    assert len(claims) > 4
    assert sandboxed.audited(TEXT.encode("gb18030")) == (document, claims, findings)


def test_a_report_in_word_is_audited_where_it_stands() -> None:
    heard = sandboxed.audited(word(paragraph("共借出", "12", "册。")), words=Words.merged([own()]))
    assert [(one.quote, heard.document.text[one.start : one.end]) for one in heard.claims] == [("12册", "12册")]


def test_last_year_is_read_too() -> None:
    last = "全年共借出图书1083册，受到读者一致好评。"
    assert [one.rule for one in sandboxed.audited(last.encode(), last=last.encode()).findings] == ["last_year"]
    with pytest.raises(Refused, match="没有文字"):
        sandboxed.audited(TEXT.encode(), last=b" ")


def test_it_is_told_how_far_the_child_is() -> None:
    for last in (None, TEXT.encode()):
        steps: list[int] = []
        sandboxed.audited(TEXT.encode(), last, step=partial(steps.append, 1))
        assert len(steps) == sandboxed.STEPS


def test_a_child_that_only_says_how_far_it_is_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = b'{"step":true}'
    told = (len(frame).to_bytes(4, "big") + frame) * 99
    monkeypatch.setattr(outside, "START", f"import sys; sys.stdout.buffer.write({told!r})")
    with pytest.raises(Refused, match="损坏|过大"):
        sandboxed.audited(TEXT.encode())


def test_too_many_figures_are_refused() -> None:
    with pytest.raises(Refused, match="20000个"):
        sandboxed.audited("借书12册，".encode() * 21_000)


@pytest.mark.parametrize("frame", [b"[1]", b'{"document":{}}', b'{"document":{"text":"","blocks":[],"form":"txt"},"claims":[[1]],"findings":[]}', b"\xff"])
def test_a_child_that_lies_is_a_refusal(frame: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "START", f"import sys; sys.stdout.buffer.write({len(frame).to_bytes(4, 'big')!r} + {frame!r})")
    with pytest.raises(Refused, match="损坏|过大"):
        sandboxed.audited(TEXT.encode())


def test_eight_hundred_thousand_characters_are_audited_in_the_child() -> None:
    many = "\n".join([TEXT, *("今年以来，馆员们认真学习，努力工作，读者满意，大家高兴，书香满城。" * 8 for _ in range(3000))])
    heard = sandboxed.audited((many + TEXT).encode())
    assert len(heard.claims) == 2 * len(find(plain(TEXT), words())) and isinstance(heard.claims[0], Claim)
