"""How forms look: `{{ form }}` and `{{ form.x.as_field_group }}` become Designsystemet fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from vern.core.kernel.ui import selects

# Django's templates for these put a plain list of labels; ours make one field per choice.
OWN_WIDGETS = {
    "django/forms/widgets/radio.html": "kernel/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "kernel/forms/widgets/choices.html",
    "django/forms/widgets/clearable_file_input.html": "kernel/forms/widgets/file.html",
}


class DesignField(BoundField):
    """A bound field whose control carries Designsystemet's class."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        if not shown.is_hidden:
            classes = [shown.attrs.get("class", ""), built.get("class", ""), "ds-input"]
            built["class"] = " ".join(dict.fromkeys(filter(None, classes)))
        return built

    @property
    def single_checkbox(self) -> bool:
        """A yes/no box, whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def error_anchor(self) -> str:
        """The id that a link from the error summary leads to: the first control of the field."""
        if not self.use_fieldset:
            return str(self.id_for_label)
        first = next(iter(self.subwidgets), None)
        return str(first.id_for_label) if first else str(self.auto_id)


class Renderer(TemplatesSetting):
    """The project's FORM_RENDERER."""

    form_template_name = "kernel/forms/form.html"
    field_template_name = "kernel/forms/field.html"
    formset_template_name = "kernel/forms/formset.html"
    bound_field_class = DesignField

    def get_template(self, template_name: str) -> Any:
        if template_name in selects.NAMES:
            return selects.SelectTemplate()
        return super().get_template(OWN_WIDGETS.get(template_name, template_name))


def says_need(field: forms.Field, text: Any) -> None:
    """Let the label say when a field must be filled in, where another answer decides it."""
    field.need = text  # type: ignore[attr-defined]


class _Explained(forms.widgets.ChoiceWidget):
    """An explanation under each choice, by its value."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        explanations: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.explanations = dict(explanations or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if explanation := self.explanations.get(str(value)):
            option["description"] = explanation
            if option["attrs"].get("id"):
                option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_about"
        return option


class ExplainedChoice(_Explained, forms.RadioSelect):
    """Radio buttons with an explanation under each, by the choice's value."""


class ExplainedChoices(_Explained, forms.CheckboxSelectMultiple):
    """The same for checkboxes."""


class DayInput(forms.DateInput):
    """The browser's own date picker. It speaks ISO dates whatever the language is."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "date", **(attrs or {})}, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for a date and a clock time, local time."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "datetime-local", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A date."""

    widget = DayInput


class MomentField(forms.DateTimeField):
    """A date and a clock time, read as local time, given back aware."""

    widget = MomentInput
