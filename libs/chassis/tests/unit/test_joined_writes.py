"""The head and the body of a response leave together, and nothing waits longer than a turn of the event loop."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from chassis.http.server.joined_writes import JoinedWrites

pytestmark = pytest.mark.unit


class Recorder(asyncio.Transport):
    """A transport that records its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Any] = []
        self.is_gone = False

    def is_closing(self) -> bool:
        return self.is_gone

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.calls.append(tuple(list_of_data))

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def joined(recorder: Recorder) -> JoinedWrites:
    return JoinedWrites(recorder, asyncio.get_running_loop())


async def test_two_writes_are_one(recorder: Recorder) -> None:
    transport = joined(recorder)
    for number in (b"1", b"2"):
        transport.write(b"head" + number)
        transport.write(b"body" + number)
    await asyncio.sleep(0)
    assert recorder.calls == [(b"head1", b"body1"), (b"head2", b"body2")]


async def test_head_without_a_body_is_sent_in_the_next_turn(recorder: Recorder) -> None:
    transport = joined(recorder)
    for data in (b"head", b"late"):
        transport.write(data)
        assert recorder.calls.count(data) == 0
        await asyncio.sleep(0)
    assert recorder.calls == [b"head", b"late"]


async def test_order_is_kept(recorder: Recorder) -> None:
    transport = joined(recorder)
    transport.write(b"1")
    transport.writelines([b"2", b"3"])
    transport.write(b"4")
    await asyncio.sleep(0)
    assert recorder.calls == [b"1", (b"2", b"3"), b"4"]


async def test_close_sends_what_is_held(recorder: Recorder) -> None:
    transport = joined(recorder)
    transport.write(b"head")
    transport.close()
    await asyncio.sleep(0)
    assert recorder.calls == [b"head", "close"]


async def test_abort_sends_nothing(recorder: Recorder) -> None:
    transport = joined(recorder)
    transport.write(b"head")
    transport.abort()
    await asyncio.sleep(0)
    assert recorder.calls == ["abort"]


@pytest.mark.parametrize("data", [(b"head",), (b"head", b"body")])
async def test_nothing_is_written_to_a_client_that_has_gone(recorder: Recorder, data: tuple[bytes, ...]) -> None:
    transport = joined(recorder)
    transport.write(b"early")
    recorder.is_gone = True
    for part in data:
        transport.write(part)
    await asyncio.sleep(0)
    transport.close()
    assert recorder.calls == ["close"]
