"""The fields of an object that follow from what its provider states."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.payments.facts import ObjectKind, ObjectRef

_OWN: Final = frozenset(
    {"id", "provider", "reference", "user_id", "version", "created_at", "updated_at", "recorded_at"}
    | {"status_changed_at", "changes_at", "retries", "last_retry_at", "lines", "number"}
)
"""Columns that are billing's own, and those that are large."""
_STATEMENTS: Final[Mapping[ObjectKind, TextClause]] = {
    "checkout": text(
        "select jsonb_build_object('status', status) from checkouts"
        " where provider = :provider and reference = :reference"
    ),
    # Its status follows from the facts, the retries and the time.
    "subscription": text(
        "select to_jsonb(subscriptions) - 'status' from subscriptions"
        " where provider = :provider and reference = :reference"
    ),
    "invoice": text("select to_jsonb(invoices) from invoices where provider = :provider and reference = :reference"),
    "payment": text(
        "select to_jsonb(payments) || jsonb_build_object('refunded', (select coalesce(sum(amount), 0) from refunds"
        " where refunds.provider = payments.provider and refunds.payment = payments.reference"
        " and refunds.status in ('pending', 'succeeded'))) from payments"
        " where provider = :provider and reference = :reference"
    ),
}


async def read_snapshot(connection: AsyncConnection, ref: ObjectRef) -> Mapping[str, Any]:
    """Return the fields of one object; none for an object that is not stored."""
    statement = _STATEMENTS.get(ref.kind)
    if statement is None:
        return {}
    values = {"provider": ref.provider, "reference": ref.reference}
    fields: Mapping[str, Any] | None = (await connection.execute(statement, values)).scalar_one_or_none()
    return {} if fields is None else {name: value for name, value in fields.items() if name not in _OWN}
