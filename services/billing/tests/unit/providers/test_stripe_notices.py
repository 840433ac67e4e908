"""Signatures and bodies of Stripe's messages."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import orjson
import pytest

from billing.domain.payments.facts import ObjectRef
from billing.domain.webhooks.errors import ExpiredSignature, InvalidNotice, InvalidSignature
from billing.providers.stripe.notices import notice_of
from billing.providers.stripe.provider import StripeAccount, StripeProvider
from billing.providers.stripe.signatures import verify
from chassis.runtime.clock import SystemClock
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

BODY = b'{"id": "evt_1"}'
NOW = int(NOON.timestamp())


def signature(secret: str, at: int = NOW, body: bytes = BODY) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def event(subject: Any, **changes: Any) -> bytes:
    fields = {"object": "event", "id": "evt_1", "type": "invoice.paid", "created": NOW, "data": {"object": subject}}
    return orjson.dumps({**fields, **changes})


@pytest.mark.parametrize("secrets", [["one"], ["two", "one"], ["one", "two"]])
def test_body_signed_with_a_live_secret_is_accepted(secrets: list[str]) -> None:
    verify(BODY, f"t={NOW},v1={signature('one')},v0=abc", secrets, NOON)


def test_one_of_several_signatures_suffices() -> None:
    verify(BODY, f"t={NOW},v1={signature('old')},v1={signature('new')}", ["new"], NOON)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=,v1=",
        f"t={NOW}",
        f"v1={signature('one')}",
        f"t={NOW},v1={signature('other')}",
        f"t={NOW + 1},v1={signature('one')}",
        f"t={NOW},t={NOW},v1={signature('one')}",
        f"t=-{NOW},v1={signature('one')}",
        f"t={NOW},v0={signature('one')}",
        f"t={NOW},v1={signature('one', body=BODY + b' ')}",
        f"t={NOW},v1=é",
        "t=" + "9" * 5000,
    ],
)
def test_wrong_signature_is_refused(header: str | None) -> None:
    with pytest.raises(InvalidSignature):
        verify(BODY, header, ["one"], NOON)


def test_without_a_secret_nothing_is_accepted() -> None:
    with pytest.raises(InvalidSignature):
        verify(BODY, f"t={NOW},v1={signature('')}", [], NOON)


@pytest.mark.parametrize(("seconds", "accepted"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_signature_counts_for_five_minutes(seconds: int, *, accepted: bool) -> None:
    header, now = f"t={NOW},v1={signature('one')}", NOON + timedelta(seconds=seconds)
    if accepted:
        verify(BODY, header, ["one"], now)
    else:
        with pytest.raises(ExpiredSignature):
            verify(BODY, header, ["one"], now)


def test_provider_verifies_before_it_reads() -> None:
    provider = StripeProvider(StripeAccount("sk_test", ("one",)), SystemClock())
    body = event({"object": "invoice", "id": "in_1"})
    with pytest.raises(InvalidSignature):
        provider.read_notice(b"no json", {}, NOON)
    notice = provider.read_notice(body, {"stripe-signature": f"t={NOW},v1={signature('one', body=body)}"}, NOON)
    assert (notice.event_id, notice.event_type, notice.occurred_at) == ("evt_1", "invoice.paid", NOON)
    assert notice.objects == (ObjectRef("stripe", "invoice", "in_1"),)


@pytest.mark.parametrize(
    ("subject", "objects"),
    [
        ({"object": "checkout.session", "id": "cs_1"}, [("checkout", "cs_1")]),
        ({"object": "subscription", "id": "sub_1"}, [("subscription", "sub_1")]),
        ({"object": "subscription_schedule", "id": "s", "subscription": "sub_1"}, [("subscription", "sub_1")]),
        (
            {"object": "subscription_schedule", "subscription": None, "released_subscription": "sub_1"},
            [("subscription", "sub_1")],
        ),
        (
            {"object": "invoice", "id": "in_1", "parent": {"subscription_details": {"subscription": "sub_1"}}},
            [("invoice", "in_1"), ("subscription", "sub_1")],
        ),
        ({"object": "invoice", "parent": {"subscription_details": {"subscription": "s"}}}, [("subscription", "s")]),
        ({"object": "invoice_payment", "id": "inpay_1", "invoice": "in_1"}, [("invoice", "in_1")]),
        ({"object": "payment_intent", "id": "pi_1"}, [("payment", "pi_1")]),
        ({"object": "charge", "id": "ch_1", "payment_intent": {"id": "pi_1"}}, [("payment", "pi_1")]),
        ({"object": "charge", "id": "ch_1", "payment_intent": None}, []),
        ({"object": "refund", "id": "re_1", "payment_intent": "pi_1"}, [("payment", "pi_1")]),
        ({"object": "customer", "id": "cus_1"}, []),
        ({}, []),
    ],
)
def test_event_names_its_objects(subject: Any, objects: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.reference) for one in notice_of(event(subject)).objects] == objects


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        event({}, object="other"),
        event({}, id=""),
        event({}, id=1),
        event({}, id="x" * 201),
        event({}, id="a\u0000"),
        event({}, type=None),
        event({}, created="now"),
        event({}, created=True),
        event({}, created=-1),
        event({}, created=2**40),
        event(None),
        event({}, data=[]),
        event({"object": "subscription"}),
        event({"object": "subscription", "id": 1}),
        event({"object": "subscription", "id": "x" * 201}),
        event({"object": "invoice", "id": "in_1", "parent": "text"}),
        event({"object": "charge", "payment_intent": {}}),
    ],
)
def test_unreadable_body_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidNotice):
        notice_of(body)
