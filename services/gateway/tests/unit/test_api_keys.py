"""Exchange of API keys: once per minute and key, whatever the number of requests."""

import asyncio
from collections import Counter

import pytest
from services.gateway.tests.fakes import ManualClock

from chassis.core.api_keys import with_checksum
from gateway.application.api_keys import MOST_KEYS, NEW_KEYS, ApiKeyTokens
from gateway.application.ports import ExchangedKey
from gateway.domain.errors import InvalidAccessToken, KeysUnavailable, TooManyKeys

pytestmark = pytest.mark.unit

KEY = with_checksum("a" * 40)
HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


class Exchange:
    """Counts exchanges; an entry of `failures` is raised instead of a result."""

    def __init__(self, expires_in: float = 120) -> None:
        self.keys: list[str] = []
        self.valid = {KEY}
        self.expires_in = expires_in
        self.failures: list[Exception] = []
        self.proceed = asyncio.Event()
        self.proceed.set()

    async def exchange(self, key: str) -> ExchangedKey | None:
        self.keys.append(key)
        await self.proceed.wait()
        if self.failures:
            raise self.failures.pop()
        return ExchangedKey(f"token {len(self.keys)}", self.expires_in) if key in self.valid else None


def keys_with(exchange: Exchange) -> tuple[ApiKeyTokens, ManualClock]:
    clock = ManualClock()
    return ApiKeyTokens(exchange, clock), clock


async def test_a_token_is_kept_for_a_minute() -> None:
    exchange = Exchange()
    keys, clock = keys_with(exchange)
    assert [await keys.token(KEY, HOME) for _ in range(3)] == ["token 1"] * 3
    clock.time += 59.9
    assert await keys.token(KEY, HOME) == "token 1"
    clock.time += 0.2
    assert await keys.token(KEY, HOME) == "token 2"


async def test_a_token_that_expires_soon_is_kept_for_half_of_its_life() -> None:
    exchange = Exchange(expires_in=10)
    keys, clock = keys_with(exchange)
    await keys.token(KEY, HOME)
    clock.time += 5
    assert await keys.token(KEY, HOME) == "token 2"


async def test_parallel_requests_share_one_exchange() -> None:
    exchange = Exchange()
    exchange.proceed.clear()
    keys, _ = keys_with(exchange)
    waiting = [asyncio.create_task(keys.token(KEY, HOME)) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    exchange.proceed.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == ["token 1"] * 49
    assert exchange.keys == [KEY]


async def test_an_unknown_key_is_exchanged_once_in_ten_seconds() -> None:
    exchange = Exchange()
    keys, clock = keys_with(exchange)
    unknown = with_checksum("b" * 40)
    for _ in range(3):
        with pytest.raises(InvalidAccessToken):
            await keys.token(unknown, HOME)
    assert exchange.keys == [unknown]
    clock.time += 10
    exchange.valid.add(unknown)
    assert await keys.token(unknown, HOME) == "token 2"


@pytest.mark.parametrize(
    "text", ["", "mq_", "mq_" + "a" * 46, KEY[:-1], KEY + "a", KEY.upper(), "mq_" + "é" * 46, KEY[:-1] + "!", f" {KEY}"]
)
async def test_what_cannot_be_a_key_causes_no_exchange(text: str) -> None:
    exchange = Exchange()
    with pytest.raises(InvalidAccessToken):
        await keys_with(exchange)[0].token(text, HOME)
    assert exchange.keys == []


async def test_an_outage_of_auth_is_not_remembered() -> None:
    exchange = Exchange()
    keys, _ = keys_with(exchange)
    exchange.failures = [KeysUnavailable()]
    with pytest.raises(KeysUnavailable):
        await keys.token(KEY, HOME)
    assert await keys.token(KEY, HOME) == "token 2"


async def test_the_number_of_remembered_keys_is_limited() -> None:
    exchange = Exchange()
    keys, clock = keys_with(exchange)
    first, *others = (with_checksum(f"{number:040}") for number in range(MOST_KEYS + 1))
    exchange.valid |= {first, *others}
    for key in (first, *others):
        clock.time += 0.001
        await keys.token(key, f"2001:db8:{len(exchange.keys):x}::1")
    await keys.token(others[-1], HOME)
    await keys.token(first, HOME)
    assert (exchange.keys.count(others[-1]), exchange.keys.count(first)) == (1, 2)


async def test_an_address_causes_few_exchanges_with_keys_that_are_not_known() -> None:
    exchange = Exchange()
    keys, clock = keys_with(exchange)
    guesses = [with_checksum(f"{number:040}") for number in range(300)]
    exchange.valid.add(guesses[0])
    await keys.token(guesses[0], HOME)

    results = await asyncio.gather(*(keys.token(guess, HOME) for guess in guesses[1:]), return_exceptions=True)

    outcomes = Counter(type(result) for result in results)
    assert outcomes == {InvalidAccessToken: NEW_KEYS.quota - 1, TooManyKeys: len(results) - NEW_KEYS.quota + 1}
    assert len(exchange.keys) == NEW_KEYS.quota
    assert {result.retry_after for result in results if isinstance(result, TooManyKeys)} == {1}
    clock.time += 0.5
    assert await keys.token(KEY, ELSEWHERE)
    with pytest.raises(TooManyKeys):
        await keys.token(guesses[-1], HOME)
    clock.time += 0.6
    with pytest.raises(InvalidAccessToken):
        await keys.token(guesses[-1], HOME)


async def test_a_key_that_was_valid_is_exchanged_whatever_else_its_address_sends() -> None:
    exchange = Exchange()
    keys, clock = keys_with(exchange)
    await keys.token(KEY, HOME)
    for number in range(MOST_KEYS + NEW_KEYS.quota):
        with pytest.raises((InvalidAccessToken, TooManyKeys)):
            await keys.token(with_checksum(f"{number:040}"), HOME)
    clock.time += 61

    for number in range(NEW_KEYS.quota + 5):
        with pytest.raises((InvalidAccessToken, TooManyKeys)):
            await keys.token(with_checksum(f"{number:040}"), HOME)
    assert (await keys.token(KEY, HOME)).startswith("token")
