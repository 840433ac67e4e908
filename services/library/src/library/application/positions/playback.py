"""Applying one report of playback: it moves the position of its device, and records a play once the title was watched.

The caller owns the transaction and has locked the user, so that reports of one user are applied one after another. The
order in which they arrive does not matter: each is compared by the time at which it happened.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from library.application.positions.commands import Playback
from library.application.positions.ports import AppendPlays
from library.application.positions.read_models import PlaybackOutcome
from library.application.unit_of_work import UnitOfWork
from library.domain.plays.items import NewPlay
from library.domain.positions.completion import CompletionRule
from library.domain.positions.position import Playable, PlayState, Position
from library.domain.positions.viewing import Viewing, is_within, runtime_of

_STATES: Final[Mapping[str, PlayState]] = {"start": "playing", "progress": "playing", "pause": "paused"}


@dataclass(frozen=True, slots=True)
class ApplyPlayback:
    """Applies reports of playback under one rule of completion; plays are appended to the journal."""

    rule: CompletionRule
    append: AppendPlays

    async def __call__(self, work: UnitOfWork, playback: Playback, now: datetime) -> PlaybackOutcome:
        """Return what the report changed. A time in the future counts as now."""
        at = min(playback.at or now, now)
        first = playback.playables[0]
        if playback.action == "mark":
            return await self._mark(work, playback, at, now)
        viewing = await work.positions.viewing(playback.user_id, first)
        times = await work.positions.played_at(playback.user_id, playback.playables)
        if self._is_complete(playback):
            return await self._complete(work, playback, viewing, times, at, now)
        if playback.position_seconds is not None:
            await work.positions.save_viewing(playback.user_id, first, viewing.unfinished(at))
        watched = [time for time in times[first] if time is not None]
        if any(time >= at for time in watched) or (viewing.completed_at or at) > at:
            return PlaybackOutcome("unchanged")
        return await self._move(work, playback, at)

    def is_play(self, playback: Playback) -> bool:
        """Return whether a report states that the title was watched."""
        return playback.action == "mark" or self._is_complete(playback)

    def _is_complete(self, playback: Playback) -> bool:
        if playback.completed or playback.action == "scrobble":
            return True
        return self.rule.is_reached(playback.position_seconds, playback.duration_seconds)

    async def _mark(self, work: UnitOfWork, playback: Playback, at: datetime, now: datetime) -> PlaybackOutcome:
        """Record what is marked as watched only where no play is known.

        A server that was given the history from here marks it all: that adds nothing.
        """
        times = await work.positions.played_at(playback.user_id, playback.playables)
        unseen = [playable for playable in playback.playables if not times[playable]]
        return await self._record(work, playback, unseen, at, now)

    async def _complete(
        self,
        work: UnitOfWork,
        playback: Playback,
        viewing: Viewing,
        times: Mapping[Playable, list[datetime | None]],
        at: datetime,
        now: datetime,
    ) -> PlaybackOutcome:
        first = playback.playables[0]
        unseen: list[Playable] = []
        if not _is_repetition(playback, viewing, at):
            runtime = runtime_of(playback.duration_seconds, is_movie=first.season is None)
            unseen = [
                playable for playable in playback.playables if not is_within(at, filter(None, times[playable]), runtime)
            ]
        await work.positions.save_viewing(playback.user_id, first, viewing.completed(at))
        await work.positions.clear(playback.user_id, first, at)
        return await self._record(work, playback, unseen, at, now)

    async def _record(
        self, work: UnitOfWork, playback: Playback, playables: list[Playable], at: datetime, now: datetime
    ) -> PlaybackOutcome:
        if not playables:
            return PlaybackOutcome("duplicate")
        plays = [
            NewPlay(
                media_id=playable.media_id,
                place=playable.place,
                watched_at=at,
                precision="instant",
                duration_seconds=playback.duration_seconds,
                origin=playback.origin,
                key=_key(playback, playable, at),
                causation=playback.causation,
            )
            for playable in playables
        ]
        recorded = await self.append(work, playback.user_id, plays, now)
        return PlaybackOutcome("recorded", tuple(playables)) if recorded else PlaybackOutcome("duplicate")

    async def _move(self, work: UnitOfWork, playback: Playback, at: datetime) -> PlaybackOutcome:
        first, last = playback.playables[0], playback.playables[-1]
        stored = await work.positions.find(playback.user_id, first, playback.device.id)
        seconds = playback.position_seconds
        if seconds is None and stored is not None:
            seconds = stored.seconds
        if seconds is None or (stored is not None and stored.at >= at):
            return PlaybackOutcome("unchanged")
        position = Position(
            playable=first,
            device=playback.device,
            seconds=seconds,
            duration_seconds=playback.duration_seconds or (stored.duration_seconds if stored else None),
            state=_STATES.get(playback.action, "stopped"),
            at=at,
            origin=playback.origin,
            last_episode=last.episode if last != first else None,
            reports_progress=playback.reports_progress,
        )
        await work.positions.save(playback.user_id, position)
        return PlaybackOutcome("updated")


def _is_repetition(playback: Playback, viewing: Viewing, at: datetime) -> bool:
    """Return whether a completion belongs to the last viewing.

    A position may be in the credits of it. An explicit scrobble states a play of its own, unless it arrives after a
    later completion: then it is the beginning of those credits.
    """
    if playback.action == "scrobble" and (viewing.completed_at is None or viewing.completed_at <= at):
        return False
    return viewing.includes(at)


def _key(playback: Playback, playable: Playable, at: datetime) -> str:
    """Return the key of a play: the same for the same report of a source, whenever it arrives."""
    parts = (playback.origin, playback.key or at.isoformat(), playable.media_id, playable.season, playable.episode)
    return f"playback:{hashlib.sha256('|'.join(map(str, parts)).encode()).hexdigest()[:32]}"
