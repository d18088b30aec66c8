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
    merging,
    protecting,
    representing,
    routing,
    telling,
)
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor


@dataclass(frozen=True)
class Panel:
    """`place`: above everything (what must be done now), in the main column, or among the facts."""

    template: str
    build: Callable[[Actor, Report], dict[str, Any] | None]
    place: Literal["now", "main", "aside"] = "main"


PANELS: tuple[Panel, ...] = (
    Panel("incidents/panels/stops.html", representing.build_stops, "now"),
    Panel("incidents/panels/objections.html", representing.build_objections, "now"),
    Panel("incidents/panels/verdict.html", dialogue.build_verdict, "now"),
    Panel("incidents/panels/own.html", dialogue.build_own, "now"),
    Panel("incidents/panels/own_talk.html", dialogue.build_own),
    Panel("incidents/panels/dialogue.html", dialogue.build),
    Panel("incidents/panels/representing.html", representing.build),
    Panel("incidents/panels/telling.html", telling.build, "now"),
    Panel("incidents/panels/files.html", files.build),
    Panel("incidents/panels/merging.html", merging.build),
    Panel("incidents/panels/summary.html", protecting.summary),
    Panel("incidents/panels/learning.html", learning.build),
    Panel("incidents/panels/routing.html", routing.build, "aside"),
    Panel("incidents/panels/readers.html", protecting.readers, "aside"),
)


def panels_for(actor: Actor, report: Report) -> dict[str, list[dict[str, Any]]]:
    """The panels that this reader gets, by place, each with its template."""
    shown: dict[str, list[dict[str, Any]]] = {"now": [], "main": [], "aside": []}
    for panel in PANELS:
        context = panel.build(actor, report)
        if context is not None:
            shown[panel.place].append({"template": panel.template, **context})
    return shown
