"""The columns of a visit, of the problem it raises, and of the second look at a solved one."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.records.models import Facts, Record
from yanzhen.kernel.register.models import Household, Org

CATEGORIES = {
    "water": _("用水"),
    "power": _("用电"),
    "road": _("道路通行"),
    "welfare": _("民政政策"),
    "health": _("医疗养老"),
    "village": _("村级发展"),
    "other": _("其他"),
}
OUTCOMES = {"": _("未解决"), "solved": _("已解决"), "cannot": _("现在办不了"), "disputed": _("住户有异议")}
WORDS = {"": _("未答复"), "waiting": _("等住户"), "confirmed": _("住户确认解决"), "noted": _("答复已知悉"), "disputed": _("住户有异议"), "refused": _("住户不接受办不了")}
REASONS = {
    "funds": _("需争取项目资金"),
    "policy": _("现行政策不允许"),
    "authority": _("不在本级权限内"),
    "conditions": _("现场条件不具备"),
    "dispute": _("权属或邻里有争议"),
}
LEVELS = {"county": _("区县"), "city": _("市"), "province": _("省")}


class About(Facts):
    """Facts about a household or a company: that is where the record stands."""

    household: Household | None
    company: Org | None

    class Meta:
        abstract = True

    def place(self, day: date) -> Org | None:
        return self.household.org_on(day) if self.household else self.company


class Visit(About):
    """Who was called on. Nothing says where the visitor went or how long he stayed. It is called as that home was on the day it
    was written down, masked as in lists: whoever may see the visit may read that much."""

    said_as = _("走访内容")
    household = models.ForeignKey("register.Household", verbose_name=_("住户"), null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    company = models.ForeignKey("register.Org", limit_choices_to={"kind": "company"}, verbose_name=_("企业"), null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    heard = models.TextField(_("听到什么"), blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(household__isnull=False, company__isnull=True) | models.Q(household__isnull=True, company__isnull=False),
                name="visit_calls_on_one",
            )
        ]

    def title(self) -> str:
        return f"走访 {self.household.masked if self.household else self.company or ''}".strip()

    def clean(self) -> None:
        if (self.household_id is None) == (self.company_id is None):
            raise ValidationError({"household": _("走访要写明是哪一户或哪一家企业，只写一个")})


class Problem(About):
    """What was raised, and what has become of it."""

    said_as = _("问题内容")
    household = models.ForeignKey("register.Household", verbose_name=_("住户"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    company = models.ForeignKey("register.Org", limit_choices_to={"kind": "company"}, verbose_name=_("企业"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    category = models.CharField(_("类别"), max_length=10, choices=CATEGORIES)
    detail = models.TextField(_("情况"), blank=True, max_length=2000)
    outcome = models.CharField(_("结果"), max_length=10, blank=True, default="", choices={k: v for k, v in OUTCOMES.items() if k})
    decided_on = models.DateField(_("办出结果"), null=True, blank=True)
    reason = models.CharField(_("办不了的原因"), max_length=12, blank=True, choices=REASONS)
    level = models.CharField(_("哪一级能办"), max_length=10, blank=True, choices=LEVELS)
    condition = models.CharField(_("什么条件下再办"), max_length=200, blank=True)
    word = models.CharField(_("住户意见"), max_length=10, blank=True, default="", choices={k: v for k, v in WORDS.items() if k})


class Stranger(Vouched):
    """The head of household whom a ledger names and the register does not know. Nobody's list or title needs the whole name: it is
    kept sealed, until a ledger comes again and the register has the home."""

    said_as = _("名册外的户主")
    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="stranger")
    name = SealedField(_("走访户主（户籍台账里没有）"))


class Revisit(Facts):
    """A problem drawn by lot and asked about again by somebody who did not handle it."""

    said_as = _("回访内容")
    solved = models.CharField(_("住户说"), max_length=10, blank=True, choices={"yes": _("确实解决了"), "no": _("没有解决"), "unreached": _("没联系上")})
    said = models.TextField(_("原话"), blank=True, max_length=1000)
    seed = models.CharField(_("抽签种子"), max_length=32)
