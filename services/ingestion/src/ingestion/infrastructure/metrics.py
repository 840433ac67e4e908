"""What ingestion measures of itself, beside what every service measures."""

from typing import Final

from prometheus_client import Counter, Gauge

LISTS_DEGRADED: Final = Counter("lists_degraded", "Lists taken although their pages disagreed", ("list",))
LAST_IMPORT: Final = Gauge("last_import_timestamp_seconds", "When a title was last imported")
