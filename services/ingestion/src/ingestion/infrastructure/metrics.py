"""What ingestion measures of itself, beside what every service measures."""

from typing import Final

from prometheus_client import Counter

JOBS_ENDED: Final = Counter("jobs_ended", "Jobs by kind and how they ended", ("kind", "status"))
LISTS_DEGRADED: Final = Counter("lists_degraded", "Lists taken although their pages disagreed", ("list",))
