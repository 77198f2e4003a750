"""A paper is taken away from its record by who may, with the reason, from the record's own page."""

from __future__ import annotations

import re

from tests.web.conftest import Comes
from tests.web.pages import Township
from yanzhen.kernel.papers.models import Paper


def test_a_paper_is_withdrawn_from_its_records_page_once(town: Township, comes: Comes) -> None:
    client, address = comes("clerk"), f"/r/{town.paper.record_id}/"
    said = client.get(address).content.decode()
    action, uid = re.search(rf'action="(/paper/{town.paper.pk}/withdraw/)".*?name="uid" value="([^"]+)"', said, re.S).groups()  # type: ignore[union-attr]
    for _turn in range(2):
        assert client.post(action, {"uid": uid, "reason": "传错了"}).status_code == 302
    assert Paper.objects.get(pk=town.paper.pk).withdrawn_at
    assert town.paper.name not in re.sub(r"(?s)<ol.*?</ol>", "", client.get(address).content.decode())


def test_who_may_only_read_it_is_not_offered_to_take_it_away(town: Township, comes: Comes) -> None:
    said = comes("secretary").get(f"/r/{town.paper.record_id}/").content.decode()
    assert town.paper.name in said and "/withdraw/" not in said
