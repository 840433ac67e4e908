"""Positions in the own videos of Marquee, as playback publishes them: the same rules as for any other player."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from library.application.positions.commands import Heartbeat, Playback
from library.application.positions.heartbeats import playables_of, playback_of
from library.application.positions.playback import ApplyPlayback
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import (
    AccountErased,
    EpisodeRequired,
    EpisodeUnknown,
    MediaNotFound,
    ProgressNotAllowed,
    SeasonUnknown,
)
from library.domain.positions.position import Playable

ORIGIN: Final = "playback"
NOT_A_PLACE: Final = (MediaNotFound, EpisodeRequired, EpisodeUnknown, ProgressNotAllowed, SeasonUnknown)
"""A title or an episode that is not known here: it has no place for a position."""


class ApplyProgress:
    """Moves positions and records plays within the caller's transaction; repeated and late reports change nothing."""

    def __init__(self, apply: ApplyPlayback, clock: Clock) -> None:
        self._apply = apply
        self._clock = clock

    async def __call__(self, work: UnitOfWork, reports: Sequence[Heartbeat]) -> None:
        """Apply reports, user by user in the order of their ids, so that two batches never wait for each other."""
        by_user: dict[UUID, list[Heartbeat]] = defaultdict(list)
        for report in reports:
            by_user[report.user_id].append(report)
        for user_id in sorted(by_user):
            await self._of_user(work, user_id, by_user[user_id])

    async def _of_user(self, work: UnitOfWork, user_id: UUID, reports: Sequence[Heartbeat]) -> None:
        try:
            await work.users.lock(user_id)
        except AccountErased:
            return
        playbacks = [playback for report in reports if (playback := await _playback(work, report)) is not None]
        now = self._clock.now()
        for playback in self._that_count(playbacks):
            await self._apply(work, playback, now)

    def _that_count(self, playbacks: Sequence[Playback]) -> list[Playback]:
        """Leave out what a later report of the same session replaces.

        Of positions below the threshold the last one counts, of those above it the first one: it is when the title was
        watched.
        """
        counted: list[Playback] = []
        last: dict[tuple[str | None, tuple[Playable, ...]], int] = {}
        for playback in playbacks:
            session = playback.causation.get("session"), playback.playables
            place = last.get(session)
            is_play = self._apply.is_play(playback)
            if place is None or self._apply.is_play(counted[place]) != is_play:
                last[session] = len(counted)
                counted.append(playback)
            elif not is_play:
                counted[place] = playback
        return counted


async def _playback(work: UnitOfWork, report: Heartbeat) -> Playback | None:
    try:
        playables = await playables_of(work, report.media_id, report.season, report.episodes)
    except NOT_A_PLACE:
        return None
    return playback_of(report, playables, ORIGIN)
