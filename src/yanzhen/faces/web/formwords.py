"""What a form says of a field that is filled in wrongly, in words a clerk can act on: Django's own Chinese speaks of variables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

CHOICE = _("请从列出的里面选。")
NUMBER = _("请写一个数。")
DAY = _("日期没有看懂，请写成 2024-03-08 的样子。")
FIELDS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (forms.Field, {"required": _("请填写这一项。"), "null_characters_not_allowed": _("有不能保存的字符，请删掉再试。")}),
    (forms.IntegerField, {"invalid": _("请写一个整数。")}),
    (forms.FloatField, {"invalid": NUMBER}),
    (forms.DecimalField, {"invalid": NUMBER}),
    (forms.DateField, {"invalid": DAY}),
    (forms.ChoiceField, {"invalid_choice": CHOICE}),
    (forms.ModelChoiceField, {"invalid_choice": CHOICE}),
    (forms.UUIDField, {"invalid": _("没有看懂这次提交，请刷新后再试。")}),
)
RULES: tuple[tuple[Any, Any], ...] = (
    (validators.MaxLengthValidator, _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。")),
    (validators.MinValueValidator, _("不能小于 %(limit_value)s。")),
    (validators.MaxValueValidator, _("不能大于 %(limit_value)s。")),
)
DIGITS: dict[str, Any] = {"max_digits": _("一共最多 %(max)s 位数字。"), "max_decimal_places": _("小数最多 %(max)s 位。"), "max_whole_digits": _("整数最多 %(max)s 位。")}


def speak() -> None:
    """Put the words in Django's place; before any form is declared, because a field takes them when it is made."""
    for field, said in FIELDS:
        field.default_error_messages = {**field.default_error_messages, **said}
    for rule, words in RULES:
        rule.message = words
    validators.DecimalValidator.messages = {**validators.DecimalValidator.messages, **DIGITS}
