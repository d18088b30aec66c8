"""The components escape what they are given, and refuse what does not exist."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from vern.core.kernel.testing.audit import audit

EVIL = '"><script>alert(1)</script>'
MOMENT = dt.datetime(2026, 11, 21, 13, 5, tzinfo=dt.UTC)


def shown(source: str, **values: Any) -> str:
    request = RequestFactory().get("/here/")
    return Template(source).render(Context({"request": request, **values})).strip()


@pytest.mark.parametrize(
    "source",
    [
        "{% page_heading evil evil evil %}",
        "{% section evil intro=evil %}{{ evil }}{% endsection %}",
        "{% card evil evil %}{{ evil }}{% endcard %}",
        "{% alert 'info' evil %}{{ evil }}{% endalert %}",
        "{% empty_state evil %}{{ evil }}{% endempty_state %}",
        "{% status evil %}",
        "{% more evil %}{{ evil }}{% endmore %}",
        "{% fact evil evil %}",
        "{% fact_block evil %}{{ evil }}{% endfact_block %}",
        "{% row evil evil evil evil %}{{ evil }}{% endrow %}",
        "{% step evil evil %}{{ evil }}{% endstep %}",
        "{% number evil evil evil %}",
        "{% data_table evil %}<tbody><tr><td>{{ evil }}</td></tr></tbody>{% enddata_table %}",
        "{% pager evil evil %}",
        "{% button_link evil evil %}",
        "{% post_button evil evil a=evil %}",
        "{% breadcrumbs %}{% crumb evil evil %}{% endbreadcrumbs %}",
        "{{ evil|paragraphs }}",
    ],
)
def test_a_component_escapes_what_it_is_given(source: str) -> None:
    assert "<script>" not in shown(source, evil=EVIL)


@pytest.mark.parametrize(
    "source",
    [
        "{% status 'Hi' 'purple' %}",
        "{% alert 'loud' %}Hi{% endalert %}",
        "{% button_link '/' 'Hi' 'huge' %}",
        "{% step 'Hi' state='maybe' %}{% endstep %}",
    ],
)
def test_a_colour_or_variant_that_does_not_exist_is_a_mistake(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown(source)


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    table = shown("{% data_table 'Events' %}<tbody><tr><td>1</td></tr></tbody>{% enddata_table %}")
    assert 'role="region" tabindex="0" aria-label="Events"' in table
    assert audit(table, "table") == []


def test_a_button_that_changes_something_posts_with_a_token() -> None:
    button = shown("{% post_button '/close/' 'Close' reason='done' %}")
    assert audit(button, "button") == []
    assert 'method="post" action="/close/"' in button
    assert '<input type="hidden" name="reason" value="done">' in button


def test_a_fact_without_a_value_is_left_out() -> None:
    assert shown("{% fact 'Room' value %}", value=None) == ""
    assert shown("{% fact 'Events' value %}", value=0) != ""


def test_a_list_without_more_pages_has_no_pager() -> None:
    assert shown("{% pager %}") == ""
    assert 'rel="prev"' not in shown("{% pager older='?before=3' %}")


def test_paragraphs_and_line_breaks_are_kept() -> None:
    assert shown("{{ text|paragraphs }}", text="One\r\ntwo\n\nthree") == (
        "<p>One<br>two</p><p>three</p>"
    )


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (
            "nb",
            "21.\u00a0november 2026 | 21.11.2026 | 14:05 | 21.\u00a0november 2026 kl.\u00a014:05",
        ),
        (
            "nn",
            "21.\u00a0november 2026 | 21.11.2026 | 14:05 | 21.\u00a0november 2026 kl.\u00a014:05",
        ),
        ("en", "21\u00a0November 2026 | 21 Nov 2026 | 14:05 | 21\u00a0November 2026 at\u00a014:05"),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(language: str, written: str) -> None:
    source = "{{ d|day }} | {{ d|short_day }} | {{ d|clock_time }} | {{ d|day_and_time }}"
    with translation.override(language):
        assert shown(source, d=MOMENT) == written


def test_a_moment_late_in_the_evening_belongs_to_the_local_day() -> None:
    assert shown("{{ d|day }}", d=MOMENT.replace(hour=23, minute=30)) == "22\u00a0November 2026"


def test_a_missing_date_is_written_as_nothing() -> None:
    assert shown("{{ d|day }}{{ d|short_day }}{{ d|clock_time }}{{ d|day_and_time }}", d=None) == ""


def test_content_is_shown_in_the_readers_language_or_the_nearest() -> None:
    unit = SimpleNamespace(name_nb="Kjemi", name_nn="", name_en="Chemistry")
    assert shown('{{ unit|localized:"name" }}', unit=unit) == "Chemistry"
    with translation.override("nn"):
        assert shown('{{ unit|localized:"name" }}', unit=unit) == "Kjemi"
    assert shown('{{ unit|localized:"name" }}', unit=None) == ""
