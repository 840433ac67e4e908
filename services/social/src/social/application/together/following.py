"""Streams of sessions: a snapshot, then each part that has changed. One poll of a process serves all of them.

A stream compares what it has shown with what is stored, so a client that connects again misses nothing: it begins with
the present state.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Feed, StreamLimits
from jobs.ports import IsOutage
from social.application.live.followers import LIMITS, SignedInFollower, signed_in
from social.application.together.meters import TogetherMeters
from social.application.together.ports import Membership, Standing
from social.application.together.views import SessionView, names_of, view_of
from social.application.unit_of_work import Readers, Units
from social.domain.live.errors import TooManyStreams
from social.domain.together.errors import SessionNotFound
from social.domain.together.limits import PRESENT, SEEN_EVERY
from social.domain.together.session import Session


class Part(StrEnum):
    """What an event of a stream has."""

    SNAPSHOT = "snapshot"
    SESSION = "session"
    MEMBERS = "members"
    PLAYBACK = "playback"
    QUEUE = "queue"
    ENDED = "ended"


_PLACES: Final = {part: UUID(int=number) for number, part in enumerate(Part)}


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """A part of a session as it is now; without one, the session has ended for its user."""

    part: Part
    view: SessionView | None

    @property
    def id(self) -> int | None:
        """Return the revision."""
        return None if self.view is None else self.view.revision


class SessionFollower(SignedInFollower[SessionEvent]):
    """One event stream of a member."""

    def __init__(self, user_id: UUID, sign_in_id: UUID, session_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, sign_in_id, clock, expires_at)
        self.session_id = session_id
        self.standing: Standing | None = None
        self._view: SessionView | None = None

    def show(self, view: SessionView | None) -> None:
        """Note what differs from what was shown before; null ends the stream."""
        before, self._view = self._view, view
        if view is None:
            self.note(_PLACES[Part.ENDED], SessionEvent(Part.ENDED, None))
            self.end()
        elif before is None:
            self.note(_PLACES[Part.SNAPSHOT], SessionEvent(Part.SNAPSHOT, view))
        else:
            for part in _differences(before, view):
                self.note(_PLACES[part], SessionEvent(part, view))


class SessionFeed:
    """Opens streams of sessions, and states that their members are present."""

    def __init__(
        self,
        units: Units,
        readers: Readers,
        clock: Clock,
        is_outage: IsOutage,
        meters: TogetherMeters,
        limits: StreamLimits = LIMITS,
    ) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._meters = meters
        self._seen: dict[Membership, datetime] = {}
        self._feed = Feed(self._refresh, is_outage, limits, TooManyStreams, name="social-sessions")
        self.end = self._feed.end
        self.close = self._feed.close
        self.wake = self._feed.wake

    async def join(
        self, user_id: UUID, sign_in_id: UUID, session_id: UUID, *, expires_at: float = math.inf
    ) -> SessionFollower:
        """Return a new follower of a session; raise SessionNotFound or TooManyStreams."""
        async with self._readers.read() as work:
            sessions = await work.together.of_ids([session_id])
            names = await names_of(work, list(sessions.values()))
        session = sessions.get(session_id)
        if session is None or view_of(session, user_id, names, self._clock.now()) is None:
            raise SessionNotFound
        follower = SessionFollower(user_id, sign_in_id, session_id, expires_at, self._clock)
        self._feed.join(follower)
        self._meters.stream_opened()
        return follower

    def leave(self, follower: SessionFollower) -> None:
        """Forget a follower whose stream has ended."""
        self._feed.leave(follower)
        self._meters.stream_closed()

    async def _refresh(self, followers: Sequence[SessionFollower]) -> None:
        now = self._clock.now()
        async with self._readers.read() as work:
            following = await signed_in(work, followers)
        if not following:
            return
        await self._see(following, now)
        async with self._readers.read() as work:
            session_ids = {follower.session_id for follower in following}
            standings = await work.together.standings(session_ids, now - PRESENT)
            changed = [one for one in following if one.standing != (standings.get(one.session_id) or _NONE)]
            if not changed:
                return
            sessions = await work.together.of_ids({follower.session_id for follower in changed})
            names = await names_of(work, list(sessions.values()))
        for follower in changed:
            session = sessions.get(follower.session_id)
            follower.show(None if session is None else view_of(session, follower.user_id, names, now))
            follower.standing = _read(standings, follower.session_id, session)

    async def _see(self, followers: Sequence[SessionFollower], now: datetime) -> None:
        """State from time to time that members with an open stream are present."""
        members = {Membership(follower.session_id, follower.user_id) for follower in followers}
        self._seen = {member: at for member, at in self._seen.items() if member in members}
        due = [member for member in members if member not in self._seen or now - self._seen[member] >= SEEN_EVERY]
        if due:
            async with self._units.begin() as work:
                await work.together.see(due, now, now - SEEN_EVERY)
            self._seen |= dict.fromkeys(due, now)


_NONE: Final = Standing(0, frozenset())


def _read(standings: Mapping[UUID, Standing], session_id: UUID, session: Session | None) -> Standing:
    """Return what a stream has shown: a session that was changed between the two reads is read again."""
    standing = standings.get(session_id, _NONE)
    if session is not None and session.revision != standing.revision:
        return _NONE
    return standing


def _differences(before: SessionView, after: SessionView) -> list[Part]:
    pairs = (
        (Part.SESSION, before.facts, after.facts),
        (Part.MEMBERS, before.members, after.members),
        (Part.PLAYBACK, before.playback, after.playback),
        (Part.QUEUE, before.queue, after.queue),
    )
    return [part for part, former, present in pairs if former != present]
