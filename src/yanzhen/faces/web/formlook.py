"""How ``{{ form }}`` looks: one renderer for every form of the product (settings.FORM_RENDERER names it)."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from .templatetags.ledger import flags, options, words


class FormLook(TemplatesSetting):
    """Draws forms, fields and form sets with the templates in ``templates/form``; widgets with those beside Django's own,
    the plain ones by the functions below, which take a tenth of the time.

    Needs ``yanzhen.faces.web`` before ``django.forms`` in INSTALLED_APPS, so that the house's widget templates are found first.
    """

    form_template_name = "form/form.html"
    formset_template_name = "form/formset.html"
    field_template_name = "form/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        plain = PLAIN.get(template_name)
        return plain(context["widget"]) if plain else super().render(template_name, context, request)


def field(widget: dict[str, Any]) -> SafeString:
    """What is typed or picked in one line."""
    value = "" if widget["value"] is None else f' value="{words(widget["value"])}"'
    return SafeString(f'<input type="{words(widget["type"])}" name="{words(widget["name"])}"{value}{flags(widget["attrs"])}>')


def area(widget: dict[str, Any]) -> SafeString:
    """What is typed in several lines; the first line break is the browser's, not the text's."""
    value = words(widget["value"]) if widget["value"] else ""
    return SafeString(f'<textarea name="{words(widget["name"])}"{flags(widget["attrs"])}>\n{value}</textarea>')


def choice(widget: dict[str, Any]) -> SafeString:
    """What is chosen from a list."""
    return SafeString(f'<select name="{words(widget["name"])}"{flags(widget["attrs"])}>{options(widget["optgroups"])}</select>')


#: By the template that Django would take.
PLAIN = {f"django/forms/widgets/{name}.html": field for name in ("text", "search", "date", "number", "hidden", "email", "password")} | {
    "django/forms/widgets/textarea.html": area, "django/forms/widgets/select.html": choice,
}  # fmt: skip
