"""Relays stations to listeners: bounded in number and time, and no faster than a listener reads."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.ended import save_ended
from chassis.core.sessions.permission import MayContinue, at_intervals
from music.application.radio.ports import Broadcast, Broadcasts, Directory, RadioMeters
from music.application.radio.stations import ReadStations
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.radio.errors import StationFailed, TooManyRadioStreams
from music.domain.radio.icy import IcySplitter
from music.domain.radio.station import Station, StationSource

STREAM_LIFE: Final = timedelta(hours=6)
"""How long a stream lasts at most."""


@dataclass(frozen=True, slots=True)
class RadioLimits:
    """How much one process relays."""

    per_user: int = 3
    total: int = 200
    longest: timedelta = STREAM_LIFE


@dataclass(frozen=True, slots=True)
class RadioStream:
    """An open station for one listener; `opened` ends its connection and frees its place."""

    media_type: str
    interval: int | None
    """Bytes of audio between two blocks of metadata, for a listener who has requested them."""
    opened: AsyncExitStack
    _broadcast: Broadcast
    _may_continue: MayContinue
    _course: "_Course"

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield what the station sends, without metadata unless they were requested.

        A station that ends or falls silent ends the stream: a player connects again.
        """
        splitter = None
        if self.interval is None and self._broadcast.interval is not None:
            splitter = IcySplitter(self._broadcast.interval)
        try:
            async for chunk in self._broadcast.chunks:
                if not await self._may_continue():
                    self._course.outcome = "bound"
                    return
                audio = chunk if splitter is None else splitter.feed(chunk).audio
                if audio:
                    yield audio
            self._course.outcome = "station"
        except StationFailed:
            self._course.outcome = "station"


@dataclass(slots=True)
class _Course:
    """Since when a stream is open, and by what it ends: its listener unless something else does."""

    began: datetime
    outcome: str = "left"


class PlayStations:
    """Opens stations for listeners."""

    def __init__(
        self,
        readers: Readers,
        stations: ReadStations,
        directory: Directory,
        broadcasts: Broadcasts,
        meters: RadioMeters,
        limits: RadioLimits,
        clock: Clock,
    ) -> None:
        self._readers = readers
        self._stations = stations
        self._directory = directory
        self._broadcasts = broadcasts
        self._meters = meters
        self._limits = limits
        self._clock = clock
        self._listeners: Counter[UUID] = Counter()

    async def open(self, user_id: UUID, station_id: UUID, session_id: UUID, *, with_titles: bool) -> RadioStream:
        """Open a station of the directory, or of the user.

        Raise StationNotFound, DirectoryUnavailable, TooManyRadioStreams, StationFailed, StationPathBroken.
        """
        station = (await self._stations.station(user_id, station_id)).station
        async with AsyncExitStack() as opened:
            opened.enter_context(self._place(user_id))
            broadcast = await opened.enter_async_context(self._broadcasts.open(station.url))
            if station.source is StationSource.DIRECTORY:
                self._directory.played(station.id)
            course = _Course(self._clock.now())
            self._meters.began()
            opened.callback(self._end, course)
            return RadioStream(
                broadcast.media_type,
                broadcast.interval if with_titles else None,
                opened.pop_all(),
                broadcast,
                self._permission(session_id),
                course,
            )
        raise AssertionError("the connection ends no exception")

    async def locate(self, user_id: UUID, station_id: UUID) -> Station:
        """Return a station that the user may hear; raise StationNotFound, DirectoryUnavailable."""
        return (await self._stations.station(user_id, station_id)).station

    @contextmanager
    def _place(self, user_id: UUID) -> Iterator[None]:
        """Hold a place among the streams of the user and of all; raise TooManyRadioStreams."""
        if self._listeners[user_id] >= self._limits.per_user:
            raise TooManyRadioStreams("per user", self._limits.per_user)
        if self._listeners.total() >= self._limits.total:
            raise TooManyRadioStreams("in all", self._limits.total)
        self._listeners[user_id] += 1
        try:
            yield
        finally:
            self._listeners[user_id] -= 1
            if not self._listeners[user_id]:
                del self._listeners[user_id]

    def _permission(self, session_id: UUID) -> MayContinue:
        """Return what checks whether a stream may go on."""

        async def is_signed_in() -> bool:
            async with self._readers.read() as work:
                return not await work.ended_sessions.has(session_id)

        began, may_continue = self._clock.now(), at_intervals(is_signed_in, self._clock)

        async def permitted() -> bool:
            return self._clock.now() - began < self._limits.longest and await may_continue()

        return permitted

    def _end(self, course: _Course) -> None:
        self._meters.ended(course.outcome, (self._clock.now() - course.began).total_seconds())


class EndSessions:
    """Stores that sign-in sessions have ended, so that their streams end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the expiry of their last access token, by which a stream may begin until then."""
        now = self._clock.now()
        await save_ended(work.ended_sessions, sessions, STREAM_LIFE, now)
        await work.ended_sessions.forget(now)
