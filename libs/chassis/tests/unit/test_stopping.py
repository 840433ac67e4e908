"""What a process calls once when it begins to stop, and the shorter deadline of clients that do not read."""

import asyncio
from typing import Any, cast

import pytest

from chassis.http.server import write_deadline
from chassis.http.server.write_deadline import WriteDeadline
from chassis.runtime.stopping import Stopping

pytestmark = pytest.mark.unit


class Transport:
    """A connection that can only be aborted."""

    def __init__(self) -> None:
        self.aborted = asyncio.Event()

    def abort(self) -> None:
        self.aborted.set()


def test_everything_is_called_once_although_one_call_fails(caplog: pytest.LogCaptureFixture) -> None:
    stopping, calls = Stopping(), list[str]()
    stopping.add(lambda: calls.append("first"))
    stopping.add(lambda: 1 / 0)
    stopping.add(lambda: calls.append("second"))
    assert calls == []
    stopping.begin()
    stopping.begin()
    assert calls == ["first", "second"]
    assert [record.message for record in caplog.records] == ["cannot prepare the end of the process"]


async def test_client_that_does_not_read_has_less_time_while_the_server_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_deadline, "STOPPING_SECONDS", 0.01)
    before, after = Transport(), Transport()
    deadline = WriteDeadline(asyncio.get_running_loop())
    deadline.start(cast("Any", before))
    deadline.shorten()
    await asyncio.wait_for(before.aborted.wait(), 30)
    deadline.cancel()
    deadline.start(cast("Any", after))
    await asyncio.wait_for(after.aborted.wait(), 30)


async def test_client_that_reads_again_is_not_aborted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_deadline, "STOPPING_SECONDS", 0.01)
    reading, other = Transport(), Transport()
    deadline, later = (WriteDeadline(asyncio.get_running_loop()) for _ in range(2))
    deadline.start(cast("Any", reading))
    deadline.cancel()
    deadline.shorten()
    later.shorten()
    later.start(cast("Any", other))
    await asyncio.wait_for(other.aborted.wait(), 30)
    assert not reading.aborted.is_set()
