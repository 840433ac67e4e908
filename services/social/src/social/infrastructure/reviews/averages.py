"""Averages of the ratings of titles, in Postgres, and their events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from contracts.social import RatingsAveragedV1
from social.domain.reviews.averages import LEAST_CHANGES, LEAST_RATERS, Average, TitleRatings
from social.infrastructure.metadata import SERVICE
from social.infrastructure.reviews.tables import changed_ratings, title_ratings


class SqlAverages:
    """Counts ratings in the caller's transaction. The row of a title is the lock that serializes its changes."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def replace(
        self, media_id: UUID, user_id: UUID, before: int | None, after: int | None, now: datetime
    ) -> None:
        """Insert the row of the title if it is new, lock it, and update it."""
        first = insert(title_ratings).values(media_id=media_id, raters=0, total=0, version=0)
        await self._connection.execute(first.on_conflict_do_nothing())
        of_title = title_ratings.c.media_id == media_id
        query = select(title_ratings).where(of_title).with_for_update()
        row = (await self._connection.execute(query)).one()
        stored = _ratings(row)
        changed = await self._count(media_id, user_id)
        counted = stored.replaced(before, after).shown_again(changed)
        if changed >= LEAST_CHANGES and counted.raters >= LEAST_RATERS:
            await self._connection.execute(delete(changed_ratings).where(changed_ratings.c.media_id == media_id))
        version = row.version
        shown = counted.shown
        if shown != stored.shown:
            version = max(version + 1, int(now.timestamp() * 1_000_000))
            event = RatingsAveragedV1(
                version=version,
                media_id=media_id,
                average=None if shown is None else shown.value,
                raters=None if shown is None else shown.raters,
                averaged_at=now,
            )
            await self._transaction.publish(encode(event, SERVICE))
        values = {
            "raters": counted.raters,
            "total": counted.total,
            "shown_raters": None if shown is None else shown.raters,
            "shown_total": None if shown is None else shown.total,
            "version": version,
        }
        await self._connection.execute(title_ratings.update().where(of_title).values(values))

    async def _count(self, media_id: UUID, user_id: UUID) -> int:
        """Note who changes a rating, and return how many have since the last average, of whom no more are kept."""
        of_title = changed_ratings.c.media_id == media_id
        changed = set((await self._connection.execute(select(changed_ratings.c.user_id).where(of_title))).scalars())
        if len(changed) < LEAST_CHANGES and user_id not in changed:
            await self._connection.execute(insert(changed_ratings).values(media_id=media_id, user_id=user_id))
        return len(changed | {user_id})


def _ratings(row: Any) -> TitleRatings:
    shown = None if row.shown_raters is None else Average(row.shown_raters, row.shown_total)
    return TitleRatings(row.media_id, row.raters, row.total, shown)
