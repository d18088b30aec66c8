"""The parts of a handler's page that stand on their own: each a template and what it shows.

A panel is shown to those who read the report whole. `build` answers with its context, or None
where this reader has nothing to see or do there; it costs a constant number of queries, at most two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from vern.control.incidents.panels import (
    dialogue,
    files,
    learning,
    links,
    merging,
    protecting,
    reception,
    representing,
    routing,
    telling,
)
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor
from vern.core.records.models import Sensitivity


@dataclass(frozen=True)
class Panel:
    """`place`: above everything (what must be done now), first in the main column, further down
    there, or among the facts. `merged`: shown also of a report that is handled with another;
    `sealed`: also of what the whistleblowing reception has."""

    template: str
    build: Callable[[Actor, Report], dict[str, Any] | None]
    place: Literal["now", "first", "main", "aside"] = "main"
    merged: bool = False
    sealed: bool = False


PANELS: tuple[Panel, ...] = (
    Panel("incidents/panels/merged.html", merging.build_merged, "now", merged=True),
    Panel("incidents/panels/elsewhere.html", routing.build_elsewhere, "now"),
    Panel("incidents/panels/own.html", dialogue.build_own, "now", merged=True, sealed=True),
    Panel("incidents/panels/telling.html", telling.build, "now", sealed=True),
    Panel("incidents/panels/stops.html", representing.build_stops, "first"),
    Panel("incidents/panels/verdict.html", dialogue.build_verdict, "first", sealed=True),
    Panel("incidents/panels/objections.html", representing.build_objections, "first"),
    Panel("incidents/panels/finishes.html", reception.build, sealed=True),
    Panel("incidents/panels/own_talk.html", dialogue.build_own, merged=True, sealed=True),
    Panel("incidents/panels/dialogue.html", dialogue.build, merged=True, sealed=True),
    Panel("incidents/panels/representing.html", representing.build, merged=True, sealed=True),
    Panel("incidents/panels/files.html", files.build),
    Panel("incidents/panels/merging.html", merging.build),
    Panel("incidents/panels/summary.html", protecting.summary, sealed=True),
    Panel("incidents/panels/learning.html", learning.build),
    Panel("incidents/panels/links.html", links.build),
    Panel("incidents/panels/routing.html", routing.build, "aside"),
    Panel("incidents/panels/readers.html", protecting.readers, "aside", merged=True, sealed=True),
)


def panels_for(actor: Actor, report: Report) -> dict[str, list[dict[str, Any]]]:
    """The panels that this reader gets, by place, each with its template."""
    shown: dict[str, list[dict[str, Any]]] = {
        "now": [],
        "first": [],
        "main": [],
        "aside": [],
    }
    merged = report.incident.merged_into is not None
    sealed = report.record.sensitivity == Sensitivity.SEALED
    for panel in PANELS:
        fits = (panel.merged or not merged) and (panel.sealed or not sealed)
        context = panel.build(actor, report) if fits else None
        if context is not None:
            shown[panel.place].append({"template": panel.template, **context})
    return shown
