"""What was acknowledged, on disk before anything else happens; and how it turned out."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Acknowledged:
    """One action that Vern has said yes to. `mark` is a text that nothing else contains."""

    mark: str
    key: str
    pk: int
    files: int = 0


@dataclass
class Ledger:
    """Every line is on the disk before `note` comes back."""

    path: Path
    lines: list[Acknowledged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def note(self, line: Acknowledged) -> None:
        with self._lock, self.path.open("a") as file:
            file.write(json.dumps(asdict(line)) + "\n")
            file.flush()
            os.fsync(file.fileno())
            self.lines.append(line)


@dataclass(frozen=True)
class Outcome:
    """How many actions were acknowledged, and how many of them were lost or doubled; `recovered`
    is the longest time in seconds until it worked again, where something was down."""

    acknowledged: int
    lost: int = 0
    doubled: int = 0
    recovered: float | None = None
    also: str = ""

    @property
    def harmless(self) -> bool:
        return self.acknowledged > 0 and self.lost == 0 and self.doubled == 0

    def __str__(self) -> str:
        counts = f"{self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} doubled"
        time = f", back in {self.recovered:.1f} s" if self.recovered is not None else ""
        return f"{counts}{time}{f' ({self.also})' if self.also else ''}"
