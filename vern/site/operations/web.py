"""The web server process: gunicorn, which says that it is going before it goes.

On SIGTERM it first answers 503 to `/readyz` for some seconds while it goes on serving, so that
a balancer sends people elsewhere; then it takes no more connections, lets requests in
flight finish, and ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import import_app
from gunicorn.workers.gthread import ThreadWorker

from vern.site.operations import METRICS_FOLDER, draining


@dataclass(frozen=True, kw_only=True)
class Web:
    """What `vern web` is told. Times in seconds."""

    bind: str
    workers: int
    threads: int
    drain: float
    graceful: int

    def run(self, home: Path) -> None:
        """Serve until told to stop. `home` holds the counts of all workers meanwhile."""
        # One folder per server: two may share a home, and an older one may still be ending.
        parent = os.getpid()
        folder = home / "metrics" / str(parent)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ[METRICS_FOLDER] = str(folder)
        try:
            PatientArbiter(Application(self.options()), drain=self.drain).run()
        finally:
            if os.getpid() == parent:  # workers pass here too
                shutil.rmtree(folder, ignore_errors=True)

    def options(self) -> dict[str, Any]:
        return {
            "bind": self.bind,
            "worker_class": ClosingWorker,
            "workers": self.workers,
            "threads": self.threads,
            "graceful_timeout": self.graceful,
            "timeout": 60,
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
            "logger_class": "vern.site.operations.web_log.Log",
        }


class Application(BaseApplication):  # type: ignore[misc]
    """Vern under gunicorn; loaded in each worker, so that a worker can be replaced by a newer."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Only now, in the worker: the settings and the metrics read the environment."""
        application: Callable[..., Any] = import_app("vern.site.wsgi:application")
        return application


class ClosingWorker(ThreadWorker):  # type: ignore[misc]
    """Refuses new connections while it finishes the old ones.

    gunicorn's own leaves its door open without looking at it: whoever knocks meanwhile waits, and
    is then cut off. A proxy that is refused asks the next server.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 (gunicorn's own)
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                while select([listener], [], [], 0)[0]:
                    self.accept(listener)  # who stands on the doorstep is let in
                listener.close()


class PatientArbiter(Arbiter):  # type: ignore[misc]
    """Announces its end `drain` seconds before it closes its door."""

    def __init__(self, app: BaseApplication, *, drain: float) -> None:
        self.drain = drain
        super().__init__(app)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 (gunicorn's own)
        if graceful and self.LISTENERS and not draining.under_way():
            draining.begin()
            self._wait()
        super().stop(graceful)

    def _wait(self) -> None:
        """Serve on; whoever is in a hurry sends a second signal."""
        until = time.monotonic() + self.drain
        while time.monotonic() < until and self.WORKERS:
            hurry = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}
            if hurry.intersection(self.wait_for_signals(timeout=0.1)):
                return
            self.reap_workers()
