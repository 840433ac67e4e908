"""Deadlines of a connection: one timer serves every phase of every request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from chassis.http.server.protocol import DeadlineProtocol, protocol_with

pytestmark = pytest.mark.unit


@dataclass
class Timer:
    """A timer of the clock."""

    when: float
    callback: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Clock:
    """An event loop whose time a test moves."""

    now: float = 0.0
    timers: list[Timer] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        self.timers.append(Timer(when, callback))
        return self.timers[-1]

    def advance(self, seconds: float) -> None:
        """Move the time and run the timers that are due."""
        self.now += seconds
        for timer in list(self.timers):
            if timer.when <= self.now and not timer.cancelled:
                timer.cancelled = True
                timer.callback()


@dataclass
class Transport:
    """A connection that remembers whether it was closed."""

    closed: bool = False

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, name: str, default: object = None) -> Any:
        return default


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def connection(clock: Clock, transport: Transport) -> DeadlineProtocol:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("no request is complete")

    kind = protocol_with(head_seconds=5, body_seconds=10)
    protocol = kind(Config(application, log_config=None), ServerState(), {}, cast(asyncio.AbstractEventLoop, clock))
    protocol.connection_made(cast(asyncio.Transport, transport))
    return protocol


def test_one_timer_serves_many_requests(connection: DeadlineProtocol, clock: Clock, transport: Transport) -> None:
    for _ in range(1000):
        for phase in ("head", "body", "idle"):
            connection._enter(phase)
        clock.advance(0.01)
    assert len(clock.timers) <= 3
    assert not transport.closed


def test_head_ends_at_its_deadline(connection: DeadlineProtocol, clock: Clock, transport: Transport) -> None:
    clock.advance(3)
    connection._enter("head")
    clock.advance(4.9)
    assert not transport.closed
    clock.advance(0.2)
    assert transport.closed


def test_shorter_deadline_after_a_longer_one_is_kept(
    connection: DeadlineProtocol, clock: Clock, transport: Transport
) -> None:
    clock.advance(3)
    connection._enter("body")
    clock.advance(3)
    connection._enter("idle")
    connection._enter("head")
    clock.advance(4.9)
    assert not transport.closed
    clock.advance(0.2)
    assert transport.closed


def test_idle_connection_has_no_deadline_and_no_timer(
    connection: DeadlineProtocol, clock: Clock, transport: Transport
) -> None:
    connection._enter("idle")
    clock.advance(60)
    assert all(timer.cancelled for timer in clock.timers)
    assert not transport.closed
