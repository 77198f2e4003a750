"""How ``{{ form }}`` looks: one renderer for every form of the product (settings.FORM_RENDERER names it)."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormLook(TemplatesSetting):
    """Draws forms, fields and form sets with the templates in ``templates/form``; widgets with those beside Django's own.

    Needs ``yanzhen.faces.web`` before ``django.forms`` in INSTALLED_APPS, so that the house's widget templates are found first.
    """

    form_template_name = "form/form.html"
    formset_template_name = "form/formset.html"
    field_template_name = "form/field.html"
