"""Recording what players report.

A batch is one transaction that begins with the row of its session: batches of one session are applied one after the
other, those of different sessions at once. A batch that is sent again finds its numbers in the row and adds nothing; a
process that dies leaves all of a batch or nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.rules.broken import BrokenRule
from playback.application.quality.ports import Meters
from playback.application.unit_of_work import Units
from playback.domain.quality.errors import EventInvalid, EventsTooLate
from playback.domain.quality.events import LONGEST_RANGE_MS, ClientEvent, Sought, Watched
from playback.domain.quality.session import OpenSession, record
from playback.domain.sessions.errors import SessionNotFound

LATE: Final = timedelta(hours=48)
"""How long after the end of its session an event is accepted: a device may have been offline."""
LONGEST: Final = timedelta(days=7)
"""How long after the beginning of its session an event is accepted at all."""
TOLERANCE: Final = timedelta(minutes=2)
"""By how much the clock of a client may be ahead."""
TOLERANCE_MS: Final = 5_000
"""By how much a player may take a video as longer than the probe."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many events of a batch count, and how many had counted before."""

    new: int
    repeated: int


class RecordEvents:
    """Counts the events of a session's player."""

    def __init__(self, units: Units, clock: Clock, meters: Meters) -> None:
        self._units = units
        self._clock = clock
        self._meters = meters

    async def __call__(self, session_id: UUID, user_id: UUID, events: Sequence[ClientEvent]) -> Accepted:
        """Count those events that are new.

        Raise SessionNotFound for an unknown session and for one of another user, EventsTooLate, and EventInvalid for an
        event that cannot be one of the session.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            session = await work.quality.open(session_id, user_id, now)
            if session is None:
                raise SessionNotFound(session_id)
            _check_time(session, now)
            _check(events, now - session.started_at, session.duration_ms)
            recorded = record(session.measured, events, session.duration_ms)
            if recorded.new:
                await work.quality.save(recorded)
                if recorded.new_parts:
                    await work.audiences.watched(session.measured, recorded.new_parts)
                work.after_commit(lambda: self._meters.recorded(recorded.new))
        return Accepted(len(recorded.new), len(events) - len(recorded.new))


def _check_time(session: OpenSession, now: datetime) -> None:
    until = session.started_at + LONGEST
    if session.ended_at is not None:
        until = min(until, session.ended_at + LATE)
    if now > until:
        raise EventsTooLate(until)


def _check(events: Sequence[ClientEvent], elapsed: timedelta, duration_ms: int | None) -> None:
    latest = int((elapsed + TOLERANCE) / timedelta(milliseconds=1))
    last = None if duration_ms is None else duration_ms + TOLERANCE_MS
    for index, event in enumerate(events):
        _check_most(index, "offsetMs", event.offset_ms, latest)
        if isinstance(event, Sought):
            _check_most(index, "fromMs", event.from_ms, last)
            _check_most(index, "toMs", event.to_ms, last)
        if isinstance(event, Watched):
            if event.end_ms <= event.begin_ms:
                least = {"exclusiveMinimum": event.begin_ms}
                message = f"must be greater than beginMs, {event.begin_ms}, not {event.end_ms}"
                raise EventInvalid(index, "endMs", BrokenRule("greater_than", message, least))
            _check_most(index, "endMs", event.end_ms, event.begin_ms + LONGEST_RANGE_MS)
            _check_most(index, "endMs", event.end_ms, last)


def _check_most(index: int, field: str, value: int, most: int | None) -> None:
    if most is not None and value > most:
        broken = BrokenRule("less_than_equal", f"must be at most {most}, not {value}", {"maximum": most})
        raise EventInvalid(index, field, broken)
