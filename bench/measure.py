"""How long something takes: server CPU, wall time and queries, the middle of many tries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

TRIES = 25


@dataclass(frozen=True)
class Cost:
    """Milliseconds of this process's CPU and of wall time, and the number of queries."""

    cpu: float
    wall: float
    queries: int


def costs(works: Mapping[str, Callable[[], Any]], tries: int = TRIES) -> dict[str, Cost]:
    """The median cost of each work; the first three rounds are not counted.

    The works take turns: a machine that is slower for a while is so for all of them.
    """
    cpu: dict[str, list[float]] = {name: [] for name in works}
    wall: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(3 + tries):
        for name, work in works.items():
            cpu_before, wall_before = time.process_time(), time.perf_counter()
            work()
            if turn >= 3:
                cpu[name].append((time.process_time() - cpu_before) * 1000)
                wall[name].append((time.perf_counter() - wall_before) * 1000)
    return {
        name: Cost(statistics.median(cpu[name]), statistics.median(wall[name]), queries_of(work))
        for name, work in works.items()
    }


def once(work: Callable[[], Any]) -> Cost:
    """What a long work costs, done once."""
    cpu, wall = time.process_time(), time.perf_counter()
    queries = queries_of(work)
    return Cost((time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000, queries)


def queries_of(work: Callable[[], Any]) -> int:
    count = 0

    def counting(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        work()
    return count
