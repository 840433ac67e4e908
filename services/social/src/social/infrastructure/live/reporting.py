"""Reporting what happens to those who follow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transaction
from social.domain.live.event import LiveKind
from social.infrastructure.live import statements

_LOCK: Final = text(statements.LOCK)
_REPORT: Final = text(statements.REPORT)


@dataclass(frozen=True, slots=True)
class Report:
    """What has happened, by the ids of where it is stored."""

    kind: LiveKind
    user_id: UUID
    activity_id: int | None = None
    session_id: UUID | None = None
    requester_id: UUID | None = None


def report(transaction: Transaction, reports: Sequence[Report], now: datetime) -> None:
    """Report what has happened at the end of a transaction, as the order of the ids costs a lock."""
    if reports:
        transaction.at_end(partial(_store, transaction.connection, reports, now))


async def _store(connection: AsyncConnection, reports: Sequence[Report], now: datetime) -> None:
    await connection.execute(_LOCK)
    values = {
        "kinds": [one.kind.value for one in reports],
        "user_ids": [one.user_id for one in reports],
        "activity_ids": [one.activity_id for one in reports],
        "session_ids": [one.session_id for one in reports],
        "requester_ids": [one.requester_id for one in reports],
        "now": now,
    }
    await connection.execute(_REPORT, values)
