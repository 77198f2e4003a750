"""What the library knows of a loan."""

from django.core.exceptions import ValidationError
from django.db import models

from yanzhen.kernel.records.models import Facts

SORTS = {"novel": "novel", "map": "map", "gift": "gift"}
OUTCOMES = {"back": "back", "lost": "lost"}


class Loan(Facts):
    """A book asked for, and what has become of it. What was given away has no limit."""

    book = models.CharField("book", max_length=40)
    sort = models.CharField("sort", max_length=10, choices=SORTS, default="novel")
    volumes = models.PositiveSmallIntegerField("volumes", default=1)
    reader = models.ForeignKey("register.Person", verbose_name="reader", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("outcome", max_length=10, blank=True, default="", choices=OUTCOMES)
    ended_on = models.DateField("ended on", null=True, blank=True)
    note = models.CharField("note", max_length=100, blank=True)

    def clean(self) -> None:
        if self.volumes == 0:
            raise ValidationError({"volumes": "nothing is lent"})
