"""The web application as it is, or without one protection, behind a network that may be slow."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

from faults import without
from vern.site.wsgi import application as vern

SLOW = float(os.environ.get("FAULTS_SLOW", "0"))

without.take_away(os.environ.get("FAULTS_WITHOUT", ""))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Vern's answer; one that something was done comes late, so that what happens between doing
    and answering is met often."""
    answer: Iterable[bytes] = vern(environ, start_response)
    if SLOW and environ["REQUEST_METHOD"] == "POST":
        time.sleep(random.uniform(0, SLOW))
    return answer
