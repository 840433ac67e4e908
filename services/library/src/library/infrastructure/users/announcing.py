"""What is published again of users, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, any_, bindparam, case, func, select, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.messaging.transaction import Transaction
from contracts.event import Event, WireMessage, encode, republished
from library.domain.entries.entry import Entry
from library.infrastructure.entries.event_mapping import entry_changed
from library.infrastructure.entries.rows import to_entry
from library.infrastructure.entries.tables import entries
from library.infrastructure.lists.repository import published
from library.infrastructure.lists.rows import to_list
from library.infrastructure.lists.tables import lists
from library.infrastructure.metadata import SERVICE
from library.infrastructure.plays.event_mapping import play_recorded
from library.infrastructure.plays.rows import to_play
from library.infrastructure.plays.tables import plays
from library.infrastructure.users.tables import users

_EVENTS: Final = 1_000
"""Events of one statement."""
_USERS: Final = bindparam("user_ids", type_=ARRAY(UuidType))
_NEWER: Final = func.greatest(entries.c.version + 1, bindparam("now", type_=BigInteger))
# The content stays, so the time of the change does too. A row that is behind its journal must remain so.
_RENEW: Final = (
    update(entries)
    .where(entries.c.user_id == any_(_USERS))
    .values(
        version=_NEWER,
        journaled_version=case(
            (entries.c.journaled_version == entries.c.version, _NEWER), else_=entries.c.journaled_version
        ),
    )
    .returning(entries)
)
_OF_USERS: Final = lists.c.user_id == any_(_USERS)
_LOCK_LISTS: Final = select(lists.c.list_id).where(_OF_USERS).order_by(lists.c.list_id).with_for_update()
_RENEW_LISTS: Final = (
    update(lists)
    .where(_OF_USERS)
    .values(version=func.greatest(lists.c.version + 1, bindparam("now", type_=BigInteger)))
    .returning(lists)
)
_PLAYS: Final = (
    select(plays, entries.c.kind.label("title_kind"), entries.c.tmdb_id)
    .join(entries, (entries.c.user_id == plays.c.user_id) & (entries.c.media_id == plays.c.media_id))
    .where(plays.c.user_id == any_(_USERS), plays.c.retracted_at.is_(None))
    .order_by(plays.c.user_id, plays.c.sequence)
)


class SqlLibraries:
    """Reads and publishes in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def lock_users(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Lock the rows of users by primary key."""
        query = select(users.c.user_id).where(users.c.erased_at.is_(None)).order_by(users.c.user_id).limit(limit)
        if after is not None:
            query = query.where(users.c.user_id > after)
        return (await self._connection.execute(query.with_for_update())).scalars().all()

    async def publish_entries(self, user_ids: Sequence[UUID], now: datetime) -> None:
        """Update all rows in one statement."""
        values = {"user_ids": user_ids, "now": int(now.timestamp() * 1_000_000)}
        rows = (await self._connection.execute(_RENEW, values)).mappings()
        await self._publish(entry_changed(to_entry(row)) for row in rows)

    async def publish_plays(self, user_ids: Sequence[UUID]) -> None:
        """Read the plays with the kinds and numbers of their titles."""
        rows = (await self._connection.execute(_PLAYS, {"user_ids": user_ids})).mappings()
        await self._publish(
            play_recorded(
                to_play(row),
                Entry(row["user_id"], row["media_id"], row["title_kind"], row["tmdb_id"]),
                retracted=False,
            )
            for row in rows
        )

    async def publish_lists(self, user_ids: Sequence[UUID], now: datetime) -> None:
        """Lock the lists by the index of owners, as administrators delete lists without locking these, and update them.

        Those that are not public are among them: a log that is ahead of the database may state that they are.
        """
        values = {"user_ids": user_ids, "now": int(now.timestamp() * 1_000_000)}
        await self._connection.execute(_LOCK_LISTS, values)
        rows = (await self._connection.execute(_RENEW_LISTS, values)).mappings()
        await self._send([published(to_list(row), again=True) for row in rows])

    async def _publish(self, events: Iterable[Event]) -> None:
        await self._send([republished(encode(event, SERVICE)) for event in events])

    async def _send(self, messages: Sequence[WireMessage]) -> None:
        for start in range(0, len(messages), _EVENTS):
            await self._transaction.publish(*messages[start : start + _EVENTS])
