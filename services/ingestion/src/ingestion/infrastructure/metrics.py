"""What ingestion measures of itself, beside what every service measures."""

from typing import Final

from prometheus_client import Counter

LISTS_DEGRADED: Final = Counter("lists_degraded", "Lists taken although their pages disagreed", ("list",))
