"""How many statements each page costs, page by page, in query_counts.json. `YZ_RENEW=1` writes the file anew: look at what changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses

KEPT = Path(__file__).with_name("query_counts.json")
OTHERS = {"accounts": "system_admin", "rules": "security_admin"}


def test_every_page_costs_as_many_statements_as_written_down(town: Township, comes: Comes) -> None:
    found = {}
    for name, path in addresses(town).items():
        client = comes(OTHERS.get(name, "dispatcher"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        found[name] = len(seen)
    if os.environ.get("YZ_RENEW"):
        KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    assert found == json.loads(KEPT.read_text("utf-8"))
