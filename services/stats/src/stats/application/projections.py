"""Updating and scoring titles from events."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.projection import fold
from stats.domain.scoring.formulas import DEFAULT, Formulas
from stats.domain.title import Title


class TitleWork(Protocol):
    """One transaction that locks and saves titles and publishes their events atomically."""

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Return the stored titles among `media_ids`, locked until the transaction ends."""
        ...

    async def save(self, titles: Sequence[Title]) -> Collection[UUID]:
        """Store locked and new titles, publish an event of each that has a score, and return the ids of those stored.

        A title that another transaction has stored since it was found to be new is neither stored nor published.
        """
        ...


class UpdateTitles:
    """Merges updates into titles and computes their scores again."""

    def __init__(self, clock: Clock, formulas: Formulas = DEFAULT) -> None:
        self._clock = clock
        self._formulas = formulas

    async def __call__(self, work: TitleWork, updates: Sequence[Title]) -> None:
        """Apply a batch of updates in any order. A title is scored, saved and published only if it changed.

        A new title that another transaction stores at the same time is merged with what that one stored.
        """
        while updates:
            changes = fold(
                await work.lock({update.media_id for update in updates}),
                updates,
                key=lambda update: update.media_id,
                start=lambda update: Title(update.media_id, update.kind, update.tmdb_id),
                apply=Title.merged,
            )
            now = self._clock.now()
            stored = set(await work.save([change.after.scored(now, self._formulas) for change in changes]))
            missed = {change.after.media_id for change in changes} - stored
            updates = [update for update in updates if update.media_id in missed]
