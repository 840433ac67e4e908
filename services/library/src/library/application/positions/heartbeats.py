"""Heartbeats of devices, and deleting positions."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.positions.commands import ClearPositions, Heartbeat, Playback, PlaybackAction
from library.application.positions.playback import ApplyPlayback
from library.application.positions.read_models import PlaybackOutcome
from library.application.titles.merging import last_successor
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import EpisodeRequired, MediaNotFound, ProgressNotAllowed
from library.domain.positions.position import Playable, PlayState

ORIGIN: Final = "api"
ACTIONS: Final[Mapping[PlayState, PlaybackAction]] = {"playing": "progress", "paused": "pause", "stopped": "stop"}


class ReportPosition:
    """Stores where a device is in a title, and records a play when the title was watched."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], apply: ApplyPlayback, clock: Clock) -> None:
        self._units = units
        self._apply = apply
        self._clock = clock

    async def __call__(self, command: Heartbeat) -> PlaybackOutcome:
        """Return what the heartbeat changed.

        Raises MediaNotFound, EpisodeRequired, ProgressNotAllowed, SeasonUnknown, EpisodeUnknown and AccountErased.
        """
        async with self._units.begin() as work:
            playables = await playables_of(work, command.media_id, command.season, command.episodes)
            await work.users.lock(command.user_id)
            return await self._apply(work, playback_of(command, playables, ORIGIN), self._clock.now())


class DeletePositions:
    """Deletes positions of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self, command: ClearPositions) -> None:
        """Delete the positions of every device; succeed when there are none. Raises AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            await work.positions.delete(command)


async def playables_of(
    work: UnitOfWork, media_id: UUID, season: int | None, episodes: tuple[int, ...]
) -> tuple[Playable, ...]:
    """Return a movie, or episodes of a show that may exist; of a title that was merged, its successor.

    Raises MediaNotFound, EpisodeRequired, ProgressNotAllowed, SeasonUnknown and EpisodeUnknown.
    """
    title = await work.titles.find(media_id)
    if title is None:
        raise MediaNotFound(f"no title has the id {media_id}")
    title = await last_successor(work, title) or title
    if title.kind == "movie":
        if season is not None or episodes:
            raise ProgressNotAllowed("season and episode are for shows only: a movie has no episodes")
        return (Playable(title.media_id),)
    if season is None or not episodes:
        raise EpisodeRequired("season and episode are required for a show")
    (await work.titles.seasons(title)).check({season: max(episodes)})
    return tuple(Playable(title.media_id, season, episode) for episode in episodes)


def playback_of(command: Heartbeat, playables: tuple[Playable, ...], origin: str) -> Playback:
    """Return a heartbeat in a title that is known as what the device does."""
    return Playback(
        user_id=command.user_id,
        playables=playables,
        action=ACTIONS[command.state],
        device=command.device,
        origin=origin,
        position_seconds=command.position_seconds,
        duration_seconds=command.duration_seconds,
        at=command.at,
        causation=_causation(command),
    )


def _causation(command: Heartbeat) -> Mapping[str, str]:
    stated = {"device": command.device.id, "session": command.session_id}
    return {name: value for name, value in stated.items() if value is not None}
