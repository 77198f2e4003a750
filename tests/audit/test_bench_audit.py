"""The corpus is read as its annotators meant it, and the errors sown into it are the errors they are called."""

from __future__ import annotations

from tools.benching.auditing.marked import build, pieces
from tools.benching.auditing.noticing import noticed
from tools.benching.auditing.scoring import as_bags, at_places
from tools.benching.auditing.sowing import KINDS, sow
from yanzhen.kernel.audit.claims import Approx, Finding, Kind, Severity

TEXT = """# 南塘镇2024年工作总结
全镇共有党支部⟦40个;40;个;=;f;党支部⟧，其中村⟦21个;21;个;=;f;村党支部⟧、机关⟦6个;6;个;=;f;机关党支部⟧、企业⟦9个;9;个;=;f;企业党支部⟧、学校⟦4个;4;个;=;f;学校党支部⟧。
走访农户⟦5200户;5200;户;=;f;走访农户⟧，占全镇⟦6500户;6500;户;=;f;农户⟧的⟦80%;80;%;=;p;走访占比⟧；投资⟦三十余万元;30;万元;~;f;投资⟧。
|项目|资金|
|修路|⟦12;12;万元;=;f;修路资金⟧|
|供水|⟦23;23;万元;=;f;供水资金⟧|
|合计|⟦35;35;万元;=;f;合计⟧|
"""


def test_marks_become_claims_at_their_places() -> None:
    text = build("南塘", pieces(TEXT))
    assert "⟦" not in text.document.text
    assert all(text.document.text[one.start : one.end] == one.quote for one in text.gold)
    about = next(one for one in text.gold if one.quote == "三十余万元")
    assert (about.value, about.unit, about.approx, about.kind, about.measure) == (
        "30",
        "万元",
        Approx.ABOUT,
        Kind.FACT,
        "元",
    )
    assert about.interval and 309_000 in about.interval and 400_000 not in about.interval


def test_tables_and_headings_become_blocks() -> None:
    text = build("南塘", pieces(TEXT))
    cells = [
        (one.row, one.column, text.document.text[one.start : one.end])
        for one in text.document.blocks
        if one.sort == "cell"
    ]
    assert cells[:3] == [(0, 0, "项目"), (0, 1, "资金"), (1, 0, "修路")]
    assert text.document.blocks[0].sort == "heading"
    assert [text.document.blocks[one.block].row for one in text.gold if one.value in ("12", "23", "35")] == [1, 2, 3]


def test_a_figure_is_right_when_value_unit_and_approximation_are() -> None:
    gold = build("", ["投资", *pieces("⟦1/4;1/4;;=;p;占比⟧和⟦30余万元;30;万元;~;f;投资⟧")]).gold
    same = build("", ["投资", *pieces("⟦1/4;0.25;;=;p;占比⟧和⟦30余万元;30;万元;=;f;投资⟧")]).gold
    score = at_places(gold, same)
    assert (score.marked, score.found, score.right) == (2, 2, 1)
    assert as_bags([("1/4", "", "="), ("30", "万元", "~"), ("7", "个", "=")], gold).recall == 2 / 3


def test_errors_are_sown_the_same_each_time_and_where_arithmetic_shows_them() -> None:
    text = build("南塘", pieces(TEXT))
    planted = list(sow(text))
    assert [one.told for one in planted] == [one.told for one in sow(text)]
    assert all(one.text.document.text != text.document.text for one in planted)
    assert {"digit changed", "total off", "share off", "part left out"} <= {one.kind for one in planted}
    left_out = next(one for one in planted if one.kind == "part left out")
    assert len(left_out.text.gold) == len(text.gold) - 1


def test_twelve_kinds_of_error_are_sown() -> None:
    assert len(KINDS) + 1 >= 12


def test_a_list_that_ends_in_more_is_only_made_too_short() -> None:
    text = build("红榜", pieces("红榜上的柳园、后营、双桥、东岭等⟦4个;4;个;=;f;红榜村⟧村。\n东岭、西岭、南岭、北岭⟦4个;4;个;=;f;示范村⟧村。"))
    told = {one.told for seed in range(20) for one in sow(text, seed) if one.kind == "count against list"}
    assert {"4个 → 3个", "4个 → 5个"} <= told
    assert all(one.told == "4个 → 3个" for seed in range(20) for one in sow(build("红榜", text.pieces[:3]), seed))


def test_nothing_is_sown_where_chance_alone_ties_the_numbers() -> None:
    apart = "最少的一个校点⟦46人;46;人;=;f;学生⟧，最小的班仅⟦9人;9;人;=;f;学生⟧；三年里还将退休⟦37人;37;人;=;f;教师⟧。"
    passed = "三年前还只有⟦318亿元;318;亿元;=;f;总值⟧，三年净增超过⟦85亿元;85;亿元;>;f;净增⟧。"
    assert list(sow(build("", pieces(apart)))) == []
    assert list(sow(build("", pieces(passed)))) == []


def test_names_are_told_apart_by_the_comma_of_chinese_text() -> None:
    text = build("", pieces("把房前、河边、集市作为主攻方向，全镇⟦3条;3;条;=;f;河流⟧河流。"))
    assert [one.kind for one in sow(text)] == []


def test_a_relation_is_noticed_when_one_finding_has_all_its_figures() -> None:
    text = build("南塘", pieces(TEXT))
    there, seen = noticed(text, text.gold, [])
    assert there["share"] == 1 and there["sum"] > 0 and not seen.total()
    share = [at for at, one in enumerate(text.gold) if one.quote in ("5200户", "6500户", "80%")]
    assert +noticed(text, text.gold, [Finding("share", tuple(share), "", Severity.HOLDS)])[1] == {"share": 1}
    assert not noticed(text, text.gold, [Finding("share", tuple(share[:2]), "", Severity.HOLDS)])[1].total()
