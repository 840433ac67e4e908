"""Averages of the ratings of titles, in Postgres, and their events."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from contracts.social import RatingsAveragedV1
from social.domain.reviews.averages import LEAST_CHANGES, LEAST_RATERS, Average, TitleRatings
from social.domain.reviews.subject import Subject
from social.infrastructure.metadata import SERVICE
from social.infrastructure.reviews.tables import changed_ratings, reviews, title_ratings


class SqlAverages:
    """Counts ratings in the caller's transaction. The row of a title is the lock that serializes its changes."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def replace(
        self, media_id: UUID, user_id: UUID, before: int | None, after: int | None, now: datetime
    ) -> None:
        """Lock the row of the title, and update it."""
        row = await self._locked(media_id)
        await self._save(row, _ratings(row).replaced(before, after), await self._count(media_id, [user_id]), now)

    async def recount(self, media_id: UUID, user_ids: Collection[UUID], now: datetime) -> None:
        """Lock the row of the title, count its reviews by the index of subjects, and update it."""
        row = await self._locked(media_id)
        subject = Subject.of_title(media_id).key
        rated = (reviews.c.subject == subject, reviews.c.status == "visible", reviews.c.rating.is_not(None))
        query = select(func.count(), func.coalesce(func.sum(reviews.c.rating), 0)).where(*rated)
        raters, total = (await self._connection.execute(query)).one()
        counted = replace(_ratings(row), raters=raters, total=total)
        await self._save(row, counted, await self._count(media_id, user_ids), now)

    async def _locked(self, media_id: UUID) -> Any:
        """Insert the row if it is new, and lock it."""
        first = insert(title_ratings).values(media_id=media_id, raters=0, total=0, version=0)
        await self._connection.execute(first.on_conflict_do_nothing())
        query = select(title_ratings).where(title_ratings.c.media_id == media_id).with_for_update()
        return (await self._connection.execute(query)).one()

    async def _save(self, row: Any, counted: TitleRatings, changed: int, now: datetime) -> None:
        """Update the row, and publish the average when another is to be shown."""
        media_id, stored = counted.media_id, _ratings(row)
        of_title = title_ratings.c.media_id == media_id
        counted = counted.shown_again(changed)
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

    async def _count(self, media_id: UUID, user_ids: Collection[UUID]) -> int:
        """Note who changes a rating, and return how many have since the last average, of whom no more are kept."""
        of_title = changed_ratings.c.media_id == media_id
        changed = set((await self._connection.execute(select(changed_ratings.c.user_id).where(of_title))).scalars())
        new = sorted(set(user_ids) - changed)
        kept = [{"media_id": media_id, "user_id": user_id} for user_id in new[: max(0, LEAST_CHANGES - len(changed))]]
        if kept:
            await self._connection.execute(insert(changed_ratings), kept)
        return len(changed) + len(new)


def _ratings(row: Any) -> TitleRatings:
    shown = None if row.shown_raters is None else Average(row.shown_raters, row.shown_total)
    return TitleRatings(row.media_id, row.raters, row.total, shown)
