"""A paper is taken away from its record by who may, with the reason, from the record's own page."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.web.conftest import Comes
from tests.web.pages import Township, picture
from tests.world import NOON
from yanzhen.kernel.papers.actions import attach, withdraw
from yanzhen.kernel.papers.models import Paper


def test_a_paper_is_withdrawn_from_its_records_page_once(town: Township, comes: Comes) -> None:
    client, address = comes("clerk"), f"/r/{town.paper.record_id}/"
    said = client.get(address).content.decode()
    action, uid = re.search(rf'action="(/paper/{town.paper.pk}/withdraw/)".*?name="uid" value="([^"]+)"', said, re.S).groups()
    for _turn in range(2):
        assert client.post(action, {"uid": uid, "reason": "传错了"}).status_code == 302
    assert Paper.objects.get(pk=town.paper.pk).withdrawn_at
    assert town.paper.name not in re.sub(r"(?s)<ol.*?</ol>", "", client.get(address).content.decode())


def test_who_may_only_read_it_is_not_offered_to_take_it_away(town: Township, comes: Comes) -> None:
    said = comes("secretary").get(f"/r/{town.paper.record_id}/").content.decode()
    assert town.paper.name in said and "/withdraw/" not in said


def lines(page: str) -> list[str]:
    """The history as sentences, newest first."""
    told = re.findall(r"(?s)<li>(.*?)</li>", re.search(r'(?s)<ol class="trail">.*?</ol>', page)[0])
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in told]


def test_the_history_tells_who_added_a_file_and_who_took_it_away_and_why(town: Township, comes: Comes) -> None:
    address = f"/r/{town.paper.record_id}/"
    added, written = lines(comes("secretary").get(address).content.decode())
    assert added == "3 月 10 日 12:00 村文书 温素笺 添加了附件“照片.png”" and "登记" in written
    withdraw(town.paper, actor=town.world.actor("grid_worker"), at=NOON + timedelta(hours=1), reason="拍到了别人家")
    taken, *before = lines(comes("secretary").get(address).content.decode())
    assert taken == "3 月 10 日 13:00 网格员 桑小穗 撤下了附件“照片.png” 理由：拍到了别人家" and before == [added, written]


def test_the_history_of_a_problem_keeps_steps_and_files_in_order(town: Township, comes: Comes) -> None:
    record = town.world.now(town.problems["taken"])
    attach(record, actor=town.world.actor("office_head"), at=NOON - timedelta(hours=2), name="现场.png", data=picture())
    told = lines(comes("dispatcher").get(f"/r/{record.pk}/").content.decode())
    assert [next(w for w in ("接办", "交办", "添加了附件“现场.png”", "登记") if w in one) for one in told] == ["接办", "交办", "登记", "添加了附件“现场.png”"]
    english = comes("dispatcher")
    english.post("/language/", {"language": "en"})
    assert "added the file “现场.png”" in " ".join(lines(english.get(f"/r/{record.pk}/").content.decode()))
