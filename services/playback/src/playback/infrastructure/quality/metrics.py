"""What players report, for Prometheus."""

from collections.abc import Sequence
from typing import Final

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import bindparam, func, select

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.runtime.metrics.sources import MetricsSources
from playback.domain.quality.events import ClientEvent, Failed, Rebuffered, Started, Watched
from playback.domain.quality.startup import BOUNDARIES_MS
from playback.domain.sessions.session import LOST_AFTER
from playback.infrastructure.metadata import INSTANT
from playback.infrastructure.sessions.tables import sessions

STARTUP: Final = Histogram(
    "playback_startup_seconds",
    "How long users waited for the first frame",
    buckets=[boundary / 1000 for boundary in BOUNDARIES_MS],
)
REBUFFERS: Final = Counter("playback_rebuffers", "How often playing stopped because segments were missing")
REBUFFER_SECONDS: Final = Counter("playback_rebuffer_seconds", "How long users waited then")
VIEWING_SECONDS: Final = Counter("playback_viewing_seconds", "How long users have watched")
ERRORS: Final = Counter("playback_errors", "Errors of players", ("fatal",))
STREAMS: Final = Gauge("playback_active_streams", "Sessions that play; every replica reads the same table")

_SINCE: Final = bindparam("since", type_=INSTANT)
_ACTIVE: Final = (
    select(func.count())
    .select_from(sessions)
    .where(
        sessions.c.ended_at.is_(None),
        sessions.c.last_seen_at > _SINCE,
        sessions.c.expires_at > bindparam("now", type_=INSTANT),
    )
)


class QualityMeters:
    """Counts events that are new."""

    def recorded(self, events: Sequence[ClientEvent]) -> None:
        """Add the events."""
        for event in events:
            match event:
                case Started():
                    STARTUP.observe(event.duration_ms / 1000)
                case Rebuffered():
                    REBUFFERS.inc()
                    REBUFFER_SECONDS.inc(event.duration_ms / 1000)
                case Failed():
                    ERRORS.labels(str(event.fatal).lower()).inc()
                case Watched():
                    VIEWING_SECONDS.inc(event.viewing_ms / 1000)
                case _:
                    pass


class StreamMeasures:
    """Reads the table of sessions when metrics are requested."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def register(self, sources: MetricsSources) -> None:
        """Add the gauge to the sources that are read when metrics are requested."""
        sources.add("streams", self._measure, STREAMS)

    async def _measure(self) -> None:
        now = self._clock.now()
        async with self._transactions.read() as connection:
            active = (await connection.execute(_ACTIVE, {"since": now - LOST_AFTER, "now": now})).scalar_one()
        STREAMS.set(active)
