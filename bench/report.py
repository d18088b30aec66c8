"""What the measurements say: growth from small to large, and ratios to the floors."""

from __future__ import annotations

import argparse

from bench.measure import Cost

EMPTY = "floor: empty page"
RATIOS = (
    ("list, HSE department", EMPTY, 3.0),
    ("list, head of department", EMPTY, 3.0),
    ("filtered list, HSE department", EMPTY, 3.0),
    ("detail, HSE department", EMPTY, 3.0),
    ("detail, head of department", EMPTY, 3.0),
    ("overdue, HSE department", EMPTY, 3.0),
    ("overdue, head of department", EMPTY, 3.0),
    ("committee's view", EMPTY, 3.0),
    ("Table 1", "floor: Table 1, bare SQL", 2.0),
    ("dashboard, HSE department", "floor: dashboard, bare SQL", 3.0),
    ("dashboard, head of department", "dashboard, HSE department", 1.0),
    *(
        (f"search, {who}: a common word", "floor: search for a common word, bare SQL", 3.0)
        for who in ("HSE department", "head of department", "employee")
    ),
    ("search, HSE department: while typing", EMPTY, 3.0),
    ("search, employee: while typing", EMPTY, 3.0),
    ("list, dean", "list, HSE department", 1.0),
    ("list, head of department", "list, HSE department", 1.0),
    ("own reports, employee", "list, HSE department", 1.0),
    ("my work, employee", "my work, HSE department", 1.0),
    ("overdue, head of department", "overdue, HSE department", 1.0),
    ("similar cases, head of department", "similar cases, HSE department", 1.0),
)


Raw = dict[str, dict[str, float]]


def compare(first: Raw, second: Raw, sizes: tuple[int, int]) -> str:
    """Two tables in Markdown: costs with their growth, and ratios to a floor of the same run.

    Growth is told in empty pages, since a machine need not be as fast in both runs.
    """
    small, large = costs(first), costs(second)
    pace = large[EMPTY].wall / small[EMPTY].wall
    head = (
        f"| what | CPU ms at {sizes[0]:,} | wall | queries | CPU ms at {sizes[1]:,} | wall | queries "
        "| wall growth in empty pages (aim 1.5) |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for name, a in small.items():
        b = large[name]
        lines.append(
            f"| {name} | {a.cpu:.1f} | {a.wall:.1f} | {a.queries} | {b.cpu:.1f} | {b.wall:.1f} "
            f"| {b.queries} | {b.wall / a.wall / pace:.2f} |"
        )
    lines += ["", f"| at {sizes[1]:,} | compared with | wall ratio | aim |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {floor} | {large[name].wall / large[floor].wall:.2f} | {aim:.1f} |"
        for name, floor, aim in RATIOS
    ]
    return "\n".join(lines)


def costs(raw: Raw) -> dict[str, Cost]:
    return {
        name: Cost(each["cpu"], each["wall"], int(each["queries"])) for name, each in raw.items()
    }


def sizes_from(arguments: list[str]) -> tuple[int, int]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[2_000, 200_000])
    first, second = parser.parse_args(arguments).sizes
    return first, second
