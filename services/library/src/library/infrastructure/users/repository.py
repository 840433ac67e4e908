"""Users in one transaction; the row of a user is the lock that serializes their writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, func, null, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from chassis.storage.statements import Statement
from library.application.change_keys import KEYS, key_of_user
from library.domain.errors import AccountErased
from library.domain.users.preferences import Preferences
from library.domain.users.services import UserServices
from library.infrastructure.metadata import metadata
from library.infrastructure.users.tables import users

_PREFERENCES: Final = (
    "preferences_version",
    "region",
    "language",
    "time_zone",
    "rating_scale",
    "profile_public",
    "show_watch_history",
    "show_ratings",
    "username_digest",
)
_COLUMNS: Final = ("user_id", *_PREFERENCES)
_SAVE_PREFERENCES: Final = Statement(
    upsert_arrays(users, _COLUMNS, where=and_(users.c.erased_at.is_(None), is_newer(users, "preferences_version")))
)
_SERVICES: Final = ("services_version", "services_region", "provider_ids")
_SERVICE_COLUMNS: Final = ("user_id", *_SERVICES)
_SAVE_SERVICES: Final = Statement(
    upsert_arrays(users, _SERVICE_COLUMNS, where=and_(users.c.erased_at.is_(None), is_newer(users, "services_version")))
)


class SqlUsers:
    """Locks and erases users in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def lock(self, user_id: UUID) -> None:
        """Lock the user's row, which their first write inserts."""
        query = select(users).where(users.c.user_id == user_id).with_for_update()
        user = (await self._connection.execute(query)).first()
        if user is None:
            await self._connection.execute(insert(users).on_conflict_do_nothing(), {"user_id": user_id})
            user = (await self._connection.execute(query)).one()
        if user.erased_at is not None:
            raise AccountErased("the data of this account was erased")

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Mark the user's row, once no other transaction holds it, and clear it; a repetition keeps the first time."""
        statement = insert(users).values(user_id=user_id, erased_at=now)
        first = func.coalesce(users.c.erased_at, statement.excluded.erased_at)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id"],
                set_={"erased_at": first, **dict.fromkeys((*_PREFERENCES, *_SERVICES), null())},
            )
        )

    async def delete_data(self, user_id: UUID) -> None:
        """Delete the user's rows of every table that has a column `user_id`; of `users`, the mark stays.

        Which public lists are among them is not looked up: all responses have changed.
        """
        self._transaction.changed(KEYS.everything)
        for table in reversed(metadata.sorted_tables):
            if "user_id" in table.c and table is not users:
                await self._connection.execute(delete(table).where(table.c.user_id == user_id))

    async def time_zone(self, user_id: UUID) -> str | None:
        """Read the zone by primary key."""
        zone: str | None = (
            await self._connection.execute(select(users.c.time_zone).where(users.c.user_id == user_id))
        ).scalar()
        return zone

    async def save_preferences(self, preferences: Sequence[Preferences]) -> None:
        """Write all rows in one statement; one that is not newer, or of an erased user, changes nothing."""
        if not preferences:
            return
        rows = [
            {
                "user_id": item.user_id,
                "preferences_version": item.version,
                "region": item.region,
                "language": item.language,
                "time_zone": item.time_zone,
                "rating_scale": item.rating_scale,
                "profile_public": item.profile_public,
                "show_watch_history": item.show_watch_history,
                "show_ratings": item.show_ratings,
                "username_digest": item.username_digest,
            }
            for item in preferences
        ]
        await _SAVE_PREFERENCES(self._connection, arrays_of(users, _COLUMNS, rows))
        self._transaction.changed(*(key_of_user(item.user_id) for item in preferences))

    async def save_services(self, services: Sequence[UserServices]) -> None:
        """Write all rows in one statement; one that is not newer, or of an erased user, changes nothing."""
        if not services:
            return
        rows = [
            {
                "user_id": item.user_id,
                "services_version": item.version,
                "services_region": item.region,
                "provider_ids": list(item.provider_ids),
            }
            for item in services
        ]
        await _SAVE_SERVICES(self._connection, arrays_of(users, _SERVICE_COLUMNS, rows))
        # A smart list may select by the services of its owner.
        self._transaction.changed(*(key_of_user(item.user_id) for item in services))
