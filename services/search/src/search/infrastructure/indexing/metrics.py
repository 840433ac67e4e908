"""Metrics of the index."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

ENTRIES: Final = Gauge("search_index_entries", "Entries of the index that is served, with titles that are not listed")
COMMIT_SECONDS: Final = Histogram(
    "search_index_commit_seconds",
    "Duration of commits of the index",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REBUILD_PROGRESS: Final = Gauge("search_index_rebuild_ratio", "Progress of the current rebuild, 0 to 1; 1 without one")
REBUILDS: Final = Counter("search_index_rebuilds", "Rebuilds of the index", ("outcome",))
FAILURES: Final = Counter("search_index_failures", "Attempts to follow the log that failed")
