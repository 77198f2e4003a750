"""The sample township, built by the command from nothing: its published counts, its report, its trail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.conftest import OUTSIDE

pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.xdist_group("sample")]

# What the township published of 2017, by the key of the figure that must come to it.
PUBLISHED = {
    "area": "156.51", "villages": "44", "areas": "10", "united_committees": "1", "branches": "67", "branches.organ": "2",
    "branches.institution": "4", "branches.company": "17", "branches.village": "44", "visit.villages": "44", "visit.covered": "8675",
    "problem.categories": "7", "problem.all": "1083", "problem.solved": "807", "problem.unsolved": "276",
}
SAID = ("156.51平方公里", "44个行政村", "10个片区", "总人口2.3万人", "党员1400余人", "1个综合党委", "67个基层党支部", "8675户", "7类、1083条问题", "已解决807条", "没有解决276条")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample in it."""
    place = tmp_path_factory.mktemp("sample")
    for words in (["migrate"], ["sample", "chishan"]):
        assert yz(place, *words).returncode == 0
    return place


def yz(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "YZ_HOME": str(home), "YZ_DATABASE": "sqlite"}
    return subprocess.run([sys.executable, "-m", "yanzhen.faces.cli", *words], env=env, capture_output=True, text=True, check=False)


def test_the_published_counts_are_counted(home: Path) -> None:
    told = json.loads(yz(home, "figures", "--town", "池上镇", "--on", "2017-12-31", "--json").stdout)
    found = {row["key"]: row["value"] for row in told["figures"]}
    assert {key: found[key] for key in PUBLISHED} == PUBLISHED
    assert 22_500 <= int(found["population"]) < 23_500
    assert 1_400 <= int(found["members"]) < 1_500


def test_its_report_says_them_in_word(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    assert yz(home, "report", "工作报告", "--town", "池上镇", "--year", "2017", "--out", str(out)).returncode == 0
    text = "".join(node.text or "" for node in docx.Document(str(out)).element.body.iter() if node.tag.endswith("}t"))
    assert [words for words in SAID if words not in text] == []
    assert "村集体经济收入：尚未登记" in text


def test_its_trail_and_every_row_agree(home: Path) -> None:
    assert yz(home, "verify").returncode == 0


def test_it_is_not_loaded_twice(home: Path) -> None:
    again = yz(home, "sample", "chishan")
    assert (again.returncode, "已经有池上镇" in again.stderr) == (2, True)


def test_only_the_owner_can_read_the_first_passwords(home: Path) -> None:
    assert (home / "sample-accounts.txt").stat().st_mode & 0o077 == 0


# For each account that the demonstration names: what waits for it, and what is late below it.
WAITING = """
import django; django.setup()
from django.utils import timezone
from yanzhen.faces.waiting import late_below
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard.access import actor_of
from yanzhen.kernel.guard.models import Account
from yanzhen.kernel.records.models import Record
for account in Account.objects.select_related("person"):
    actor = actor_of(account.person_id, account.person.name, local_day(timezone.now()), account.pk)
    states = Record.objects.turn_of(actor).values_list("state", flat=True)
    print(account.login, late_below(actor).count(), *sorted(set(states)))
"""


def test_something_waits_for_everyone_whose_account_is_printed(home: Path) -> None:
    env = {**os.environ, "YZ_HOME": str(home), "YZ_DATABASE": "sqlite", "DJANGO_SETTINGS_MODULE": "yanzhen.settings"}
    told = subprocess.run([sys.executable, "-c", WAITING], env=env, capture_output=True, text=True, check=True).stdout
    waits = {login: (int(late), set(states)) for login, late, *states in map(str.split, told.splitlines())}
    assert waits["guabao"][1] == {"raised"} and waits["bangongshi"][1] >= {"registered", "cannot", "disputed", "asking"}
    assert waits["wenshu"][1] == {"solved"} and waits["shuili"][1]
    assert waits["shuji"][0] > 0, "the secretary sees what is late"


# What the published report says that a built system covers: verdicts by the key of the figure.
COVERED = {
    "area": 1, "villages": 1, "population": 1, "members": 2, "united_committees": 1, "branches": 1, "branches.organ": 1, "branches.institution": 1,
    "branches.company": 1, "branches.village": 1, "visit.villages": 1, "visit.covered": 1, "problem.categories": 1, "problem.all": 1, "problem.solved": 1, "areas": 1,
}
PUBLISHED_TEXT = Path(__file__).parents[2] / "shared" / "mission" / "sources" / "chishan.txt"
# Ten solved problems taken back as void, through the verb.
TEN = """
import django; django.setup()
from django.utils import timezone
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record
at = timezone.now()
for record in Record.objects.filter(kind="problem", happened_on__year=2017, problem__outcome="solved").order_by("pk")[:10]:
    void(record, actor=operator(local_day(at)), at=at, reason="重了")
"""


def audited(home: Path, report: Path) -> list[dict[str, Any]]:
    """The figures of a report of 2017 beside the sample's records."""
    done = yz(home, "audit", str(report), "--town", "池上镇", "--year", "2017", "--json")
    assert done.returncode in (0, 1), done.stderr
    claims: list[dict[str, Any]] = json.loads(done.stdout)["claims"]
    return claims


def verdicts(claims: list[dict[str, Any]], verdict: str) -> Counter[str]:
    return Counter(claim["figure"] for claim in claims if claim["verdict"] == verdict)


def without_ten(home: Path, to: Path) -> Path:
    """The same sample in which ten solved problems are void."""
    shutil.copytree(home, to)
    env = {**os.environ, "YZ_HOME": str(to), "YZ_DATABASE": "sqlite", "DJANGO_SETTINGS_MODULE": "yanzhen.settings"}
    assert subprocess.run([sys.executable, "-c", TEN], env=env, capture_output=True, check=False).returncode == 0
    return to


def test_its_own_report_holds_until_records_change(home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.docx"
    assert yz(home, "report", "工作报告", "--town", "池上镇", "--year", "2017", "--out", str(report)).returncode == 0
    claims = audited(home, report)
    assert len(verdicts(claims, "holds")) >= 25 and not [claim for claim in claims if claim["verdict"] not in ("holds", "not_checked", "no_source")]
    changed = audited(without_ten(home, tmp_path / "changed"), report)
    assert set(verdicts(changed, "differs")) >= {"problem.all", "problem.solved", "problem.solved_rate"}
    assert all(key.startswith("problem.") for key in verdicts(changed, "differs"))


def test_the_published_report_holds_where_a_system_covers_it(home: Path, tmp_path: Path) -> None:
    if not PUBLISHED_TEXT.exists():
        pytest.skip(OUTSIDE + "the published reports")
    claims = audited(home, PUBLISHED_TEXT)
    assert verdicts(claims, "holds") == COVERED and not [claim for claim in claims if claim["figure"] and claim["verdict"] != "holds"]
    changed = audited(without_ten(home, tmp_path / "changed"), PUBLISHED_TEXT)
    assert verdicts(changed, "differs") == {"problem.all": 1, "problem.solved": 1}
