"""Stop the database servers that were started for this folder: the trial's and the tests'."""

from __future__ import annotations

from vern.core.kernel.postgres import Cluster, ClusterError, debian_binaries, embedded_binaries
from vern.core.kernel.testing.databases import ROOT
from vern.site.database import cluster


def main() -> None:
    homes = ROOT / ".vern"
    cluster().stop()
    Cluster(embedded_binaries(), homes / "test-18").stop()
    try:
        Cluster(debian_binaries(15), homes / "test-15").stop()
    except ClusterError:
        return  # PostgreSQL 15 is not installed, so it does not run


if __name__ == "__main__":
    main()
