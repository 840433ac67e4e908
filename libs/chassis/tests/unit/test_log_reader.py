"""A log is read again after each failure of Kafka, until the reader is stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
from aiokafka.errors import KafkaConnectionError

from chassis.messaging import log_reader
from chassis.messaging.log_reader import PositionLost, read_again
from chassis.messaging.replay import ReplayRefused

pytestmark = pytest.mark.unit

logger = logging.getLogger(__name__)


def reading(outcomes: list[Exception | None], stopping: asyncio.Event) -> Callable[[], Awaitable[None]]:
    """Return a function that has one outcome after another, and stops the reader with the last one."""

    async def read() -> None:
        outcome = outcomes.pop(0)
        if not outcomes:
            stopping.set()
        if outcome is not None:
            raise outcome

    return read


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the attempts before which the reader waits; the pauses have no length."""
    attempts: list[int] = []

    def backoff(attempt: int, *, cap: float) -> float:
        attempts.append(attempt)
        return 0.0

    monkeypatch.setattr(log_reader, "backoff", backoff)
    return attempts


async def test_failures_are_logged_and_the_pause_grows_until_a_read_succeeds(
    pauses: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    stopping = asyncio.Event()
    failures = [KafkaConnectionError("down"), OSError("no route"), PositionLost("expired"), ReplayRefused("no topic")]
    outcomes: list[Exception | None] = [*failures, None, KafkaConnectionError("down again")]

    await read_again(reading(outcomes, stopping), until=stopping, log=logger, warning="cannot read it")

    assert outcomes == []
    assert pauses == [0, 1, 2, 3, 0, 1]
    assert {(record.name, record.message) for record in caplog.records} == {(__name__, "cannot read it")}
    reasons = [vars(record)["reason"] for record in caplog.records]
    assert reasons == [repr(failure) for failure in [*failures, KafkaConnectionError("down again")]]


async def test_nothing_is_read_after_the_stop() -> None:
    stopping = asyncio.Event()
    stopping.set()
    await read_again(reading([], stopping), until=stopping, log=logger, warning="cannot read it")


async def test_a_failure_of_the_program_is_raised(pauses: list[int]) -> None:
    stopping = asyncio.Event()
    with pytest.raises(ZeroDivisionError):
        await read_again(reading([ZeroDivisionError(), None], stopping), until=stopping, log=logger, warning="it")
    assert pauses == []
