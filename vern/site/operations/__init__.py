"""What those who run Vern need: probes, metrics, logs, graceful shutdown, backup and restore."""

from typing import Final

METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where processes that count together keep their counts. Read once, when the metrics are loaded:
whoever sets it must not have imported them before."""
