"""Reading subscriptions: every query is bound to one user."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.subscriptions.read_models import LastTriggered, SubscriptionRow
from library.domain.subscriptions.trigger import TRIGGERS, TriggerName
from library.infrastructure.subscriptions.rows import to_subscription
from library.infrastructure.subscriptions.tables import subscription_occurrences, subscriptions
from library.infrastructure.titles.reading import read_titles

_NEWEST_FIRST: Final = Keyset(By(subscriptions.c.subscribed_at), By(subscriptions.c.subscription_id, ascending=True))


async def read_triggers(
    connection: AsyncConnection, user_id: UUID, media_ids: Collection[UUID]
) -> Mapping[UUID, tuple[TriggerName, ...]]:
    """Return the active triggers of titles in the order of `TRIGGERS`, in one query."""
    if not media_ids:
        return {}
    query = select(subscriptions.c.media_id, subscriptions.c.trigger).where(
        subscriptions.c.user_id == user_id, subscriptions.c.media_id.in_(set(media_ids)), subscriptions.c.active
    )
    active: dict[UUID, set[str]] = defaultdict(set)
    for row in await connection.execute(query):
        active[row.media_id].add(row.trigger)
    return {media_id: tuple(name for name in TRIGGERS if name in names) for media_id, names in active.items()}


class SqlSubscriptionReader:
    """Subscriptions in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def triggers(self, user_id: UUID, media_id: UUID) -> tuple[TriggerName, ...]:
        """Read the active triggers of a title by the unique index."""
        async with self._transactions.read() as connection:
            return (await read_triggers(connection, user_id, [media_id])).get(media_id, ())

    async def page(self, user_id: UUID, part: Slice) -> Part[SubscriptionRow]:
        """Count and read active subscriptions by the index of the user, then their titles and last occurrences."""
        chosen = [subscriptions.c.user_id == user_id, subscriptions.c.active]
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(subscriptions).where(*chosen))
            rows, place = await _NEWEST_FIRST.read_mappings(connection, select(subscriptions).where(*chosen), part)
            page = [to_subscription(row) for row in rows]
            titles = await read_titles(connection, [subscription.media_id for subscription in page])
            last = await _last_triggered(connection, [subscription.id for subscription in page])
        items = [
            SubscriptionRow(subscription, titles.get(subscription.media_id), last.get(subscription.id, LastTriggered()))
            for subscription in page
        ]
        return Part(items, total, place)


async def _last_triggered(connection: AsyncConnection, ids: Collection[UUID]) -> Mapping[UUID, LastTriggered]:
    if not ids:
        return {}
    columns = subscription_occurrences.c
    newest_first = func.array_agg(
        aggregate_order_by(columns.occurrence, columns.triggered_at.desc(), columns.occurrence.desc())
    )
    query = (
        select(
            columns.subscription_id,
            func.max(columns.triggered_at),
            newest_first.filter(columns.occurrence.like("episode:%"))[1],
            newest_first.filter(columns.occurrence.like("season:%"))[1],
        )
        .where(columns.subscription_id.in_(ids))
        .group_by(columns.subscription_id)
    )
    return {key: LastTriggered(at, episode, season) for key, at, episode, season in await connection.execute(query)}
