"""The state of each provider and key, one row shared by all replicas: budget, breaker, how calls end, outage.

A row is locked for two short statements. Calls are leased in bundles, so it is not written for each of them. An outage
that a change starts or ends is published in the same transaction. Time is the database's: a replica whose clock is
ahead would find a window free that is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from pydantic_core import from_json, to_json
from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.circuit_breaker import BreakerState, CircuitBreaker
from chassis.messaging.transaction import Transactions
from chassis.storage.database import JsonText
from chassis.storage.statements import Row, Statement
from ingestion.domain.budget import Ledger
from ingestion.domain.events import SourceDegraded, SourceRecovered
from ingestion.domain.failures import Cause
from ingestion.domain.provider_health import Change, Outage, ProviderAccount, ProviderState, assess
from ingestion.domain.titles.facts import Source
from ingestion.infrastructure.events.mapping import messages
from ingestion.infrastructure.tables import provider_state

UNUSED: Final = timedelta(minutes=1)
"""A key that was not used for so long belongs to no replica any more."""

_THIS: Final = and_(provider_state.c.source == bindparam("row_source"), provider_state.c.key_id == bindparam("row_key"))
_NOW: Final = func.clock_timestamp().label("now")
_LOCKED: Final = Statement(select(provider_state, _NOW).where(_THIS).with_for_update())
_REPLACE: Final = Statement(
    update(provider_state)
    .where(_THIS)
    .values({column.name: bindparam(column.name) for column in provider_state.c if not column.primary_key})
)
_ADOPT: Final = Statement(
    update(provider_state)
    .where(provider_state.c.source == bindparam("row_source"), provider_state.c.key_id == "")
    .values(key_id=bindparam("row_key"))
    .returning(provider_state, _NOW)
)
_OTHERS: Final = Statement(
    select(provider_state, _NOW)
    .where(
        provider_state.c.source == bindparam("row_source"),
        provider_state.c.key_id != bindparam("row_key"),
        provider_state.c.trouble.is_not(None),
        func.greatest(provider_state.c.last_success_at, provider_state.c.last_failure_at)
        < func.clock_timestamp() - UNUSED,
    )
    .with_for_update(skip_locked=True)
)


class ProviderStates:
    """Reads and changes providers' states."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def change(self, account: ProviderAccount, apply: Change) -> ProviderState:
        """Apply a change under the lock of the row, publish an outage that starts or ends, and return the state."""
        async with self._transactions.batch() as transaction:
            row = await _locked(transaction.connection, account)
            before = _state(row)
            after = assess(apply(before, row["now"]), row["now"])
            if after != before:
                await _REPLACE(transaction.connection, {**_row(after), **_key(account)})
                await transaction.publish(*messages(_outage_events(before, after, row["now"])))
        return after

    async def leave_other_keys(self, account: ProviderAccount) -> None:
        """End the outages of the provider's other keys that no replica uses any more: they were replaced."""
        async with self._transactions.batch() as transaction:
            for row in await _OTHERS(transaction.connection, _key(account)):
                before = _state(row)
                after = replace(before, outage=None, breaker=CircuitBreaker(), breaker_cause=None, ledger=Ledger())
                key = _key(ProviderAccount(account.source, row["key_id"]))
                await _REPLACE(transaction.connection, {**_row(after), **key})
                await transaction.publish(*messages(_outage_events(before, after, row["now"])))

    async def all(self, accounts: Iterable[ProviderAccount]) -> dict[Source, ProviderState]:
        """Return the states of those of `accounts` that were called before."""
        matches = [
            and_(provider_state.c.source == account.source, provider_state.c.key_id == account.key_id)
            for account in accounts
        ]
        async with self._transactions.read() as connection:
            rows = await connection.execute(select(provider_state).where(or_(*matches)))
            return {row["source"]: _state(row) for row in rows.mappings()}


def _outage_events(before: ProviderState, after: ProviderState, at: datetime) -> list[SourceDegraded | SourceRecovered]:
    was, now = before.outage, after.outage
    if now is not None and (was is None or was.health != now.health):
        return [SourceDegraded(after.source, now)]
    if was is not None and now is None:
        return [SourceRecovered(after.source, was.since, at)]
    return []


async def _locked(connection: AsyncConnection, account: ProviderAccount) -> Row:
    rows = await _LOCKED(connection, _key(account))
    if not rows and account.key_id:
        # What was counted before states had a key was counted for this one.
        rows = await _ADOPT(connection, _key(account))
    if not rows:
        fresh = upsert(provider_state).values(source=account.source, key_id=account.key_id)
        await connection.execute(fresh.on_conflict_do_nothing())
        rows = await _LOCKED(connection, _key(account))
    return rows[0]


def _key(account: ProviderAccount) -> dict[str, str]:
    return {"row_source": account.source, "row_key": account.key_id}


def _state(row: Row) -> ProviderState:
    return ProviderState(
        source=row["source"],
        ledger=Ledger(row["ledger_head"], tuple(row["ledger_counts"]), row["blocked_until"]),
        block_reason=row["block_reason"],
        breaker=CircuitBreaker(
            BreakerState(row["breaker"]), row["breaker_until"], row["breaker_trips"], row["breaker_reason"]
        ),
        breaker_cause=_cause(row["breaker_cause"]),
        outage=_outage(row),
        calls=row["calls"],
        outcomes=_from_json(row["outcomes"]),
        recent={date.fromisoformat(day): outcomes for day, outcomes in _from_json(row["recent"]).items()},
        last_success_at=row["last_success_at"],
        last_failure_at=row["last_failure_at"],
        last_failure=row["last_failure"],
    )


def _from_json(value: Any) -> Any:
    """Return the value of a column of JSON, which the driver returns as text and SQLAlchemy does not."""
    return from_json(value) if isinstance(value, str) else value


def _to_json(value: object) -> JsonText:
    return JsonText(to_json(value).decode())


def _outage(row: Row) -> Outage | None:
    if row["trouble"] is None:
        return None
    return Outage(
        row["trouble"],
        row["trouble_since"],
        row["trouble_reason"],
        row["trouble_until"],
        _cause(row["trouble_cause"]),
    )


def _cause(name: str | None) -> Cause | None:
    return None if name is None else Cause(name)


def _row(state: ProviderState) -> Mapping[str, Any]:
    outage = state.outage
    return {
        "ledger_head": state.ledger.head,
        "ledger_counts": list(state.ledger.counts),
        "blocked_until": state.ledger.blocked_until,
        "block_reason": state.block_reason,
        "breaker": state.breaker.state.value,
        "breaker_until": state.breaker.until,
        "breaker_trips": state.breaker.trips,
        "breaker_reason": state.breaker.reason,
        "breaker_cause": state.breaker_cause,
        "trouble": outage.health if outage else None,
        "trouble_since": outage.since if outage else None,
        "trouble_reason": outage.reason if outage else None,
        "trouble_cause": outage.cause if outage else None,
        "trouble_until": outage.until if outage else None,
        "calls": state.calls,
        "outcomes": _to_json(dict(state.outcomes)),
        "recent": _to_json({day.isoformat(): dict(outcomes) for day, outcomes in state.recent.items()}),
        "last_success_at": state.last_success_at,
        "last_failure_at": state.last_failure_at,
        "last_failure": state.last_failure,
    }
