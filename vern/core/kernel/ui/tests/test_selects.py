"""Selects are written by us: they must say what Django's would."""

from __future__ import annotations

from typing import Any

import html5lib
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

labels = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
options = st.lists(st.tuples(labels, labels), max_size=4)
choices = st.lists(st.one_of(st.tuples(labels, labels), st.tuples(labels, options)), max_size=4)


def meaning(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Elements with attributes and text, layout apart."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [(e.tag, dict(e.attrib), (e.text or "").strip()) for e in tree.iter()]


@given(offered=choices, chosen=labels)
def test_a_select_says_what_djangos_own_template_says(offered: Any, chosen: str) -> None:
    class Form(forms.Form):
        unit = forms.ChoiceField(choices=offered, required=False, disabled=bool(len(chosen) % 2))

    ours, theirs = Form({"unit": chosen}), Form({"unit": chosen}, renderer=DjangoTemplates())
    attrs: dict[str, str | bool] = {"aria-describedby": "x", "class": "a"}
    assert meaning(ours["unit"].as_widget(attrs=attrs)) == meaning(
        theirs["unit"].as_widget(attrs=attrs | {"class": "a ds-input"})
    )


def test_a_label_cannot_become_markup() -> None:
    class Form(forms.Form):
        unit = forms.ChoiceField(choices=[("<b>", "<script>alert(1)</script>")])

    html = str(Form()["unit"])
    assert "<script" not in html
    assert 'value="&lt;b&gt;"' in html
