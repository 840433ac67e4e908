"""A user subscribes, and cancels: the limits of requests and devices, the token and the inbox follow."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx2
import jwt
import pytest

from billing_data import pay, price_of
from service_processes import gateway_environment, process
from stacks import Stack, eventually

READS = 100
PASSWORD = "Correct-horse-7-battery"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of a gateway with limits, which the stack's own does not have."""
    environment = gateway_environment(stack, READS_PER_MINUTE=str(READS))
    with (
        process("gateway", environment) as gateway,
        httpx2.Client(base_url=f"{gateway}/api/v1", timeout=30, trust_env=False) as client,
    ):
        yield client


class Subscriber:
    """A new user with a session."""

    def __init__(self, api: httpx2.Client) -> None:
        self._api = api
        name = f"subscriber_{uuid4().hex[:8]}"
        self._account = {"username": name, "password": PASSWORD}
        response = api.post("/auth/register", json={**self._account, "email": f"{name}@marquee.example"})
        assert response.status_code == 201, response.text
        self._tokens: dict[str, str] = response.json()["data"]

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request; one that moves money has a key of its own."""
        headers = {"Authorization": f"Bearer {self._tokens['accessToken']}", "Idempotency-Key": str(uuid4())}
        return self._api.request(method, path, headers=headers, **options)

    def data(self, method: str, path: str, **options: Any) -> Any:
        """Send a request that is accepted, and return what its response has."""
        response = self.send(method, path, **options)
        assert response.is_success, response.text
        return response.json()["data"]

    def quota(self) -> int:
        """Return how many reads a minute the gateway allows."""
        policy = self.send("GET", "/plans").headers["ratelimit-policy"]
        return int(policy.split("q=")[1].split(";")[0])

    def plan_of_next_token(self) -> str:
        """Return the plan that a token of now states."""
        self._tokens = self._api.post("/auth/login", json=self._account).json()["data"]
        plan: str = jwt.decode(self._tokens["accessToken"], options={"verify_signature": False})["plan"]
        return plan

    def fill_devices(self) -> dict[str, Any]:
        """Register devices until one is refused, and return the details of the refusal."""
        while (response := self.send("POST", "/auth/devices", json={"name": "TV", "kind": "tv"})).status_code == 201:
            pass
        assert response.json()["error"]["code"] == "DEVICE_LIMIT_REACHED", response.text
        details: dict[str, Any] = response.json()["error"]["details"]
        return details

    def kinds_of_messages(self) -> list[str]:
        """Return the kinds of messages about the account."""
        return [item["kind"] for item in self.data("GET", "/notifications", params={"category": "account"})]


def seconds_until(is_done: Callable[[], bool]) -> float:
    """Wait for a condition and return how long it took."""
    begun = time.monotonic()
    eventually(is_done, bool, seconds=20)
    return time.monotonic() - begun


def test_limits_follow_the_plan_of_a_subscriber(api: httpx2.Client) -> None:
    user = Subscriber(api)
    plans = {plan["code"]: plan for plan in user.data("GET", "/plans")}
    premium, free = plans["premium"], plans["free"]
    assert user.quota() == READS
    assert user.fill_devices()["limit"] == free["entitlements"]["deviceLimit"]

    order = {"priceId": price_of([premium], "premium"), "provider": "stripe"}
    pay(user.data("POST", "/billing/checkouts", json=order))
    eventually(lambda: user.data("GET", "/billing/subscription")["plan"], lambda plan: plan == "premium")
    took = {"requests of a subscriber": seconds_until(lambda: user.quota() == 5 * READS)}
    took["devices of a subscriber"] = seconds_until(
        lambda: user.fill_devices()["limit"] == premium["entitlements"]["deviceLimit"]
    )
    assert user.plan_of_next_token() == "premium"

    user.data("POST", "/billing/subscription/changes", json={"kind": "cancel", "timing": "now"})
    eventually(lambda: user.data("GET", "/billing/subscription")["plan"], lambda plan: plan == "free")
    took["requests after the end"] = seconds_until(lambda: user.quota() == READS)
    took["devices after the end"] = seconds_until(
        lambda: user.fill_devices()["limit"] == free["entitlements"]["deviceLimit"]
    )
    assert len(user.fill_devices()["devices"]) == premium["entitlements"]["deviceLimit"], "all of them stay"
    assert user.plan_of_next_token() == "free"
    took["message about the end"] = seconds_until(lambda: "plan_canceled" in user.kinds_of_messages())
    print("seconds after billing knew it:", {name: round(value, 2) for name, value in took.items()})
