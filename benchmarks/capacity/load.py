"""What is measured: titles that are imported, users with plays and ratings, reads and writes through the gateway."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx2
from measure import idle
from processors import difference, spent
from readmodels import until_idle
from stack import RunningStack

from contracts.identity import media_id
from devstack.demo.document import Library
from devstack.gateway_client import GatewayClient
from provider_simulator.titles.facts import Title

_PASSWORD: Final = "correct horse battery staple 9"
_TIMEOUT_SECONDS: Final = 300.0
_NUMBERS = count(1)
READERS: Final = ("gateway", "catalog", "postgres")
"""The processes that a read of a title passes."""


async def users(stack: RunningStack, number: int, titles: list[Title], plays: int) -> None:
    """Add users, each with so many plays and a rating for every second of them."""
    for _ in range(number):
        await asyncio.to_thread(_user, stack, next(_NUMBERS), titles, plays)
    await until_idle(stack, _TIMEOUT_SECONDS)


def _user(stack: RunningStack, number: int, titles: list[Title], plays: int) -> None:
    library = Library(datetime.now(UTC))
    for place in range(plays):
        title = titles[(number * 7 + place) % len(titles)]
        at = datetime.now(UTC) - timedelta(days=1 + place * 3, minutes=number)
        library.play(title, at)
        if place % 2:
            library.mark(title, "rating", 10 * (1 + place % 10), at)
    with _client(stack, number) as client:
        client.register(f"capacity_{number}")
        identifier = client.upload("/me/imports?name=capacity.json", library.content())["id"]
        _ended(client, identifier)


def _client(stack: RunningStack, number: int) -> GatewayClient:
    return GatewayClient(stack.plan.url("gateway"), _PASSWORD, email=_email(number))


def _email(number: int) -> str:
    return f"capacity{number}@marquee.example"


def _ended(client: GatewayClient, identifier: str) -> None:
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while (state := client.get(f"/me/imports/{identifier}")["state"]) != "committed":
        if state == "ready":
            client.post(f"/me/imports/{identifier}/commit", {})
        if state in {"failed", "expired"} or time.monotonic() > deadline:
            raise RuntimeError(f"the import of a library is {state}")
        time.sleep(0.2)


async def processor_ms(stack: RunningStack, titles: list[Title], requests: int) -> tuple[float, float, float]:
    """Return the milliseconds of processor time of a cached read, of a read with a token, and of a write.

    Of reads the gateway, catalog and Postgres are counted; of a write all processes, without what an idle stack takes
    in the same time.
    """
    identifiers = [str(media_id(title.kind, title.ids.tmdb)) for title in titles]
    async with httpx2.AsyncClient(base_url=f"{stack.plan.url('gateway')}/api/v1", trust_env=False) as api:
        account = {"email": _email(1), "password": _PASSWORD}
        signed_in = (await api.post("/auth/login", json=account)).raise_for_status().json()["data"]
        signed = {"authorization": f"Bearer {signed_in['accessToken']}"}
        listed = (await api.get("/catalog/movies/trending?limit=1")).raise_for_status().json()["data"]
        slug = listed[0]["slug"]

        async def cached(_: int) -> Any:
            return await api.get(f"/catalog/movies/{slug}")

        async def read(_: int) -> Any:
            return await api.get(f"/catalog/movies/{slug}", headers=signed)

        async def write(place: int) -> Any:
            body = {"state": "planned" if place % 2 else "watching"}
            target = identifiers[place % len(identifiers)]
            return await api.patch(f"/user-media/{target}", json=body, headers=signed)

        return (
            await _read_ms(stack, cached, requests),
            await _read_ms(stack, read, requests),
            await _write_ms(stack, write, requests // 8),
        )


async def _read_ms(stack: RunningStack, send: Any, requests: int) -> float:
    (await send(0)).raise_for_status()
    pids = {name: pid for name, pid in stack.pids().items() if name in READERS}
    before = spent(pids)
    for place in range(requests):
        (await send(place)).raise_for_status()
    return sum(difference(before, spent(pids)).values()) * 1000 / requests


async def _write_ms(stack: RunningStack, send: Any, requests: int) -> float:
    (await send(0)).raise_for_status()
    await until_idle(stack, _TIMEOUT_SECONDS)
    at_rest = sum((await idle(stack)).cpu.values())
    pids = stack.pids()
    before, begun = spent(pids), time.perf_counter()
    for place in range(requests):
        (await send(place)).raise_for_status()
    await until_idle(stack, _TIMEOUT_SECONDS)
    seconds = sum(difference(before, spent(pids)).values()) - at_rest * (time.perf_counter() - begun)
    return seconds * 1000 / requests
