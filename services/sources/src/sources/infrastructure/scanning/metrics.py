"""What scans do, for Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from sources.domain.media_sources.source import SourceKind
from sources.domain.scanning.counts import Counts

SCANS: Final = Counter("sources_scans", "Runs of scans, by the kind of source and how they ended", ("kind", "outcome"))
SCAN_SECONDS: Final = Histogram(
    "sources_scan_seconds",
    "Duration of runs of scans",
    ("kind",),
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200),
)
FILES: Final = Counter("sources_scanned_files", "Files that scans have listed, by what they were", ("kind", "state"))
FOLDER_WATCHES: Final = Gauge(
    "sources_folder_watches", "Folders of sources that this process watches, or cannot watch, by state", ("state",)
)


class PrometheusScanMeters:
    """Counts scans of this process."""

    def ended(self, kind: SourceKind, outcome: str, seconds: float) -> None:
        """Count a run of a scan."""
        SCANS.labels(kind, outcome).inc()
        SCAN_SECONDS.labels(kind).observe(seconds)

    def batch(self, kind: SourceKind, counts: Counts) -> None:
        """Count the files of a batch."""
        for state in ("new", "changed", "unchanged", "gone", "recognized"):
            if number := getattr(counts, state):
                FILES.labels(kind, state).inc(number)
