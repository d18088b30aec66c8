"""Metrics in Prometheus' form: requests of all web processes together, and the state of the queue."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from vern.site.operations import METRICS_FOLDER
from vern.site.operations.state import State

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

_requests: Final = Counter(
    "vern_http_requests", "Requests that were answered.", ["route", "method", "status"]
)
_seconds: Final = Histogram(
    "vern_http_request_seconds",
    "How long answers took.",
    ["route"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8),
)


def known_method(method: str | None) -> str:
    """Anyone can invent methods; we do not count each."""
    return method if method in METHODS else "OTHER"


def count(*, route: str, method: str, status: int, seconds: float) -> None:
    """One more request."""
    _requests.labels(route, method, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def text(state: State | None) -> bytes:
    """Everything that is measured. `state` is None where the database does not answer."""
    registry = CollectorRegistry()
    if METRICS_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    registry.register(_Gauges(state))
    return generate_latest(registry)


class _Own(Collector):
    """What this process alone has counted."""

    def collect(self) -> Iterable[Metric]:
        return REGISTRY.collect()


class _Gauges(Collector):
    """What the database knows, read when someone asks."""

    def __init__(self, state: State | None) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "vern_database_up", "Whether the database takes writes.", float(self.state is not None)
        )
        if self.state is None:
            return
        jobs = GaugeMetricFamily("vern_jobs", "Jobs by queue and state.", labels=("queue", "state"))
        for (queue, what), number in self.state.jobs.items():
            jobs.add_metric((queue, what), number)
        yield jobs
        ages = (
            ("vern_oldest_unsent_mail_seconds", "Age of the oldest unsent mail.", "unsent_mail"),
            ("vern_worker_heartbeat_seconds", "Time since a worker was heard.", "worker"),
            ("vern_last_backup_seconds", "Time since the last backup.", "backup"),
        )
        for name, text_, field in ages:
            if (age := getattr(self.state, field)) is not None:
                yield GaugeMetricFamily(name, text_, age)
