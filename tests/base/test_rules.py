"""Rules: the number that holds on a day at a place, the document it comes from, and what is refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from yanzhen.kernel.base import rules
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.rules import Registry, RulesRefused, adopt, all_rules, forget, read_rules, rule
from yanzhen.kernel.base.spans import Span

LAW = """
[reply]
name = "答复期限"
source = "国家条例"
article = "第三十四条"
level = "national"
status = "confirmed"
quality = "A"
binding = "at most"
since = { 2005-05-01 = "90 days", 2022-05-01 = "60 days" }
"""


def local(
    value: str, since: str = "2023-01-01", *, level: str = "county", place: str = "990101", key: str = "reply"
) -> str:
    return f"""
[{key}]
name = "本地答复期限"
source = "{level}办法"
level = "{level}"
place = "{place}"
since = {{ {since} = {value} }}
"""


def laid(*texts: str) -> Registry:
    """The rules of some texts, the first there before the others came."""
    found = Registry(())
    for at, text in enumerate(texts):
        found = found.joined(read_rules(text, f"第{at + 1}份"))
    return found


@pytest.fixture
def adopted() -> Iterator[str]:
    yield "乡镇办法.toml"
    forget("乡镇办法.toml")


def test_the_version_of_the_day_holds_and_says_where_it_comes_from() -> None:
    reply = laid(LAW).rules["reply"]
    assert reply.on(date(2022, 4, 30)).value == Span(90, "day")
    newest = reply.on(date(2022, 5, 1))
    assert newest.value == Span(60, "day")
    assert (newest.since, newest.source, newest.article) == (date(2022, 5, 1), "国家条例", "第三十四条")
    assert (newest.status, newest.quality, newest.level, newest.origin) == ("confirmed", "A", "national", "第1份")


def test_before_the_first_version_there_is_nothing_to_judge_by() -> None:
    reply = laid(LAW).rules["reply"]
    assert reply.find(date(2005, 4, 30)) is None
    assert reply.span(date(2005, 4, 30)) is None
    with pytest.raises(Refused, match="答复期限.*2005-04-30.*还没有生效"):
        reply.on(date(2005, 4, 30))


def test_a_fact_finds_the_version_it_was_judged_by() -> None:
    reply = laid(LAW, local('"30 days"')).rules["reply"]
    judged = reply.on(date(2021, 1, 1))
    assert judged.ref == "reply@2005-05-01/national"
    assert reply.version(judged.ref) is judged
    assert reply.on(date(2024, 1, 1), "990101").ref == "reply@2023-01-01/county/990101"
    with pytest.raises(KeyError):
        reply.version("reply@1999-01-01/national")


def test_a_stricter_local_rule_holds_in_its_place_only() -> None:
    reply = laid(LAW, local('"30 days"')).rules["reply"]
    day = date(2024, 1, 1)
    assert reply.span(day, "990101100200") == Span(30, "day")
    assert reply.span(day, "990102") == reply.span(day) == Span(60, "day")
    assert reply.span(date(2022, 12, 31), "990101") == Span(60, "day")
    assert [(one.level, why) for one, why in reply.losers_on(day, "990101")] == [("national", "当地另有不低于它的规定")]


def test_the_most_local_of_several_holds() -> None:
    town = local('"20 days"', level="township", place="990101100")
    unit = local('"10 days"', level="unit", place="")
    reply = laid(LAW, local('"30 days"'), town).rules["reply"]
    assert reply.span(date(2024, 1, 1), "990101100") == Span(20, "day")
    assert reply.span(date(2024, 1, 1), "990101200") == Span(30, "day")
    everywhere = laid(LAW, local('"30 days"'), town, unit).rules["reply"]
    assert everywhere.span(date(2024, 1, 1), "990101200") == everywhere.span(date(2024, 1, 1)) == Span(10, "day")


def test_a_looser_local_rule_is_not_loaded() -> None:
    with pytest.raises(RulesRefused) as refused:
        laid(LAW, local('"90 days"'))
    assert "county办法" in str(refused.value) and "90日" in str(refused.value)
    assert "国家条例" in str(refused.value) and "60日" in str(refused.value)


def test_it_was_not_looser_than_the_law_of_its_own_day() -> None:
    """90 days were lawful in 2010; since the law says 60, the local rule is listed as the loser."""
    reply = laid(LAW, local('"80 days"', "2010-01-01")).rules["reply"]
    assert reply.span(date(2015, 1, 1), "990101") == Span(80, "day")
    assert reply.span(date(2024, 1, 1), "990101") == Span(60, "day")
    assert [(one.level, why) for one, why in reply.losers_on(date(2024, 1, 1), "990101")] == [
        ("county", "比上级规定宽，不适用")
    ]


def test_a_stricter_law_that_comes_later_is_loaded_and_wins() -> None:
    reply = laid(local('"30 days"'), LAW.replace('"60 days"', '"15 days"')).rules["reply"]
    assert reply.span(date(2024, 1, 1), "990101") == Span(15, "day")


def test_units_that_cannot_be_compared_are_refused_unless_one_is_surely_stricter() -> None:
    short = LAW.replace("60 days", "7 days")
    with pytest.raises(RulesRefused, match="同一单位"):
        laid(short, local('"5 working days"'))
    assert laid(LAW, local('"5 working days"')).rules["reply"].span(date(2024, 1, 1), "990101") == Span(
        5, "working day"
    )


@pytest.mark.parametrize(
    ("binding", "higher", "fine", "loose"),
    [
        ("at least", "4", "5", "3"),
        ("at most", "0.33", "0.2", "0.34"),
        ("exactly", "5", "5", "4"),
        ("at least", '"15 days"', '"20 days"', '"10 days"'),
    ],
)
def test_each_way_of_binding(binding: str, higher: str, fine: str, loose: str) -> None:
    law = f'[reply]\nname="数"\nsource="法"\nlevel="national"\nbinding="{binding}"\nsince={{ 2020-01-01 = {higher} }}'
    assert laid(law, local(fine)).rules["reply"].on(date(2024, 1, 1), "990101").level == "county"
    with pytest.raises(RulesRefused, match="只能从严"):
        laid(law, local(loose))


def test_a_rule_that_does_not_bind_leaves_the_levels_below_free() -> None:
    law = LAW.replace('binding = "at most"\n', "")
    assert laid(law, local('"90 days"')).rules["reply"].span(date(2024, 1, 1), "990101") == Span(90, "day")


def test_a_version_lasts_until_the_day_before_the_next() -> None:
    versions = laid(LAW + "until = 2030-12-31\n").rules["reply"].versions
    assert [(one.since, one.until) for one in versions] == [
        (date(2005, 5, 1), date(2022, 4, 30)),
        (date(2022, 5, 1), date(2030, 12, 31)),
    ]


def test_a_rule_ends_when_its_document_says_so() -> None:
    reply = laid(LAW, local('"30 days"') + "until = 2024-12-31\n").rules["reply"]
    assert reply.span(date(2024, 12, 31), "990101") == Span(30, "day")
    assert reply.span(date(2025, 1, 1), "990101") == Span(60, "day")


def test_two_documents_on_one_rule_stand_in_one_text() -> None:
    both = (LAW + local('"30 days"')).replace("[reply]", "[[reply]]")
    assert laid(both).rules["reply"].span(date(2024, 1, 1), "990101") == Span(30, "day")


def test_what_is_from_memory_is_kept_apart_and_never_holds() -> None:
    found = laid(LAW.replace('"confirmed"', '"memory"'))
    assert "reply" not in found.rules
    assert [one.value for one in found.unloaded] == [Span(90, "day"), Span(60, "day")]


def test_values_are_spans_numbers_flags_and_words() -> None:
    text = "\n".join(
        local(value, key=f"a.{key}")
        for key, value in {"n": "0.05", "i": "3", "b": "true", "t": '"按月"', "l": '["甲", "乙"]'}.items()
    )
    day, found = date(2024, 1, 1), laid(text).rules
    assert found["a.n"].on(day, "990101").number == Decimal("0.05")
    assert found["a.i"].on(day, "990101").number == 3
    assert [found[f"a.{key}"].on(day, "990101").words for key in "nibtl"] == ["0.05", "3", "是", "按月", "甲、乙"]
    with pytest.raises(TypeError, match="a.n sets no span"):
        found["a.n"].span(day, "990101")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[reply", "不是有效的 TOML"),
        ("a = " + "[" * 5000, "不是有效的 TOML"),
        ("reply = 5", "应当是一条规则"),
        (LAW.replace('source = "国家条例"', 'source = " "'), "缺少“source”"),
        (LAW.replace('name = "答复期限"', ""), "缺少“name”"),
        (LAW.replace('"60 days"', '"60天"'), "“60天”不是时限"),
        (LAW.replace('"60 days"', "[1, 2]"), "值只能是"),
        (LAW.replace('"60 days"', "nan"), "值只能是"),
        (LAW.replace('"60 days"', "60"), "不是同一种值"),
        (LAW.replace("2022-05-01", "2022-13-01"), "“2022-13-01”不是日期"),
        (LAW.replace("since", "from"), "不认识“from”"),
        (LAW.split("since")[0], "从哪一天起"),
        (LAW.replace('"national"', '"国家"'), "“level”只能是 national"),
        (LAW.replace('"at most"', '"less"'), "“binding”只能是"),
        (LAW.replace('"A"', "1"), "“quality”应当是文字"),
        (LAW + "until = 2010-01-01", "until"),
    ],
)
def test_a_text_that_is_wrong_is_refused_with_its_name_and_what_to_change(text: str, sentence: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        Registry(read_rules(text, "上传的.toml"))
    assert sentence in str(refused.value)
    assert "上传的.toml" in str(refused.value) or "不是同一种值" in sentence


def test_two_texts_may_not_set_one_thing_for_one_day() -> None:
    with pytest.raises(RulesRefused, match="有两个版本.*第1份.*第2份"):
        laid(LAW, LAW.replace("60 days", "50 days"))


@hypothesis_settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 90)),
        min_size=1,
        unique_by=lambda v: v[0],
    ),
    st.dates(date(1999, 1, 1), date(2031, 1, 1)),
)
def test_the_last_version_not_after_the_day_holds(versions: list[tuple[date, int]], day: date) -> None:
    dated = ", ".join(f'{since} = "{count} days"' for since, count in versions)
    found = laid(f'[reply]\nname="期限"\nsource="文"\nsince={{ {dated} }}').rules["reply"].find(day)
    expected = [count for since, count in sorted(versions) if since <= day]
    assert (found.span.count if found else None) == (expected[-1] if expected else None)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """A pack of its own: a library that lends books for a month."""
    folder = tmp_path / "lending"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "rules.toml").write_text(
        '[loan.term]\nname = "借期"\nsource = "借阅办法"\nlevel = "unit"\nrolls = true\nsince = { 2016-01-01 = "7 days" }',
        "utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.PACKS = ["lending"]
    return "loan.term"


def test_the_packs_rules_are_found_by_key_and_listed_by_pack(library: str) -> None:
    assert {pack: [one.key for one in listed] for pack, listed in all_rules().items()} == {
        "yanzhen.kernel.base": ["deadline.warn"],
        "lending": [library],
    }
    assert rule(library) is rule(library)
    assert rule(library).name == "借期"
    with pytest.raises(KeyError):
        rule("loan.nobody_wrote_this")


def test_a_pack_that_is_switched_off_has_no_rules(library: str, settings: Any) -> None:
    settings.PACKS = []
    assert list(all_rules()) == ["yanzhen.kernel.base"]


def test_every_rule_of_the_product_names_its_document() -> None:
    for pack, listed in all_rules().items():
        assert find_spec(pack) is not None
        for one in (version for each in listed for version in each.versions):
            assert one.name and one.source and one.quality, one.ref
            assert one.status != "memory"


def test_adopting_a_text_changes_what_holds_and_forgetting_it_changes_it_back(library: str, adopted: str) -> None:
    day, place = date(2026, 3, 2), "990101100"
    text = local('"1 working day"', "2026-03-01", level="unit", place=place, key=library)
    adopt(adopted, text)
    assert rule(library).span(day, place) == Span(1, "working day")
    assert rule(library).span(date(2026, 2, 28), place) == rule(library).span(day) == Span(7, "day", rolls=True)
    adopt(adopted, text.replace("1 working day", "2 working days"))
    assert rule(library).span(day, place) == Span(2, "working day")
    forget(adopted)
    assert rule(library).span(day, place) == Span(7, "day", rolls=True)


def test_a_text_that_is_refused_leaves_everything_as_it_was(adopted: str) -> None:
    before = rules.registry()
    for text in (local("5", key="deadline.warn"), "[x"):
        with pytest.raises(RulesRefused):
            adopt(adopted, text)
    assert rules.registry() is before


def test_a_due_day_by_the_rule_of_its_start(library: str) -> None:
    due = rule(library).deadline(date(2017, 9, 28))
    assert (due.natural, due.day) == (date(2017, 10, 5), date(2017, 10, 9))
    assert not due.provisional
    assert rule(library).deadline(date(2026, 12, 31)).provisional


def test_the_base_warns_three_working_days_ahead() -> None:
    assert rule("deadline.warn").span(date(2026, 1, 1)) == Span(3, "working day")
