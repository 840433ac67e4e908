"""Rows of checkouts, as the opening of a checkout stores them."""

import json
from uuid import UUID

from services.billing.tests.histories import USER
from sqlalchemy import text

from billing.bootstrap import Container
from billing.domain.money import Money

_ADD = text(
    "insert into checkouts (id, user_id, provider, price_id, item, amount, currency, return_path, status, expires_at)"
    " values (:id, :user, 'stripe', :price, cast(:item as jsonb), :amount, :currency, '/', 'open', now())"
)


async def add_item_checkout(
    container: Container, checkout_id: UUID, media_id: UUID, kind: str, money: Money, *, user_id: UUID = USER
) -> None:
    """Store a checkout of a single title."""
    row = {
        "id": checkout_id,
        "user": user_id,
        "price": None,
        "item": json.dumps({"mediaId": str(media_id), "kind": kind, "name": "Inception"}),
        "amount": money.amount,
        "currency": money.currency,
    }
    async with container.runtime.engine.begin() as connection:
        await connection.execute(_ADD, row)
