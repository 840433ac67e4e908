"""The queue of deliveries in Postgres."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.tracing.origins import origin_of
from chassis.storage.encryption import CannotOpen
from notifications.application.deliveries.attempts import UNREADABLE
from notifications.application.deliveries.queue import LEASE, DueDelivery, Lane, Result
from notifications.domain.deliveries.model import State
from notifications.infrastructure.deliveries import claiming
from notifications.infrastructure.deliveries.repository import SqlDeliveries
from notifications.infrastructure.deliveries.sealed import Sealed

_CANDIDATES_PER_CLAIM: Final = 4
"""How many due deliveries are looked at for each that is claimed: several may be for one subject."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a subject may have a message; codes and security notices do not count."""

    per_minute: int = 30
    burst: int = 10


class SqlDeliveryQueue:
    """Claims deliveries, each call in a transaction of its own."""

    def __init__(self, transactions: Transactions, clock: Clock, sealed: Sealed, rate: Rate) -> None:
        self._transactions = transactions
        self._clock = clock
        self._sealed = sealed
        self._rate = rate

    async def claim(self, lane: Lane, limit: int, busy: Collection[UUID]) -> Sequence[DueDelivery]:
        """Claim in one statement, which loads what the messages need."""
        now, claim = self._clock.now(), uuid4()
        values: dict[str, Any] = {
            "priorities": _priorities(lane),
            "channel": lane.channel,
            "now": now,
            "busy": list(busy),
            "candidates": limit * _CANDIDATES_PER_CLAIM,
            "most": limit,
            "claim": claim,
            "until": now + LEASE,
        }
        statement = claiming.CLAIM_URGENT
        if not lane.urgent:
            statement, interval = claiming.CLAIM, claiming.interval_of(self._rate.per_minute)
            values |= {"interval": interval, "full_since": now - (self._rate.burst - 1) * interval}
        async with self._transactions.committed() as transaction:
            rows = await statement(transaction.connection, values)
            items = await self._items(transaction, rows)
        return [self._due(row, claim, items.get(row["delivery_id"])) for row in rows]

    async def release(self, claimed: Sequence[DueDelivery]) -> None:
        """End the claims."""
        values = {
            "delivery_ids": [item.delivery_id for item in claimed],
            "claims": [item.claim for item in claimed],
        }
        async with self._transactions.committed() as transaction:
            await claiming.RELEASE(transaction.connection, values)

    async def recover(self, lane: Lane, *, repeatable: bool, spared: Collection[UUID]) -> int:
        """Settle what dead processes have left, in the transaction that finds it."""
        now = self._clock.now()
        values = {"channel": lane.channel, "priorities": _priorities(lane), "spared": list(spared), "now": now}
        async with self._transactions.committed() as transaction:
            rows = await claiming.ABANDONED(transaction.connection, values)
            results = [_recovered(row, now, repeatable=repeatable) for row in rows]
            await SqlDeliveries(transaction).settle(results)
        return len(results)

    async def next_due(self, lane: Lane) -> datetime | None:
        """Return the next time that a delivery is due, a claim ends, or the rate of a subject allows one."""
        values = {"priorities": _priorities(lane), "channel": lane.channel, "now": self._clock.now()}
        async with self._transactions.committed() as transaction:
            [row] = await claiming.NEXT_DUE(transaction.connection, values)
        at: datetime | None = row["at"]
        return at

    async def _items(self, transaction: Transaction, rows: Sequence[Any]) -> Mapping[UUID, list[dict[str, Any]]]:
        """Return the items of the digests among claimed deliveries."""
        digests = [row["delivery_id"] for row in rows if row["kind"] == "digest"]
        items: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        if digests:
            for row in await claiming.DIGEST_ITEMS(transaction.connection, {"digest_ids": digests}):
                item = {"kind": row["kind"], "media_id": row["media_id"], "occurred_at": row["occurred_at"]}
                items[row["digest_id"]].append({**item, "values": _json(row["values"])})
        return items

    def _due(self, row: Any, claim: UUID, items: Sequence[dict[str, Any]] | None) -> DueDelivery:
        address, values, obstacle = self._opened(row)
        to_account = row["target_id"] is None and row["sealed"] is None
        return DueDelivery(
            delivery_id=row["delivery_id"],
            user_id=row["user_id"],
            kind=row["kind"],
            channel=row["channel"],
            priority=row["priority"],
            attempts=row["attempts"],
            expires_at=row["expires_at"],
            claim=claim,
            target_id=row["target_id"],
            address=address,
            values=values if items is None else {"items": items},
            contact_version=row["contact_version"] if to_account else None,
            language=row["language"],
            time_zone=row["time_zone"],
            obstacle=obstacle,
            origin=origin_of({name: str(value) for name, value in _json(row["origin"]).items()}),
        )

    def _opened(self, row: Any) -> tuple[str | None, Mapping[str, object], str | None]:
        """Return the address and values of a delivery, or why it cannot be sent."""
        values = _json(row["values"])
        try:
            if row["sealed"] is not None:
                notice = self._sealed.open_notice(row["delivery_id"], row["sealed"])
                return notice.address, notice.values, None
            if row["target_id"] is not None:
                if row["sealed_address"] is None or row["disabled_at"] is not None:
                    return None, values, "target_disabled"
                return self._sealed.open_target(row["target_id"], row["sealed_address"]), values, None
            if row["sealed_email"] is None:
                return None, values, "address_unknown"
            if row["email_refused_at"] is not None:
                return None, values, "address_disabled"
            return self._sealed.open_email(row["user_id"], row["sealed_email"]), values, None
        except CannotOpen:
            return None, values, UNREADABLE


def _priorities(lane: Lane) -> list[int]:
    return list(claiming.URGENT if lane.urgent else claiming.ORDINARY)


def _json(value: Any) -> Mapping[str, object]:
    """Return a JSON object, which the driver returns as text and SQLAlchemy as a mapping."""
    if value is None:
        return {}
    decoded: Mapping[str, object] = orjson.loads(value) if isinstance(value, str | bytes) else value
    return decoded


def _recovered(row: Any, now: datetime, *, repeatable: bool) -> Result:
    """Return what becomes of a delivery that was about to be handed over when its process died."""
    due = DueDelivery(
        delivery_id=row["delivery_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        channel=row["channel"],
        priority=row["priority"],
        attempts=row["attempts"],
        expires_at=row["expires_at"],
        claim=row["claim"],
        target_id=row["target_id"],
    )
    state = State.PENDING if repeatable else State.UNCONFIRMED
    detail = "the process ended before the response of the server"
    return Result(
        due, state, due.attempts + 1, now, due_at=now if repeatable else None, code="interrupted", detail=detail
    )
