"""What stations play, as it changes: one reader per station and process, shared by all who follow it."""

import asyncio
import logging
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from chassis.core.backoff import backoff
from chassis.core.clock import Clock
from jobs import following
from jobs.following import StreamLimits
from music.application.radio.ports import Broadcasts, RadioMeters
from music.application.radio.views import TitleChange
from music.domain.radio.errors import StationFailed, StationPathBroken
from music.domain.radio.icy import IcySplitter
from music.domain.radio.station import Station
from music.domain.radio.titles import StreamTitle, title_in
from music.domain.scanning.errors import TooManyStreams

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts to read a station that cannot be read."""
SILENT_PAUSE: Final = 300.0
"""The same for a station that sends no titles."""


class TitleFollower(following.Follower[TitleChange]):
    """One event stream: the titles of one station."""

    def __init__(self, user_id: UUID, station_id: UUID, clock: Clock, expires_at: float) -> None:
        super().__init__(user_id, clock, expires_at)
        self.station_id = station_id


@dataclass(slots=True)
class _Reading:
    """A station that is read, with its followers."""

    station: Station
    followers: set[TitleFollower] = field(default_factory=set)
    last: TitleChange | None = None
    task: asyncio.Task[None] | None = None


class FollowTitles:
    """Reads stations as long as a user follows their titles."""

    def __init__(self, broadcasts: Broadcasts, meters: RadioMeters, clock: Clock, limits: StreamLimits) -> None:
        self._broadcasts = broadcasts
        self._meters = meters
        self._clock = clock
        self._limits = limits
        self._readings: dict[UUID, _Reading] = {}
        self._is_over = False

    def join(self, user_id: UUID, station: Station, *, expires_at: float = math.inf) -> TitleFollower:
        """Return a new follower of a station; raise TooManyStreams. It ends at once if the process stops."""
        streams = Counter(follower.user_id for reading in self._readings.values() for follower in reading.followers)
        if streams[user_id] >= self._limits.per_user:
            raise TooManyStreams("per user", self._limits.per_user)
        if streams.total() >= self._limits.total:
            raise TooManyStreams("in all", self._limits.total)
        follower = TitleFollower(user_id, station.id, self._clock, expires_at)
        if self._is_over:
            follower.end()
            return follower
        reading = self._readings.setdefault(station.id, _Reading(station))
        reading.followers.add(follower)
        if reading.last is not None:
            follower.note(station.id, reading.last)
        if reading.task is None:
            reading.task = asyncio.create_task(self._read(reading), name="radio titles")
            self._meters.readers(len(self._readings))
        return follower

    def leave(self, follower: TitleFollower) -> None:
        """Forget a follower; its station is read no longer if it was the last one."""
        reading = self._readings.get(follower.station_id)
        if reading is None:
            return
        reading.followers.discard(follower)
        if not reading.followers:
            del self._readings[follower.station_id]
            self._meters.readers(len(self._readings))
            if reading.task is not None:
                reading.task.cancel()

    def end(self) -> None:
        """End every stream, also one that has not begun: the process stops."""
        self._is_over = True
        for reading in self._readings.values():
            for follower in reading.followers:
                follower.end()

    async def close(self) -> None:
        """End every stream, and read no station."""
        self.end()
        tasks = [reading.task for reading in self._readings.values() if reading.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, reading: _Reading) -> None:
        """Read a station until the task is cancelled; connect again with growing pauses."""
        failures = 0
        while True:
            read_before = reading.last
            try:
                pause = await self._read_once(reading)
            except (StationFailed, StationPathBroken) as failure:
                logger.info("a station is not read for its titles", extra={"reason": str(failure)})
                pause = None
            except Exception:
                logger.exception("cannot read the titles of a station")
                pause = None
            failures = 0 if reading.last != read_before else failures + 1
            await asyncio.sleep(pause or max(FIRST_PAUSE, backoff(failures, base=FIRST_PAUSE, cap=LONGEST_PAUSE)))

    async def _read_once(self, reading: _Reading) -> float | None:
        """Read a station until it ends; return a pause before it is read again."""
        async with self._broadcasts.open(reading.station.url) as broadcast:
            if broadcast.interval is None:
                self._note(reading, StreamTitle())
                return SILENT_PAUSE
            splitter = IcySplitter(broadcast.interval)
            async for chunk in broadcast.chunks:
                for block in splitter.feed(chunk).blocks:
                    if block and (title := title_in(block)) is not None:
                        self._note(reading, title)
        return None

    def _note(self, reading: _Reading, title: StreamTitle) -> None:
        if reading.last is not None and reading.last.title == title:
            return
        reading.last = TitleChange(reading.station.id, title, self._clock.now())
        for follower in reading.followers:
            follower.note(reading.station.id, reading.last)
