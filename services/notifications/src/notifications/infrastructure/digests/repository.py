"""Deliveries that wait, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, DateTime, Integer, Text, Uuid, bindparam, text

from chassis.messaging.transaction import Transaction
from chassis.storage.statements import Statement
from notifications.application.digests.ports import Replanned, WaitingDelivery
from notifications.domain.deliveries.model import ENDED, State
from notifications.infrastructure.deliveries.repository import SqlDeliveries, ended_of
from notifications.infrastructure.deliveries.wakeups import WAKE

_MOMENTS: Final = ARRAY(DateTime(timezone=True))
_IDS: Final = ARRAY(Uuid)
_NOW: Final = bindparam("now", type_=DateTime(timezone=True))
_WAITING: Final = """
    select delivery_id, deliveries.user_id, deliveries.kind, channel, state, due_at, expires_at, target_id,
      notifications.media_id, notifications.until
    from deliveries left join notifications using (notification_id)
    where {condition}
    order by delivery_id for update of deliveries
"""
_OF_USERS: Final = Statement(
    text(
        _WAITING.format(
            condition="deliveries.user_id = any(:user_ids) and deliveries.notification_id is not null and ("
            "(state = 'collected' and digest_id is null)"
            " or (state = 'pending' and claim is null and attempts = 0 and due_at > :now))"
        )
    ).bindparams(bindparam("user_ids", type_=_IDS), _NOW)
)
_DUE: Final = Statement(
    text(
        _WAITING.format(
            condition="deliveries.user_id = any(:user_ids)"
            " and state = 'collected' and digest_id is null and due_at <= :now"
        )
    ).bindparams(bindparam("user_ids", type_=_IDS), _NOW)
)
_OF_NOTIFICATIONS: Final = Statement(
    text(
        _WAITING.format(
            condition="deliveries.notification_id = any(:notification_ids) and ("
            "(state = 'collected' and digest_id is null) or (state = 'pending' and claim is null and attempts = 0))"
        )
    ).bindparams(bindparam("notification_ids", type_=_IDS))
)
_USERS_OF_DUE: Final = Statement(
    text(
        """
        select distinct user_id from deliveries
        where state = 'collected' and digest_id is null and due_at <= :now
        order by user_id limit :most
        """
    ).bindparams(_NOW, bindparam("most", type_=Integer))
)
_REPLAN: Final = Statement(
    text(
        """
        update deliveries set
          state = item.state, due_at = item.due_at, expires_at = item.expires_at,
          ended_at = case when item.ended then cast(:now as timestamptz) end, error_code = item.code
        from unnest(:delivery_ids, :states, :due_ats, :expires_ats, :ended, :codes)
          as item (delivery_id, state, due_at, expires_at, ended, code)
        where deliveries.delivery_id = item.delivery_id
        returning deliveries.*
        """
    ).bindparams(
        bindparam("delivery_ids", type_=_IDS),
        bindparam("states", type_=ARRAY(Text)),
        bindparam("due_ats", type_=_MOMENTS),
        bindparam("expires_ats", type_=_MOMENTS),
        bindparam("ended", type_=ARRAY(Boolean)),
        bindparam("codes", type_=ARRAY(Text)),
        _NOW,
    )
)
_EXISTING: Final = Statement(
    text("select delivery_id from deliveries where delivery_id = any(:delivery_ids)").bindparams(
        bindparam("delivery_ids", type_=_IDS)
    )
)
_GATHER: Final = Statement(
    text(
        """
        update deliveries set digest_id = item.digest_id
        from unnest(:delivery_ids, :digest_ids) as item (delivery_id, digest_id)
        where deliveries.delivery_id = item.delivery_id
        """
    ).bindparams(bindparam("delivery_ids", type_=_IDS), bindparam("digest_ids", type_=_IDS))
)


class SqlWaitingDeliveries:
    """Reads and changes deliveries that wait, in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._deliveries = SqlDeliveries(transaction)

    async def of(self, user_ids: Collection[UUID], now: datetime) -> Sequence[WaitingDelivery]:
        """Read and lock the rows of users."""
        rows = await _OF_USERS(self._connection, {"user_ids": sorted(user_ids), "now": now})
        return [_waiting(row) for row in rows]

    async def replan(self, changes: Sequence[Replanned], now: datetime) -> None:
        """Update all rows in one statement, wake the dispatcher, and publish what has ended."""
        if not changes:
            return
        rows = await _REPLAN(
            self._connection,
            {
                "delivery_ids": [item.delivery_id for item in changes],
                "states": [item.state for item in changes],
                "due_ats": [item.due_at for item in changes],
                "expires_ats": [item.expires_at for item in changes],
                "ended": [item.state in ENDED for item in changes],
                "codes": [item.code for item in changes],
                "now": now,
            },
        )
        await WAKE(self._connection, {"channels": sorted({row["channel"] for row in rows})})
        await self._deliveries.publish([ended_of(row) for row in rows if row["ended_at"] is not None])

    async def cancel(self, notification_ids: Collection[UUID], code: str, now: datetime) -> None:
        """Read and lock the rows, and update them in one statement."""
        if not notification_ids:
            return
        rows = await _OF_NOTIFICATIONS(self._connection, {"notification_ids": list(notification_ids)})
        await self.replan(
            [Replanned(row["delivery_id"], State.CANCELLED, row["due_at"], row["expires_at"], code) for row in rows],
            now,
        )

    async def users_of_due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Read users by the index of what is collected."""
        return [row["user_id"] for row in await _USERS_OF_DUE(self._connection, {"now": now, "most": limit})]

    async def due(self, user_ids: Collection[UUID], now: datetime) -> Sequence[WaitingDelivery]:
        """Read and lock what is due."""
        rows = await _DUE(self._connection, {"user_ids": sorted(user_ids), "now": now})
        return [_waiting(row) for row in rows]

    async def existing(self, delivery_ids: Collection[UUID]) -> set[UUID]:
        """Read the ids that are stored."""
        rows = await _EXISTING(self._connection, {"delivery_ids": list(delivery_ids)})
        return {row["delivery_id"] for row in rows}

    async def gather(self, digests: Mapping[UUID, UUID]) -> None:
        """Link all items in one statement."""
        if digests:
            ids = sorted(digests)
            await _GATHER(self._connection, {"delivery_ids": ids, "digest_ids": [digests[id_] for id_ in ids]})


def _waiting(row: Any) -> WaitingDelivery:
    return WaitingDelivery(
        delivery_id=row["delivery_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        channel=row["channel"],
        state=State(row["state"]),
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        target_id=row["target_id"],
        media_id=row["media_id"],
        until=row["until"],
    )
