"""Writing rankings: a ranking is the rating mark of a movie, so that rankings and ratings are one thing."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.plays.journal import append, retract
from library.application.rankings.commands import RankMovie
from library.application.rankings.read_models import Ranked, ranking_of, rated_at_of
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.entry import Entry
from library.domain.errors import MediaNotFound
from library.domain.plays.items import Mark, NewMark
from library.domain.rankings.errors import RankedInFuture, RankingForbidden, RankingKindMismatch, RankingNotFound
from library.domain.rankings.stars import rating_of

ORIGIN: Final = "ranking"


class WriteRankings:
    """Creates, changes and deletes the rankings of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def rank(self, command: RankMovie) -> Ranked:
        """Return the ranking after it was written; of concurrent first writes exactly one is new.

        Raises MediaNotFound, RankingKindMismatch, RankedInFuture and AccountErased.
        """
        now = self._clock.now()
        if command.rated_at is not None and command.rated_at > now:
            raise RankedInFuture("ratedAt: must not be in the future")
        async with self._units.begin() as work:
            title = await work.titles.find(command.media_id)
            if title is None:
                raise MediaNotFound(f"no title has the id {command.media_id}")
            if title.kind != "movie":
                raise RankingKindMismatch("mediaItemId: must be the id of a movie, this is a show")
            await work.users.lock(command.user_id)
            before = await work.entries.find(command.user_id, command.media_id)
            after = await _rate(work, before, command, now)
            return Ranked(ranking_of(after), is_new=before is None or before.rating is None)

    async def delete(self, user_id: UUID, ranking_id: UUID) -> None:
        """Delete a ranking: its rating is undone, plays and other marks stay.

        Raises RankingNotFound, RankingForbidden and AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            key = await work.rankings.find(ranking_id)
            if key is None:
                raise RankingNotFound(f"no ranking has the id {ranking_id}")
            if key.user_id != user_id:
                raise RankingForbidden("the ranking belongs to another user")
            await self._delete(work, user_id, [key.media_id])

    async def delete_all(self, user_id: UUID) -> None:
        """Delete every ranking of a user; raise AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await self._delete(work, user_id, await work.rankings.movies_of(user_id))

    async def _delete(self, work: UnitOfWork, user_id: UUID, movies: Collection[UUID]) -> None:
        ratings = await _ratings(work, user_id, movies)
        await retract(work, user_id, ratings, self._clock.now())


async def _rate(work: UnitOfWork, before: Entry | None, command: RankMovie, now: datetime) -> Entry:
    """Return the entry with the rating; one that is rated so already stays as it is.

    The new mark comes first, so that no entry is removed in between. The former ones are retracted: they would outlast
    a new one of an earlier time.
    """
    rating = rating_of(command.stars)
    rated_at = command.rated_at or rated_at_of(before) or now
    if before is not None and (before.rating, before.rated_at) == (rating, rated_at):
        return before
    mark = NewMark(media_id=command.media_id, kind="rating", value=rating, origin=ORIGIN, at=rated_at)
    appended = await append(work, command.user_id, marks=[mark], now=now)
    marks = await _ratings(work, command.user_id, [command.media_id])
    former = [item for item in marks if item.mark_id != appended.marks[0].mark_id]
    entries = appended.entries | (await retract(work, command.user_id, former, now) if former else {})
    return entries[command.media_id]


async def _ratings(work: UnitOfWork, user_id: UUID, media_ids: Collection[UUID]) -> list[Mark]:
    """Return the marks that rate whole titles."""
    items = await work.journal.items(user_id, media_ids)
    return [
        item
        for media_id in media_ids
        for item in items.get(media_id, ())
        if isinstance(item, Mark) and item.kind == "rating" and item.season is None
    ]
