"""Scrobbles without a title: the user states which title they are of, or deletes them."""

from dataclasses import replace
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.positions.playback import ApplyPlayback
from library.application.scrobbling.commands import ResolveScrobble
from library.application.scrobbling.matching import match_title
from library.application.scrobbling.read_models import ResolveOutcome, UnmatchedScrobble
from library.application.scrobbling.receiving import to_playback
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import EpisodeUnknown, MediaNotFound, ScrobbleNotFound
from library.domain.positions.position import Playable
from library.domain.scrobbling.candidates import Refusal
from library.domain.scrobbling.scrobble import NO_IDS


class ResolveUnmatched:
    """Records stored scrobbles once the user states their title."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], apply: ApplyPlayback, clock: Clock) -> None:
        self._units = units
        self._apply = apply
        self._clock = clock

    async def __call__(self, command: ResolveScrobble) -> ResolveOutcome:
        """Return what was recorded.

        Scrobbles of the same title whose episode the title cannot have stay. Raises ScrobbleNotFound, MediaNotFound,
        EpisodeUnknown (of the scrobble itself) and AccountErased.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            stored = await work.scrobbles.find_unmatched(command.user_id, command.scrobble_id)
            if stored is None:
                raise ScrobbleNotFound(f"no scrobble without a title has the id {command.scrobble_id}")
            title = await work.titles.find(command.media_id)
            if title is None:
                raise MediaNotFound(f"no title has the id {command.media_id}")
            own = _numbered(stored, command)
            first = await match_title(work, own.scrobble.subject, title)
            if isinstance(first, Refusal):
                raise EpisodeUnknown(f"episode: {first.reason}")
            plays = await self._record(work, command.user_id, own, first)
            done = [stored.id]
            if command.whole_title:
                identity = stored.scrobble.subject.identity
                await work.scrobbles.remember(command.user_id, identity, command.media_id, now)
                for other in await work.scrobbles.unmatched_of(command.user_id, identity):
                    playables = await match_title(work, other.scrobble.subject, title)
                    if other.id != stored.id and not isinstance(playables, Refusal):
                        plays += await self._record(work, command.user_id, other, playables)
                        done.append(other.id)
            await work.scrobbles.delete_unmatched(command.user_id, done)
        return ResolveOutcome(len(done), plays)

    async def _record(
        self, work: UnitOfWork, user_id: UUID, stored: UnmatchedScrobble, playables: tuple[Playable, ...]
    ) -> tuple[Playable, ...]:
        now = self._clock.now()
        outcome = await self._apply(work, to_playback(user_id, stored.scrobble, playables, now), now)
        return outcome.plays


class DeleteUnmatched:
    """Deletes stored scrobbles."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self, user_id: UUID, scrobble_id: UUID) -> None:
        """Delete a scrobble without a title. Raises ScrobbleNotFound and AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            if not await work.scrobbles.delete_unmatched(user_id, [scrobble_id]):
                raise ScrobbleNotFound(f"no scrobble without a title has the id {scrobble_id}")


def _numbered(stored: UnmatchedScrobble, command: ResolveScrobble) -> UnmatchedScrobble:
    """Return a scrobble with the season and episode that the user states, if any."""
    if command.season is None or command.episode is None:
        return stored
    subject = replace(stored.scrobble.subject, season=command.season, episodes=(command.episode,), episode_ids=NO_IDS)
    return replace(stored, scrobble=replace(stored.scrobble, subject=subject))
