"""The contract of Stripe: stripe-mock rejects what Stripe would reject, and the specification finds wrong objects."""

from typing import Any

import pytest

from devstack.testing.stripe_mock.contract_plugin import StripeContract

pytestmark = pytest.mark.integration


def entry(body: str, target: str = "/v1/products", method: str = "POST") -> dict[str, Any]:
    kind = "application/x-www-form-urlencoded"
    return {"method": method, "target": target, "contentType": kind, "body": body, "outcome": "200"}


def test_valid_requests_are_accepted(stripe_contract: StripeContract) -> None:
    requests = [entry("name=Plus&metadata[a]=1"), entry("", "/v1/prices?limit=3&expand[0]=data.product", "GET")]
    assert stripe_contract.rejected(requests) == []


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("name=Plus&colour=red", "/v1/products"),
        ("currency=usd&unit_amount=ten", "/v1/prices"),
        ("name=Plus", "/v1/nothing"),
        ("", "/v1/products"),
    ],
)
def test_invalid_requests_are_rejected(stripe_contract: StripeContract, body: str, target: str) -> None:
    [line] = stripe_contract.rejected([entry(body, target)])
    assert line.startswith(f"POST {target} {body}: 4")


def test_requests_that_failed_are_not_repeated(stripe_contract: StripeContract) -> None:
    assert stripe_contract.rejected([{**entry("colour=red"), "outcome": "400"}]) == []


def test_wrong_objects_are_found(stripe_contract: StripeContract) -> None:
    coupon = {
        "id": "a", "object": "coupon", "created": 1, "livemode": False, "duration": "once", "times_redeemed": 0,
        "valid": True, "percent_off": None,
    }  # fmt: skip
    assert stripe_contract.wrong([{"object": "list", "data": [coupon]}]) == []
    assert stripe_contract.wrong([{**coupon, "valid": "yes"}]) == ["coupon.valid: 'yes' is not of type 'boolean'"]
    assert stripe_contract.wrong([{**coupon, "colour": "red"}]) == ["coupon.colour: unknown"]
    assert stripe_contract.wrong([{"object": "planet"}]) == ["planet: no object of Stripe"]
    del coupon["valid"]
    assert stripe_contract.wrong([coupon]) == ["coupon.: 'valid' is a required property"]
