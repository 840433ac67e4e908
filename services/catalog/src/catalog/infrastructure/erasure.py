"""Erasure of users in Postgres."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update

from catalog.infrastructure.curation.tables import scheduled_changes
from catalog.infrastructure.discovery.tables import user_services
from catalog.infrastructure.editing.tables import audit_entries
from catalog.infrastructure.policy.tables import policies
from catalog.infrastructure.schedule.tables import calendar_feeds
from catalog.infrastructure.tables import erased_users, user_states
from catalog.infrastructure.writing.slug_rows import SERVICE
from chassis.messaging.transaction import Transaction
from chassis.storage.erased_users import ErasedUsers
from contracts.catalog import UserServicesChangedV1
from contracts.event import tombstone

DELETED_EDITOR: Final = UUID(int=0)
"""The editor of a decision whose account was deleted."""
ERASED: Final = ErasedUsers(erased_users)

_USERS_TABLES: Final = (user_states, calendar_feeds)
_EDITORS: Final = (audit_entries.c.user_id, scheduled_changes.c.user_id, policies.c.created_by)


class SqlErasure:
    """Erases users in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def remember(self, user_ids: Sequence[UUID]) -> None:
        """Remember users as erased, and wait for the transactions that store something of theirs."""
        await ERASED.add(self._connection, user_ids)

    async def delete(self, user_ids: Sequence[UUID]) -> None:
        """Delete by the primary keys, which begin with the user; a tombstone follows the events of services."""
        for table in _USERS_TABLES:
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))
        services = delete(user_services).where(user_services.c.user_id.in_(user_ids)).returning(user_services.c.user_id)
        with_services = (await self._connection.execute(services)).scalars()
        await self._transaction.publish(
            *(tombstone(UserServicesChangedV1, str(user_id), SERVICE) for user_id in with_services)
        )

    async def rename_editors(self, user_ids: Sequence[UUID]) -> None:
        """Set the editor to `DELETED_EDITOR`."""
        for column in _EDITORS:
            await self._connection.execute(
                update(column.table).where(column.in_(user_ids)).values({column.name: DELETED_EDITOR})
            )

    async def erased(self, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those users that are erased."""
        return await ERASED.among(self._connection, user_ids)
