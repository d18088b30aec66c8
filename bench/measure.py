"""How long something takes: server CPU, wall time and queries, the middle of many tries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
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


def cost(work: Callable[[], Any], tries: int = TRIES) -> Cost:
    """The median cost of doing the work; the first three times are not counted."""
    for _ in range(3):
        work()
    cpu, wall = [], []
    for _ in range(tries):
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        work()
        cpu.append((time.process_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - wall_before) * 1000)
    return Cost(statistics.median(cpu), statistics.median(wall), queries_of(work))


def queries_of(work: Callable[[], Any]) -> int:
    count = 0

    def counting(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        work()
    return count
