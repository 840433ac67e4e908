"""What is kept of a session that is measured: which events have counted, and which parts of the asset were watched.

Events of one session are applied one batch after the other. The numbers of those that have counted are a set of bits,
at most 2.5 KB: no event is stored, and any order and repetition of batches gives the same counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from playback.domain.audience.parts import parts_of
from playback.domain.quality.counts import Counts, Measure, counts_of
from playback.domain.quality.events import ClientEvent, Watched


@dataclass(frozen=True, slots=True)
class MeasuredSession:
    """A session of a user with a version of an asset."""

    id: UUID
    user_id: UUID
    asset_id: UUID
    version: int
    day: date
    """The day, in UTC, on which the session began by the clock of the server; all of its events count on it."""
    seen: int = 0
    """The bit of each number is set when its event has counted."""
    parts: int = 0
    """The parts that were watched in this session."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is measured, with what decides which events it can have."""

    measured: MeasuredSession
    duration_ms: int | None
    """Of the version that it plays; null is unknown."""
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What follows from a batch."""

    session: MeasuredSession
    new: Sequence[ClientEvent]
    counts: Counts
    new_parts: int
    """The parts that this session had not watched before."""


def record(session: MeasuredSession, events: Iterable[ClientEvent], duration_ms: int | None) -> Recorded:
    """Return what follows from the events that have not counted yet; of two with one number the first one counts."""
    seen = session.seen
    new: list[ClientEvent] = []
    for event in events:
        if not seen >> event.sequence & 1:
            seen |= 1 << event.sequence
            new.append(event)
    counts = dict(counts_of(new))
    if new and not session.seen:
        counts[Measure.SESSIONS, ""] = 1
    parts = session.parts
    if duration_ms:
        for event in new:
            if isinstance(event, Watched):
                parts |= parts_of(event.begin_ms, event.end_ms, duration_ms)
    return Recorded(replace(session, seen=seen, parts=parts), new, counts, parts & ~session.parts)
