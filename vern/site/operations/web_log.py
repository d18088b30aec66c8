"""gunicorn's log, in the same form and with the same discretion as ours."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from gunicorn.glogging import Logger

from vern.site.operations.logs import JsonLines, PlainLines


class Log(Logger):  # type: ignore[misc]
    """No access log: the application writes a line per request that names no address."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        handler = logging.StreamHandler(sys.stderr)
        in_json = os.environ.get("VERN_LOG_FORMAT") == "json"
        handler.setFormatter(JsonLines() if in_json else PlainLines())
        self.error_log.handlers = [handler]
        self.error_log.propagate = False
        self.access_log.handlers = []
        self.access_log.propagate = False
