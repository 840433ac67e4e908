"""Announcement of changes to those who keep public responses, in the transaction that makes the change."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, TypeVar

from sqlalchemy import text

from catalog.application.change_keys import EVERYTHING
from catalog.infrastructure.writing.slug_rows import SERVICE
from chassis.messaging.transaction import Transaction, UnitsOfWork
from contracts.catalog import CatalogChangedV1
from contracts.event import encode

WorkT = TypeVar("WorkT")

_HAS_WRITTEN: Final = text("select pg_current_xact_id_if_assigned() is not null")
"""A transaction has an id of its own only once it writes or locks a row."""


async def announce(transaction: Transaction, keys: Sequence[str]) -> None:
    """Publish that what these keys stand for has changed."""
    if keys:
        await transaction.publish(encode(CatalogChangedV1(keys=tuple(keys), changed_at=datetime.now(UTC)), SERVICE))


class AnnouncedUnitsOfWork(UnitsOfWork[WorkT]):
    """Opens units of work of editors, whose changes may concern any response; one that wrote nothing announces none."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[WorkT]:
        """Open a unit of work: commit state and events when the block ends, roll back when it raises."""
        async with self._transactions.committed() as transaction:
            yield self._work_in(transaction)
            if (await transaction.connection.execute(_HAS_WRITTEN)).scalar_one():
                await announce(transaction, (EVERYTHING,))
