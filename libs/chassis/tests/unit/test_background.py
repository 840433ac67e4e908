"""Background tasks: started again after a crash, with pauses, and stopped in order."""

import asyncio
import logging

import pytest

from chassis.core.backoff import backoff
from chassis.runtime import background as background_module
from chassis.runtime import periodic
from chassis.runtime.background import Tasks, repeat, wait_for
from chassis.runtime.periodic import PeriodicTask

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("attempt", "bound"), [(0, 0.2), (1, 0.4), (2, 0.8), (5, 6.4), (7, 25.6), (8, 30.0), (10_000, 30.0)]
)
def test_backoff_stays_below_a_bound_that_doubles(attempt: int, bound: float) -> None:
    pauses = [backoff(attempt) for _ in range(400)]
    assert 0 <= min(pauses) < 0.1 * bound, "full jitter reaches down to nothing"
    assert 0.9 * bound < max(pauses) <= bound


def test_backoff_takes_its_own_base_and_cap() -> None:
    assert max(backoff(3, base=1.0, cap=5.0) for _ in range(400)) <= 5.0


class Worker:
    """Works until stopped; notes in a shared diary what happens to it."""

    def __init__(self, name: str, diary: list[str], *, crashes: int = 0, stop_takes: float = 0.0) -> None:
        self.name = name
        self.runs = 0
        self._diary = diary
        self._crashes = crashes
        self._stop_takes = stop_takes
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        self.runs += 1
        if self.runs <= self._crashes:
            raise RuntimeError(f"crash {self.runs}")
        self._diary.append(f"{self.name} runs")
        try:
            await self._stopping.wait()
            await asyncio.sleep(self._stop_takes)
        except asyncio.CancelledError:
            self._diary.append(f"{self.name} cancelled")
            raise
        self._diary.append(f"{self.name} done")

    async def stop(self) -> None:
        self._diary.append(f"{self.name} stopping")
        self._stopping.set()


async def test_the_first_to_start_is_the_last_to_stop() -> None:
    diary: list[str] = []
    tasks = Tasks([Worker("relay", diary), Worker("consumer", diary, stop_takes=0.05)])
    tasks.start()
    await asyncio.sleep(0)
    await tasks.stop(5)
    assert diary == [
        "relay runs",
        "consumer runs",
        "consumer stopping",
        "consumer done",
        "relay stopping",
        "relay done",
    ]


async def test_a_crash_starts_it_again_and_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background_module, "backoff", lambda attempt: 0.001 * attempt)
    diary: list[str] = []
    shaky, steady = Worker("shaky", diary, crashes=3), Worker("steady", diary)
    tasks = Tasks([shaky, steady])
    tasks.start()
    await asyncio.sleep(0.1)
    await tasks.stop(5)
    assert (shaky.runs, steady.runs) == (4, 1)
    assert [record.getMessage() for record in caplog.records] == ["background task crashed"] * 3


async def test_a_task_that_does_not_finish_is_cancelled_and_the_next_still_stops(
    caplog: pytest.LogCaptureFixture,
) -> None:
    diary: list[str] = []
    tasks = Tasks([Worker("relay", diary), Worker("consumer", diary, stop_takes=60)])
    tasks.start()
    await asyncio.sleep(0)
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(30):
            await tasks.stop(0.05)
    assert diary[2:] == ["consumer stopping", "consumer cancelled", "relay stopping", "relay done"]
    assert "background task cancelled" in caplog.text


async def test_a_stop_that_raises_does_not_keep_the_others_running() -> None:
    class Rude(Worker):
        async def stop(self) -> None:
            raise RuntimeError("no")

    diary: list[str] = []
    tasks = Tasks([Worker("relay", diary), Rude("rude", diary)])
    tasks.start()
    await asyncio.sleep(0)
    await tasks.stop(0.05)
    assert diary[2:] == ["rude cancelled", "relay stopping", "relay done"]


async def test_stopping_does_not_wait_for_the_pause_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_module, "backoff", lambda attempt: 60.0)
    tasks = Tasks([Worker("broken", [], crashes=1000)])
    tasks.start()
    await asyncio.sleep(0.01)
    async with asyncio.timeout(30):
        await tasks.stop(50)


async def test_waiting_ends_with_the_event_or_with_the_time() -> None:
    event = asyncio.Event()
    assert await wait_for(event, 0.01) is False
    event.set()
    assert await wait_for(event, 60) is True


async def test_a_periodic_task_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = asyncio.Queue[None]()

    async def chore() -> None:
        runs.put_nowait(None)
        raise RuntimeError("no")

    monkeypatch.setattr(periodic, "backoff", lambda _: 0.0)
    housekeeping = PeriodicTask(chore, seconds=0.01, first_seconds=0)
    running = asyncio.create_task(housekeeping.run())
    async with asyncio.timeout(30):
        for _ in range(3):
            await runs.get()
        await housekeeping.stop()
        await running


async def test_work_is_repeated_until_the_event_and_its_failure_is_raised() -> None:
    stopping, runs = asyncio.Event(), 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            stopping.set()

    async with asyncio.timeout(30):
        await repeat(work, until=stopping, pause=lambda: 0.0)
    assert runs == 3

    async def fail() -> None:
        raise ConnectionError("no server")

    with pytest.raises(ConnectionError):
        await repeat(fail, until=asyncio.Event(), pause=lambda: 0.0)


async def test_stopping_does_not_wait_for_the_pause_between_two_runs() -> None:
    runs = asyncio.Queue[None]()
    task = PeriodicTask(lambda: runs.put(None), name="movements", seconds=3600, first_seconds=0)
    running = asyncio.create_task(task.run())
    async with asyncio.timeout(30):
        await runs.get()
        await task.stop()
        await running


async def test_the_first_chore_comes_soon_after_the_start() -> None:
    done = asyncio.Event()

    async def chore() -> None:
        done.set()

    housekeeping = PeriodicTask(chore, first_seconds=0.01)
    running = asyncio.create_task(housekeeping.run())
    await asyncio.wait_for(done.wait(), 30)
    await housekeeping.stop()
    await asyncio.wait_for(running, 30)


async def test_stopping_cancels_the_chore_under_way() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def chore() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    housekeeping = PeriodicTask(chore, first_seconds=0)
    running = asyncio.create_task(housekeeping.run())
    await begun.wait()
    await housekeeping.stop()
    await asyncio.wait_for(running, 30)
    assert cancelled.is_set()
