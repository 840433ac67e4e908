"""Averages of the ratings of titles, in Postgres, and their events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from contracts.social import RatingsAveragedV1
from social.domain.reviews.averages import TitleRatings
from social.infrastructure.metadata import SERVICE
from social.infrastructure.reviews.tables import title_ratings


class SqlAverages:
    """Counts ratings in the caller's transaction. The row of a title is the lock that serializes its changes."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def replace(self, media_id: UUID, before: int | None, after: int | None, now: datetime) -> None:
        """Insert the row of the title if it is new, lock it, and update it."""
        first = insert(title_ratings).values(media_id=media_id, raters=0, total=0, version=0)
        await self._connection.execute(first.on_conflict_do_nothing())
        of_title = title_ratings.c.media_id == media_id
        query = select(title_ratings).where(of_title).with_for_update()
        row = (await self._connection.execute(query)).one()
        stored = TitleRatings(media_id, row.raters, row.total)
        counted = stored.replaced(before, after)
        version = row.version
        changes = (stored.average, stored.shown_raters) != (counted.average, counted.shown_raters)
        if changes:
            version = max(version + 1, int(now.timestamp() * 1_000_000))
            event = RatingsAveragedV1(
                version=version,
                media_id=media_id,
                average=counted.average,
                raters=counted.shown_raters,
                averaged_at=now,
            )
            await self._transaction.publish(encode(event, SERVICE))
        await self._connection.execute(
            title_ratings.update().where(of_title).values(raters=counted.raters, total=counted.total, version=version)
        )
