"""Single titles on a real Postgres, and over HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from services.billing.tests.histories import USER, payment, refund
from services.billing.tests.integration.api import api_of, outcome
from services.billing.tests.integration.checkouts import add_item_checkout
from services.billing.tests.integration.recording import record
from sqlalchemy import text

from billing.bootstrap import Container
from billing.domain.money import Money
from billing.infrastructure.unit_of_work import SqlUnitOfWork
from billing.presentation.consumers import routes
from chassis.testing.clock import NOON
from chassis.testing.records import feed
from contracts.auth import UserDeletedV1
from contracts.event import Event, encode
from contracts.library import PlayRecordedV1
from contracts.playback import PlaybackProgressedV1

pytestmark = pytest.mark.integration

CHECKOUT, TITLE = UUID(int=41), UUID(int=42)
PRICE = Money(399, "USD")
PAID = replace(payment(1, PRICE), checkout_id=CHECKOUT)
PLAY = PlayRecordedV1(
    play_id=UUID(int=5), user_id=USER, media_id=TITLE, kind="movie", watched_at=NOON + timedelta(hours=2)
)


async def _feed(container: Container, *events: Event) -> None:
    messages = [encode(event, "library") for event in events]
    assert await feed(routes(container.application, SqlUnitOfWork), container.runtime.transactions, *messages) == []


async def _published(container: Container) -> list[dict[str, Any] | None]:
    query = "select body from outbox where topic = 'purchase.changed' order by id"
    async with container.runtime.engine.connect() as connection:
        return [orjson.loads(body) if body else None for body in (await connection.execute(text(query))).scalars()]


async def test_paid_rental_begins_with_the_first_play(container: Container) -> None:
    await add_item_checkout(container, CHECKOUT, TITLE, "rental", PRICE)
    await record(container, PAID, PAID)
    imported = PLAY.model_copy(update={"play_id": UUID(int=6), "precision": "day"})
    retracted = PLAY.model_copy(update={"play_id": UUID(int=7), "retracted": True})
    other = PLAY.model_copy(update={"user_id": UUID(int=9)})
    await _feed(container, imported, retracted, other, PLAY, PLAY)
    await _feed(container, PLAY.model_copy(update={"watched_at": NOON + timedelta(hours=9)}))

    bought, started = await _published(container)
    assert bought is not None
    assert (bought["purchaseId"], bought["mediaId"], bought["version"]) == (str(CHECKOUT), str(TITLE), 1)
    assert bought["validUntil"] == "2026-12-21T12:00:00Z"
    assert started is not None
    assert (started["firstPlayedAt"], started["validUntil"]) == ("2026-11-21T14:00:00Z", "2026-11-23T14:00:00Z")
    assert started["version"] == 2


async def test_rental_begins_with_the_first_playback_session(container: Container) -> None:
    await add_item_checkout(container, CHECKOUT, TITLE, "rental", PRICE)
    await record(container, PAID)
    begun = PlaybackProgressedV1(
        user_id=USER,
        session_id=UUID(int=8),
        device_id=UUID(int=8),
        media_id=TITLE,
        position_ms=0,
        state="started",
        at=NOON + timedelta(hours=3),
    )
    trailer = begun.model_copy(update={"trailer": True, "at": NOON + timedelta(hours=1)})
    goes_on = begun.model_copy(update={"state": "playing", "at": NOON + timedelta(hours=2)})
    await _feed(container, trailer, goes_on, begun, begun)
    await _feed(container, begun.model_copy(update={"at": NOON + timedelta(hours=9)}))

    _, started = await _published(container)
    assert started is not None
    assert (started["firstPlayedAt"], started["validUntil"]) == ("2026-11-21T15:00:00Z", "2026-11-23T15:00:00Z")


async def test_refund_of_everything_revokes(container: Container) -> None:
    await add_item_checkout(container, CHECKOUT, TITLE, "purchase", PRICE)
    half = refund(1, PAID, Money(200, "USD"))
    await record(container, PAID, half)
    assert [body and body["revoked"] for body in await _published(container)] == [False]
    rest = refund(2, PAID, Money(199, "USD"))
    await record(container, rest, rest, replace(rest, status="failed"))

    assert [body and body["revoked"] for body in await _published(container)] == [False, True, False]


async def test_payment_that_fails_grants_nothing(container: Container) -> None:
    await add_item_checkout(container, CHECKOUT, TITLE, "purchase", PRICE)
    await record(container, replace(PAID, status="failed"))
    assert await _published(container) == []


async def test_deleted_user_leaves_a_tombstone_and_gets_nothing_later(container: Container) -> None:
    await add_item_checkout(container, CHECKOUT, TITLE, "purchase", PRICE)
    await record(container, PAID)
    await _feed(container, UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await record(container, PAID)

    assert [body is None for body in await _published(container)] == [False, True]
    async with container.runtime.engine.connect() as connection:
        [row] = await connection.execute(text("select user_id, method, amount from payments"))
        assert tuple(row) == (None, "", 399)


async def test_prices_and_purchases_are_listed(container: Container) -> None:
    prices = {
        "name": "Inception",
        "prices": [
            {"kind": "rental", "amount": 399, "currency": "USD"},
            {"kind": "purchase", "amount": 999, "currency": "USD"},
        ],
    }
    await add_item_checkout(container, CHECKOUT, TITLE, "rental", PRICE)
    await record(container, PAID)
    async with api_of(container) as api:
        path = f"/titles/{TITLE}/prices"
        assert (await api.finance("PUT", path, prices)).status_code == 200
        shown = (await api.user("GET", f"/billing{path}")).json()["data"]
        assert [(price["kind"], price["price"]["amount"]) for price in shown] == [("purchase", 999), ("rental", 399)]
        assert (await api.finance("PUT", path, prices | {"prices": []})).json()["data"] == []

        [bought] = (await api.user("GET", "/billing/purchases")).json()["data"]
        assert (bought["status"], bought["kind"], bought["startsUntil"]) == ("active", "rental", "2026-12-21T12:00:00Z")
        assert (await api.user("GET", "/billing/purchases", user_id=UUID(int=9))).json()["data"] == []

        twice = prices | {"prices": [prices["prices"][0], prices["prices"][0]]}
        assert outcome(await api.finance("PUT", path, twice)) == (400, "VALIDATION_ERROR")
        assert outcome(await api.user("PUT", f"/admin/billing{path}", prices)) == (403, "FORBIDDEN")
