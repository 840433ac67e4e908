"""What scans do, for Prometheus."""

from dataclasses import fields
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from music.domain.scanning.counts import Counts

SCANS: Final = Counter("music_scans", "Scans of the music folders, by how they ended", ("outcome",))
SCAN_SECONDS: Final = Histogram(
    "music_scan_seconds", "Duration of runs of scans", buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200)
)
FILES: Final = Counter("music_scanned_files", "Files that scans have listed, by what was done with them", ("state",))
FOLDER_WATCHES: Final = Gauge(
    "music_folder_watches", "Music folders that this process watches, or cannot watch, by state", ("state",)
)


class PrometheusScanMeters:
    """Counts scans of this process."""

    def ended(self, outcome: str, seconds: float) -> None:
        """Count a run of a scan."""
        SCANS.labels(outcome).inc()
        SCAN_SECONDS.observe(seconds)

    def counted(self, counts: Counts) -> None:
        """Count the files of a batch."""
        for state in fields(Counts):
            if number := getattr(counts, state.name):
                FILES.labels(state.name).inc(number)
