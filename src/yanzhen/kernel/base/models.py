"""What the base keeps in the database: the texts of rules adopted since the release."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .vouched import Vouched


class Adopted(Vouched):
    """A text of rules as it was adopted. Of one origin the newest holds; the older ones stay readable."""

    said_as = _("采用的规则文件")
    origin = models.CharField(_("文件"), max_length=60)
    text = models.TextField(_("内容"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("register.Person", verbose_name=_("采用人"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("采用时间"))
