"""Users' services in Postgres."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from catalog.application.discovery.services import UserServices
from catalog.infrastructure.discovery.tables import user_services
from catalog.infrastructure.erasure import ERASED
from catalog.infrastructure.writing.slug_rows import SERVICE
from chassis.messaging.transaction import Transaction
from chassis.storage.reads import CompiledRead, ReadPool
from contracts.catalog import UserServicesChangedV1
from contracts.event import encode

_columns: Final = user_services.c
_OF_USER: Final = CompiledRead(
    select(_columns.region, _columns.provider_ids, _columns.updated_at).where(_columns.user_id == bindparam("user_id"))
)
_REPLACED: Final = insert(user_services)
_SAVE: Final = _REPLACED.on_conflict_do_update(
    index_elements=["user_id"],
    set_={
        "region": _REPLACED.excluded.region,
        "provider_ids": _REPLACED.excluded.provider_ids,
        # Later than before, whatever the clock: it is the version of the event.
        "updated_at": func.greatest(_REPLACED.excluded.updated_at, _columns.updated_at + timedelta(microseconds=1)),
    },
).returning(_columns.updated_at)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class SqlServices:
    """Reads users' services by primary key."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def of_user(self, user_id: UUID) -> UserServices | None:
        """Return the services of a user, or null before they were stored."""
        row = await self._reads.fetch_row(_OF_USER, {"user_id": user_id})
        return None if row is None else UserServices(row["region"], tuple(row["provider_ids"]), row["updated_at"])


class SqlServicesWork:
    """Writes and publishes users' services in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_services(self, user_id: UUID, services: UserServices) -> UserServices:
        """Replace the services of a user, unless the account was deleted while the token was still valid."""
        connection = self._transaction.connection
        if await ERASED.among(connection, [user_id]):
            return services
        row = {
            "user_id": user_id,
            "region": services.region,
            "provider_ids": list(services.provider_ids),
            "updated_at": services.updated_at,
        }
        stored = replace(services, updated_at=(await connection.execute(_SAVE, row)).scalar_one())
        await self._transaction.publish(encode(_changed(user_id, stored), SERVICE))
        return stored

    async def publish_services(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Read and lock rows by primary key, so that no older event follows a newer one."""
        query = select(user_services).order_by(_columns.user_id).limit(limit).with_for_update()
        query = query if after is None else query.where(_columns.user_id > after)
        rows = (await self._transaction.connection.execute(query)).all()
        services = {row.user_id: UserServices(row.region, tuple(row.provider_ids), row.updated_at) for row in rows}
        await self._transaction.publish(*(encode(_changed(user, of), SERVICE) for user, of in services.items()))
        return list(services)


def _changed(user_id: UUID, services: UserServices) -> UserServicesChangedV1:
    """Return the event of stored services; its version is the time of the change in microseconds."""
    if services.updated_at is None:
        raise ValueError("services that are not stored have no event")
    return UserServicesChangedV1(
        version=(services.updated_at - _EPOCH) // _MICROSECOND,
        user_id=user_id,
        region=services.region,
        provider_ids=services.provider_ids,
        changed_at=services.updated_at,
    )
