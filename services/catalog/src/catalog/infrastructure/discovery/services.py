"""Users' services in Postgres."""

from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from catalog.application.discovery.services import UserServices
from catalog.infrastructure.discovery.tables import user_services
from catalog.infrastructure.erasure import ERASED
from chassis.messaging.transaction import Transaction
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.storage.rows import upsert

_columns: Final = user_services.c
_OF_USER: Final = CompiledRead(
    select(_columns.region, _columns.provider_ids, _columns.updated_at).where(_columns.user_id == bindparam("user_id"))
)
_SAVE: Final = upsert(user_services)


class SqlServices:
    """Reads users' services by primary key."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def of_user(self, user_id: UUID) -> UserServices | None:
        """Return the services of a user, or null before they were stored."""
        row = await self._reads.fetch_row(_OF_USER, {"user_id": user_id})
        return None if row is None else UserServices(row["region"], tuple(row["provider_ids"]), row["updated_at"])


class SqlServicesWork:
    """Writes users' services in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def save_services(self, user_id: UUID, services: UserServices) -> None:
        """Replace the services of a user, unless the account was deleted while the token was still valid."""
        if await ERASED.among(self._connection, [user_id]):
            return
        row = {
            "user_id": user_id,
            "region": services.region,
            "provider_ids": list(services.provider_ids),
            "updated_at": services.updated_at,
        }
        await self._connection.execute(_SAVE, row)
