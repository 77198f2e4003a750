"""What people write is text wherever it is shown: no page runs it, no spreadsheet computes it."""

from __future__ import annotations

import html
import io
from typing import Any

import pytest
from django.db import models
from openpyxl import load_workbook

from tests.safety.asking import questions
from tests.safety.callers import ask, body, browser
from tests.safety.house import House
from tests.safety.varying import KEPT
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard.models import Appointment, Correction
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person
from yanzhen.kernel.reports.models import Report
from yanzhen.packs.visits.models import Problem, Visit

# What the faces say does not depend on the database; once is enough.
pytestmark = pytest.mark.sqlite

# Cut short by a narrow column it is still an open tag, and an attribute it stands in it would leave.
EVIL = "\"'><i onx=1>"
FORMULA = "=1+1"
SHOWN: tuple[Any, ...] = (Record, Visit, Problem, Org, Person, Household, HouseholdMember, Appointment, Paper, Import, Report, StepTaken, Correction)


def written(text: str, *models_: Any) -> None:
    """The text in every column that people fill with words."""
    for model in models_ or SHOWN:
        rows = list(model._default_manager.all())
        for row in rows:
            for field in row._meta.concrete_fields:
                free = isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in (*KEPT, "id_mark", "chain_head", "due_rule", "sheet", "media")
                if free:
                    setattr(row, field.name, f"{row.pk}{text}"[: field.max_length])
            if isinstance(row, StepTaken):
                row.answers = {"note": text}
            row.save()


@pytest.mark.parametrize("who", ("clerk", "dispatcher", "secretary", "security_admin"))
def test_no_page_runs_what_somebody_wrote(house: House, who: str) -> None:
    written(EVIL)
    client, seen = browser(house.world, who), set()
    for question in questions(house):
        if question.method == "GET" and not question.path.startswith("/api/"):
            answer = ask(client, "GET", question.path)
            if answer["Content-Type"].startswith("text/html"):
                text = body(answer).decode()
                assert "<i onx" not in text and "'><" not in text.replace("&#x27;", ""), question
                seen |= {question.route} if html.escape(EVIL) in text else set()
    assert {"clerk": "record", "dispatcher": "person", "secretary": "report", "security_admin": "posts"}[who] in seen


def test_no_cell_of_a_spreadsheet_is_a_formula(house: House) -> None:
    written(FORMULA, Record, Person, Household)
    Record.objects.update(title=FORMULA)
    client, cells = browser(house.world, "dispatcher"), []
    for key in ("problem.all", "population", "households", "members"):
        answer = client.get(f"/f/{key}/list.xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert sheet is not None
        cells += [cell for row in sheet.iter_rows() for cell in row]
    assert FORMULA in {cell.value for cell in cells} and {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.data_type == "f"]
