"""The auditor's own verifier: one file, the standard library alone, and no way to fool it."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.guard.place import AT, Place
from yanzhen.faces.cli import check_chain
from yanzhen.kernel.guard import anchors
from yanzhen.kernel.guard.models import ChainHead

VERIFIER = Path(check_chain.__file__)
Lines = list[str]


@pytest.fixture
def exported(place: Place) -> Lines:
    for n in range(12):
        place.post(f"甲{n}", "g_clerk", "东柳村", title="文书\u2028\u3000一")
    return list(anchors.export(place.orgs["柳湾镇"].pk))


def checked(lines: Lines, chain: int | None = None) -> list[str]:
    return check_chain.check([f"{line}\n" for line in lines], chain)[0]


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.walk(ast.parse(VERIFIER.read_text("utf-8")))
    imported = {a.name for n in tree if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module or "." for n in ast.walk(ast.parse(VERIFIER.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(VERIFIER.read_text("utf-8").splitlines()) <= 150


def test_an_honest_export_passes_on_a_machine_without_us(exported: Lines, tmp_path: Path) -> None:
    file, kept = tmp_path / "chain.jsonl", tmp_path / "anchors"
    file.write_text("\n".join(exported) + "\n", "utf-8")
    kept.write_text("\n".join(anchors.lines(AT)), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), str(file), "--anchors", str(kept)],
        capture_output=True, text=True, env={"PYTHONIOENCODING": "utf-8"}, cwd=tmp_path,
    )
    assert ran.returncode == 0 and f"共 {len(exported) - 1} 条" in ran.stdout


def test_a_chain_hashed_by_sm3_passes_too(place: Place, settings: object) -> None:
    settings.YZ_DIGEST = "sm3"
    place.post("李禾", "g_clerk", "东柳村")
    assert checked(list(anchors.export(place.orgs["柳湾镇"].pk))) == []


def last_cut(lines: Lines) -> Lines:
    return lines[:-1]


def one_out(lines: Lines) -> Lines:
    return [*lines[:5], *lines[6:]]


def two_swapped(lines: Lines) -> Lines:
    return [*lines[:5], lines[6], lines[5], *lines[7:]]


def one_twice(lines: Lines) -> Lines:
    return [*lines[:6], *lines[5:]]


def word_changed(lines: Lines) -> Lines:
    return [*lines[:5], lines[5].replace("post.begin", "post.end"), *lines[6:]]


def hash_changed(lines: Lines) -> Lines:
    return [*lines[:5], "0" * 64 + lines[5][64:], *lines[6:]]


def head_moved(lines: Lines) -> Lines:
    return [json.dumps({**json.loads(lines[0]), "seq": 3}), *lines[1:]]


def no_header(lines: Lines) -> Lines:
    return lines[1:]


def nothing(lines: Lines) -> Lines:
    return []


def no_json(lines: Lines) -> Lines:
    return [*lines[:5], lines[5][:70], *lines[6:]]


def hashed_anew(lines: Lines) -> Lines:
    body = word_changed(lines)[5].partition(" ")[2]
    return [*lines[:5], f"{sha256(body.encode()).hexdigest()} {body}", *lines[6:]]


TAMPERS = [hashed_anew, last_cut, one_out, two_swapped, one_twice, word_changed, hash_changed, head_moved, no_header, nothing, no_json]


@pytest.mark.parametrize("tamper", TAMPERS)
def test_whatever_is_done_to_the_export_is_told(exported: Lines, tamper: Callable[[Lines], Lines]) -> None:
    assert checked(exported) == [] and checked(tamper(exported))


def test_any_single_character_changed_is_told(exported: Lines) -> None:
    dice = random.Random(7)
    for _n in range(300):
        lines = list(exported)
        number = dice.randrange(1, len(lines))
        place = dice.randrange(len(lines[number]))
        new = dice.choice("0123456789abcdef-文")
        if new != lines[number][place]:
            lines[number] = lines[number][:place] + new + lines[number][place + 1 :]
            assert any(f"第 {n} 条" in fault for fault in checked(lines) for n in (number, number + 1)), (number, place)


def test_the_chain_of_another_town_is_not_taken_for_this_one(place: Place, exported: Lines) -> None:
    place.post("外", "g_head", "石桥镇")
    other = list(anchors.export(place.orgs["石桥镇"].pk))
    assert checked(other) == [] and checked(other, place.orgs["柳湾镇"].pk)
    posing = [json.dumps({**json.loads(other[0]), "chain": place.orgs["柳湾镇"].pk}), *other[1:]]
    assert checked(posing)


def test_an_older_export_and_a_rewritten_one_are_told_by_the_anchors(place: Place, exported: Lines) -> None:
    older = list(exported)
    place.post("后来", "g_clerk", "东柳村")
    chain = place.orgs["柳湾镇"].pk
    kept = [*anchors.lines(AT), f"- - {anchors.head16(chain)}", anchors.head16(chain)]
    _faults, head, hashes = check_chain.check([f"{line}\n" for line in older])
    assert not _faults and len(check_chain.check_anchors(kept, head["chain"], hashes)) == 3
    newest = check_chain.check([f"{line}\n" for line in anchors.export(chain)])[2]
    assert check_chain.check_anchors(kept, chain, newest) == []
    assert check_chain.check_anchors(["1 2 kein-hex", "# gut"], chain, newest) == ["锚点文件第 1 行看不懂"]


def test_the_command_ends_with_one_if_anything_is_wrong(exported: Lines, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chain.jsonl"
    file.write_text("\n".join(word_changed(exported)), "utf-8")
    assert check_chain.main([str(file)]) == 1 and "第 5 条的内容被改过" in capsys.readouterr().out
    file.write_text("\n".join(exported), "utf-8")
    assert check_chain.main([str(file), "--chain", str(ChainHead.objects.latest("chain").chain + 1)]) == 1


def test_the_export_ends_where_it_says_though_work_goes_on(place: Place, exported: Lines) -> None:
    lines = anchors.export(place.orgs["柳湾镇"].pk)
    head = json.loads(next(lines))
    place.post("中途", "g_clerk", "东柳村")
    assert len(list(lines)) == head["seq"]
