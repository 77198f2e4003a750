"""`python -m tests.api` writes the description of the API down as it is now: what `test_api` compares it with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.settings")
    django.setup()
    from yanzhen.faces.api.urls import described

    text = json.dumps(described(), ensure_ascii=False, indent=1, sort_keys=True)
    Path(__file__).with_name("openapi.json").write_text(text + "\n", "utf-8")
