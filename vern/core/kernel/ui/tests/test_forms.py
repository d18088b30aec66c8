"""Forms become Designsystemet fields that say what is wrong, where, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from vern.core.kernel.testing.audit import audit
from vern.core.kernel.ui.forms import DayField, ExplainedChoice, MomentField
from vern.core.kernel.ui.sample import SampleForm


class Small(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport", max_length=5)
    day = DayField(label="Day", required=False)
    moment = MomentField(label="Moment", required=False)
    sort = forms.ChoiceField(
        label="Sort",
        choices=[("a", "A"), ("b", "B")],
        widget=ExplainedChoice(explanations={"a": "The first"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(source: str, **values: Any) -> str:
    request = RequestFactory().get("/here/")
    return Template(source).render(Context({"request": request, **values}))


def test_a_form_with_every_sort_of_field_is_good_html() -> None:
    for form in (SampleForm(), SampleForm({}), SampleForm({"what": "x", "kind": "accident"})):
        assert audit(str(form), "form") == []


def test_a_field_says_in_words_whether_it_must_be_filled_in() -> None:
    form = Small()
    assert "Required" in form["name"].as_field_group()
    assert "Optional" in form["day"].as_field_group()


def test_help_and_error_are_tied_to_the_field() -> None:
    field = Small({"name": "much too long"})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_name_error"' in field


def test_choices_are_a_group_with_a_legend() -> None:
    group = Small({})["sort"].as_field_group()
    assert group.startswith('<fieldset class="ds-fieldset" aria-describedby="id_sort_error">')
    assert '<legend class="ds-label">Sort' in group


def test_an_explained_choice_carries_its_explanation() -> None:
    group = Small()["sort"].as_field_group()
    assert 'aria-describedby="id_sort_0_about"' in group
    assert '<div data-field="description" id="id_sort_0_about">The first</div>' in group


def test_the_error_summary_leads_to_the_first_control_of_each_field() -> None:
    summary = shown("{% error_summary form %}", form=Small({"name": ""}))
    assert 'href="#id_name"' in summary
    assert 'href="#id_sort_0"' in summary


def test_a_good_form_has_no_error_summary() -> None:
    assert shown("{% error_summary form %}", form=Small()).strip() == ""


def test_a_date_is_written_for_the_browsers_picker_and_read_back() -> None:
    form = Small({"name": "x", "sort": "a", "day": "2026-11-21", "moment": "2026-11-21T14:05"})
    assert 'type="date" name="day" value="2026-11-21"' in str(form["day"])
    assert 'value="2026-11-21T14:05"' in str(form["moment"])
    assert form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2026, 11, 21)
    assert form.cleaned_data["moment"].astimezone(dt.UTC).hour == 13


def test_a_known_moment_is_shown_as_local_time() -> None:
    form = Small(initial={"moment": dt.datetime(2026, 11, 21, 13, 5, tzinfo=dt.UTC)})
    assert 'value="2026-11-21T14:05"' in str(form["moment"])


def test_a_hidden_field_is_not_dressed() -> None:
    assert "ds-input" not in str(Small()["key"])


def test_a_whole_form_has_summary_fields_token_and_a_way_out() -> None:
    page = shown(
        '{% post_form form submit="Save" cancel="/back/" %}{% endpost_form %}', form=Small({})
    )
    assert audit(page, "form") == []
    assert page.count("data-error-summary") == 1
    assert 'action="/here/"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert 'href="/back/"' in page


def test_a_whole_form_with_chosen_fields_keeps_its_hidden_ones() -> None:
    source = '{% post_form form submit="Save" %}{% fields form "name" "sort" %}{% endpost_form %}'
    page = shown(source, form=Small({}))
    assert page.count("data-error-summary") == 1
    assert 'name="key"' in page
    assert 'name="day"' not in page


def test_a_form_with_files_can_carry_them() -> None:
    page = shown('{% post_form form submit="Send" %}{% endpost_form %}', form=SampleForm())
    assert 'enctype="multipart/form-data"' in page


def test_optional_fields_are_folded_away_until_one_is_wrong() -> None:
    source = '{% more_fields form "More" "day" %}'
    assert '<details class="ds-details vern-more"><summary>' in shown(source, form=Small())
    assert " open><summary>" in shown(source, form=Small({"day": "not a day"}))
