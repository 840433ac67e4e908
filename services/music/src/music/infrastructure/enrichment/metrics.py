"""Metrics of calls to databases of music."""

from typing import Final

from prometheus_client import Counter, Histogram

CALLS: Final = Counter("music_metadata_calls", "Calls to databases of music by how they ended", ("source", "outcome"))
CALL_SECONDS: Final = Histogram(
    "music_metadata_call_seconds",
    "Time of one attempt of a call to a database of music, waiting for its turn excepted",
    ("source",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
