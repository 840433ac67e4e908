"""Forwarding: retries, the circuit breaker and event streams, with the services in memory."""

import asyncio
import math
from contextlib import suppress

import pytest
from services.gateway.tests.fakes import ManualClock, Response, ScriptedUpstreams

from gateway.application.forwarding import Forward, ServiceGuard
from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import CircuitOpen, GatewayError, Overloaded, UpstreamFailed, UpstreamUnreachable
from gateway.domain.services.breaker import Breaker, BreakerRules
from gateway.domain.services.retry_budget import BudgetRules, RetryBudget

pytestmark = pytest.mark.unit

EVENTS = Response(headers=[(b"Content-Type", b"text/event-stream")])


class Gateway:
    """The use case with one service, its failures and a clock."""

    def __init__(self, *script: Response | BaseException, rules: BreakerRules) -> None:
        self.upstreams = ScriptedUpstreams(list(script))
        self.clock = ManualClock()
        self.failures: list[GatewayError | None] = []
        self.pauses: list[float] = []
        self.guard = ServiceGuard(Breaker(rules), RetryBudget(BudgetRules(), self.clock()))
        self.forward = Forward(
            self.upstreams,
            {"stats": self.guard},
            self.clock,
            lambda _, error: self.failures.append(error),
            self.pause,
        )

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def status(self, method: str = "GET", body: bytes = b"") -> int:
        async with self.forward(request(method, body)) as response:
            return response.status


def request(method: str, body: bytes = b"") -> UpstreamRequest:
    return UpstreamRequest("stats", method, b"/api/v1/stats/x", b"", [], body)


def gateway(*script: Response | BaseException, failures: int = 5, at_once: int = 256) -> Gateway:
    return Gateway(*script, rules=BreakerRules(failures=failures, at_once=at_once))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("error", [UpstreamFailed, UpstreamUnreachable])
async def test_read_is_retried_once(method: str, error: type[GatewayError]) -> None:
    flaky = gateway(error())
    assert await flaky.status(method) == 200
    assert len(flaky.upstreams.requests) == 2
    assert [type(failure) for failure in flaky.failures] == [error]

    failing = gateway(error(), error())
    with pytest.raises(error):
        await failing.status(method)
    assert len(failing.upstreams.requests) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_write_that_may_have_been_processed_is_never_retried(method: str) -> None:
    failing = gateway(UpstreamFailed())
    with pytest.raises(UpstreamFailed):
        await failing.status(method)
    assert await gateway(Response(503)).status(method) == 503
    assert len(failing.upstreams.requests) == 1


@pytest.mark.parametrize(("method", "requests"), [("PUT", 2), ("DELETE", 2), ("POST", 1), ("PATCH", 1)])
async def test_idempotent_write_is_retried_if_nothing_was_sent(method: str, requests: int) -> None:
    failing = gateway(UpstreamUnreachable(), UpstreamUnreachable())
    with pytest.raises(UpstreamUnreachable):
        await failing.status(method, b"{}")
    assert len(failing.upstreams.requests) == requests


@pytest.mark.parametrize("failure", [UpstreamFailed(), Response(503)])
async def test_request_with_a_body_is_not_sent_again(failure: Response | UpstreamFailed) -> None:
    failing = gateway(failure)
    with suppress(UpstreamFailed):
        await failing.status("GET", b"{}")
    assert len(failing.upstreams.requests) == 1


async def test_response_that_has_begun_is_not_requested_again() -> None:
    failing = gateway(UpstreamFailed(began=True))
    with pytest.raises(UpstreamFailed):
        await failing.status()
    assert len(failing.upstreams.requests) == 1


@pytest.mark.parametrize(("status", "requests"), [(502, 2), (503, 2), (504, 2), (500, 1), (429, 1), (404, 1)])
async def test_read_is_retried_while_the_service_is_unavailable(status: int, requests: int) -> None:
    flaky = gateway(Response(status))
    assert await flaky.status() == (200 if requests == 2 else status)
    assert len(flaky.upstreams.requests) == requests
    assert [0.01 <= pause <= 0.05 for pause in flaky.pauses] == [True] * (requests - 1)
    assert all(response.closed == 1 for response in flaky.upstreams.responses)


@pytest.mark.parametrize("rate", [0.5, 5, 100])
async def test_storm_of_errors_is_not_multiplied_and_ends_soon(rate: float) -> None:
    """A service responds 503 for a minute, at any load; afterwards requests succeed within five seconds."""
    storm = gateway(*[Response(503) for _ in range(20_000)])
    begin, offered, recovered = storm.clock(), 0, math.inf
    while (seconds := storm.clock() - begin) < 70:
        if seconds >= 60:
            storm.upstreams.script.clear()
        offered += 1
        with suppress(CircuitOpen):
            if await storm.status() == 200:
                recovered = min(recovered, seconds)
        if seconds < 60:
            assert len(storm.upstreams.requests) <= 1.2 * offered + BudgetRules().most
        storm.clock.time += 1 / rate
    assert recovered <= 65


async def test_failures_of_servers_of_others_are_none_of_the_service() -> None:
    elsewhere = Response(502, headers=[(b"X-Marquee-Available", b"true")])
    failing = gateway(*[elsewhere for _ in range(50)], Response())
    for _ in range(50):
        assert await failing.status() == 502
    assert len(failing.upstreams.requests) == 50
    assert failing.failures == []
    assert await failing.status() == 200


async def test_cancelled_request_of_a_client_that_gave_up_is_no_failure() -> None:
    cancelled = gateway(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        async with cancelled.forward(request("GET"), lambda: True):
            pass
    assert cancelled.failures == []


async def test_open_circuit_sends_nothing_and_closes_after_a_success() -> None:
    failing = gateway(*[UpstreamUnreachable() for _ in range(3)], failures=3)
    for _ in range(3):
        with pytest.raises(UpstreamUnreachable):
            await failing.status("POST")
    with pytest.raises(CircuitOpen) as rejection:
        await failing.status("POST")
    assert rejection.value.retry_after is not None
    assert len(failing.upstreams.requests) == 3

    failing.clock.time += 60
    assert await failing.status("POST") == 200
    assert await failing.status("POST") == 200


async def test_open_circuit_ends_the_retries() -> None:
    failing = gateway(UpstreamFailed(), failures=1)
    with pytest.raises(UpstreamFailed):
        await failing.status()
    assert len(failing.upstreams.requests) == 1


async def test_cancelled_request_counts_as_a_failure() -> None:
    cancelled = gateway(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await cancelled.status()
    assert cancelled.failures == [None]


async def test_requests_in_progress_are_limited_and_event_streams_are_not() -> None:
    busy = gateway(EVENTS, at_once=1)
    async with busy.forward(request("GET")) as stream:
        assert stream is EVENTS
        async with busy.forward(request("GET")):
            with pytest.raises(Overloaded):
                await busy.status()
        assert await busy.status() == 200
    assert [response.closed for response in busy.upstreams.responses] == [1, 1, 1]
