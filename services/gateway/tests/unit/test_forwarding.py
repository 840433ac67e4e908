"""Forwarding: retries, the circuit breaker and event streams, with the services in memory."""

import asyncio

import pytest
from services.gateway.tests.fakes import ManualClock, Response, ScriptedUpstreams

from gateway.application.forwarding import Forward
from gateway.application.ports import UpstreamRequest
from gateway.domain.breaker import Breaker, BreakerRules
from gateway.domain.errors import CircuitOpen, GatewayError, Overloaded, UpstreamFailed, UpstreamUnreachable

pytestmark = pytest.mark.unit

EVENTS = Response(headers=[(b"Content-Type", b"text/event-stream")])


class Gateway:
    """The use case with one service, its failures and a clock."""

    def __init__(self, *script: Response | BaseException, rules: BreakerRules) -> None:
        self.upstreams = ScriptedUpstreams(list(script))
        self.clock = ManualClock()
        self.failures: list[GatewayError | None] = []
        self.forward = Forward(
            self.upstreams, {"stats": Breaker(rules)}, self.clock, lambda _, error: self.failures.append(error)
        )

    async def status(self, method: str = "GET") -> int:
        async with self.forward(request(method)) as response:
            return response.status


def request(method: str) -> UpstreamRequest:
    return UpstreamRequest("stats", method, b"/api/v1/stats/x", b"", [], b"")


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


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_write_is_never_retried(method: str) -> None:
    failing = gateway(UpstreamFailed())
    with pytest.raises(UpstreamFailed):
        await failing.status(method)
    assert len(failing.upstreams.requests) == 1


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
    assert busy.upstreams.open == 0
