"""Vacancies are passed on in the order of arrival, and none is lost when a wait ends early."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry, Histogram

from chassis.storage.pools.vacancies import Vacancies

pytestmark = pytest.mark.unit


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def one(registry: CollectorRegistry) -> Vacancies:
    return Vacancies(1, Histogram("wait_seconds", "Waits", registry=registry))


async def test_who_waits_longest_is_next(one: Vacancies, registry: CollectorRegistry) -> None:
    served: list[int] = []

    async def use(number: int) -> None:
        await one.wait(10)
        served.append(number)
        one.give()

    assert one.take()
    assert not one.take()
    waiting = [asyncio.create_task(use(number)) for number in range(3)]
    await asyncio.sleep(0)
    assert one.waiting == 3
    one.give()
    assert not one.take(), "it is passed to who waits"
    await asyncio.gather(*waiting)

    assert served == [0, 1, 2]
    assert one.waiting == 0
    assert registry.get_sample_value("wait_seconds_count") == 3
    assert one.take()


async def test_a_wait_is_bounded(one: Vacancies) -> None:
    assert one.take()
    with pytest.raises(TimeoutError):
        await one.wait(0)
    assert one.waiting == 0
    one.give()
    assert one.take()


@pytest.mark.parametrize("is_served", [False, True], ids=["while it waits", "when it was just served"])
async def test_who_is_cancelled_takes_none(one: Vacancies, *, is_served: bool) -> None:
    assert one.take()
    task = asyncio.create_task(one.wait(10))
    await asyncio.sleep(0)
    if is_served:
        one.give()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    if not is_served:
        one.give()
    assert one.take()
    assert not one.take()
