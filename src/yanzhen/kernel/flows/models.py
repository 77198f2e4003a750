"""What was done to a record along its flow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.records.models import Record


class StepTaken(Vouched):
    """A step of a record's flow: who took it, by which post, from where to where, what he said, and whether it came late."""

    said_as = _("办理步骤")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, db_index=False, related_name="steps")
    step = models.CharField(max_length=20)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("register.Person", null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(default=dict)
    due_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        # What was done, by when and in time is told by the first alone: the rates ask it for every record.
        indexes = [models.Index(fields=["record", "step", "late", "on"]), models.Index(fields=["by", "at"])]
