"""What holds the house together and no import tool can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

from vern.core.kernel.access import Rule
from vern.core.kernel.apps import ModuleConfig
from vern.core.org.capabilities import capabilities
from vern.core.records.models import Record

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (
    "vern.core.kernel",
    "vern.core.org",
    "vern.core.records",
    ("vern.core.history", "vern.core.notices", "vern.core.files", "vern.core.talk"),
    "vern.core.measures",
    "vern.hub",
    ("vern.organise", "vern.plan", "vern.operate", "vern.control", "vern.review"),
    "vern.site",
)


WRITTEN_BY_OTHERS = {"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"}
"""The sign-in library splits the link of its own mails with this pattern."""


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, prefix + str(each.pattern))
        else:
            yield prefix + str(each.pattern), each


URLS = list(walk(get_resolver().url_patterns))
TEMPLATES = sorted(ROOT.glob("vern/**/templates/**/*.html"))


def layer_of(module: str) -> int:
    for height, names in enumerate(LAYERS):
        for name in (names,) if isinstance(names, str) else names:
            if module == name or module.startswith(f"{name}."):
                return height
    raise AssertionError(f"{module} has no layer")


def rule_of(pattern: URLPattern) -> Rule:
    rule: Rule = vars(pattern.callback)["access"]
    return rule


def test_every_view_says_who_may_use_it() -> None:
    silent = [
        url
        for url, pattern in URLS
        if not isinstance(getattr(pattern.callback, "access", None), Rule)
    ]
    assert URLS
    assert silent == []


def test_every_capability_that_a_view_asks_for_is_declared() -> None:
    asked = {name for _, pattern in URLS for name in rule_of(pattern).capabilities}
    assert asked
    assert {name for name in asked if name not in capabilities} == set()


def test_addresses_are_lower_case_words_with_typed_parts() -> None:
    strange = [
        url
        for url, _ in URLS
        if url not in WRITTEN_BY_OTHERS and re.search(r"<[a-z_]+>|[A-Z_](?![^<]*>)", url)
    ]
    assert strange == []


def relations() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if isinstance(field, Field) and other and model.__module__.startswith("vern."):
                found.append(
                    (
                        f"{model.__module__}.{model.__name__}.{field.name}",
                        model.__module__,
                        other.__module__,
                    )
                )
    return found


def test_foreign_keys_point_to_the_same_app_or_a_lower_layer() -> None:
    upward = [
        name
        for name, mine, theirs in relations()
        if theirs.startswith("vern.")
        and app_of(mine) != app_of(theirs)
        and layer_of(theirs) >= layer_of(mine)
    ]
    assert relations()
    assert upward == []


def test_foreign_keys_to_other_projects_are_few_and_known() -> None:
    foreign = {theirs for _, _, theirs in relations() if not theirs.startswith("vern.")}
    assert foreign == set()


def app_of(module: str) -> str:
    config = apps.get_containing_app_config(module)
    assert config is not None
    return config.label


def uses(template: Path) -> list[str]:
    return re.findall(r"{%\s*(?:extends|include)\s+[\"']([\w/.-]+\.html)", template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_compile_and_use_their_own_module_or_the_interface(template: Path) -> None:
    name = template.as_posix().split("/templates/", 1)[1]
    engines["django"].get_template(name)
    own = template.as_posix().split("/templates/")[0]
    for used in uses(template):
        if used.startswith("django/"):
            continue
        home = next(
            path for path in TEMPLATES if path.as_posix().endswith(f"/templates/{used}")
        ).as_posix()
        shared = [f"{ROOT.as_posix()}/vern/core/{below}/" for below in ("kernel", "records")]
        assert home.startswith((f"{own}/", *shared)), used


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)|hx-on|javascript:")
    assert [str(path) for path in TEMPLATES if inline.search(path.read_text())] == []


def test_every_package_with_tables_is_a_module() -> None:
    plain = [
        config.name
        for config in apps.get_app_configs()
        if config.name.startswith("vern.") and not isinstance(config, ModuleConfig)
    ]
    assert plain == []


def test_a_new_column_on_the_record_takes_a_decision() -> None:
    columns = {field.name for field in Record._meta.get_fields() if isinstance(field, Field)}
    assert columns == {
        "id",
        "kind",
        "number",
        "unit",
        "handling_unit",
        "building",
        "title",
        "state",
        "sensitivity",
        "owner",
        "opened_at",
        "due_on",
        "closed_at",
        "retain_until",
    }


def test_no_signals_and_no_generic_foreign_keys() -> None:
    banned = re.compile(
        r"^\s*(from|import)\s+django\.(dispatch|db\.models\.signals|contrib\.contenttypes)",
        re.MULTILINE,
    )
    sources = [path for path in ROOT.glob("vern/**/*.py") if "migrations" not in path.parts]
    assert [str(path) for path in sources if banned.search(path.read_text())] == []


def test_files_stay_under_400_lines() -> None:
    sources = [*ROOT.glob("vern/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/*.py")]
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in sources
        if "migrations" not in path.parts and (lines := path.read_text().count("\n")) > 400
    ]
    assert long == []
