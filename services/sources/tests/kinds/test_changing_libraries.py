"""A library that changes while it is listed: what stays is listed, and a server that repeats itself is noticed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from services.sources.tests.kinds.connections import MEDIA_SERVERS, Connection, write
from services.sources.tests.servers.media_browser import MediaBrowserServer
from services.sources.tests.servers.s3 import S3Server

from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.servers.listing.offsets import Offset, Slice, listed

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("small_pages")]


async def names(connection: Connection, between: Callable[[int], None]) -> list[str]:
    """Return the listed names; `between` is called after each page with its number."""
    every = []
    async with connection.adapter() as adapter:
        number = 0
        async for page in adapter.files(None):
            every += [file.name for file in page.files]
            number += 1
            between(number)
            if connection.folders:
                await asyncio.to_thread(write, connection.library, connection.folders[0] / "media")
    return every


async def test_removing_a_listed_file_hides_no_other(connection: Connection) -> None:
    titles = connection.library.titles
    first = sorted(titles, key=lambda key: titles[key].created_at)[:3]

    def remove(number: int) -> None:
        if number <= 3:
            titles.pop(first[number - 1], None)

    every = await names(connection, remove)
    assert missing(connection, every) == []


async def test_adding_files_hides_no_other(connection: Connection) -> None:
    before = set(connection.library.files)

    def add(number: int) -> None:
        if number <= 3:
            # The oldest, which sorts before everything that was listed.
            connection.library.add_movie(40 + number, at=datetime(2020, 1, number, tzinfo=UTC))

    every = await names(connection, add)
    assert [path for path in missing(connection, every) if path in before] == []


async def test_a_folder_that_disappears_ends_no_listing(connection: Connection) -> None:
    def remove(number: int) -> None:
        if number == 1:
            for key in [key for key, title in connection.library.titles.items() if title.show == "w3"]:
                del connection.library.titles[key]

    every = await names(connection, remove)
    assert missing(connection, every) == []


def missing(connection: Connection, every: list[str]) -> list[str]:
    ends = {"/".join(name.split("/")[-3:]) for name in every}
    return [path for path in connection.library.files if "/".join(path.split("/")[-3:]) not in ends]


@pytest.mark.parametrize("kind", ["jellyfin"])
async def test_a_server_that_ignores_offsets_is_noticed(connection: Connection) -> None:
    assert isinstance(connection.server, MediaBrowserServer)
    connection.server.ignores_offsets = True
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as failed:
            async for _ in adapter.files(None):
                pass
    assert failed.value.code == "invalid_response"
    assert len(connection.server.requests) < 40


@pytest.mark.parametrize("kind", ["s3"])
async def test_a_storage_that_repeats_keys_is_noticed(connection: Connection) -> None:
    assert isinstance(connection.server, S3Server)
    connection.server.repeats = True
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as failed:
            async for _ in adapter.files(None):
                pass
    assert failed.value.code == "invalid_response"
    assert len(connection.server.requests) == 2


@pytest.mark.parametrize("kind", MEDIA_SERVERS)
async def test_a_library_that_never_ends_is_ended(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.infrastructure.servers.listing.offsets.MOST_FILES", 20)
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as failed:
            async for _ in adapter.files(None):
                pass
    assert failed.value.code == "too_large"


def fetcher(items: list[str], *, churns: bool = False) -> Callable[[int, int], Awaitable[Slice[str]]]:
    """Return items by their numbers; with `churns` others at each call."""
    calls = 0

    async def fetch(start: int, limit: int) -> Slice[str]:
        nonlocal calls
        calls += 1
        named = [f"{item}-{calls}" for item in items] if churns else items
        return Slice(named[start : start + limit], len(items))

    return fetch


async def read(fetch: Callable[[int, int], Awaitable[Slice[str]]], begin: Offset = Offset()) -> list[str]:
    return [item async for step in listed(fetch, str, page=3, begin=begin) for item in step.items]


async def test_offsets() -> None:
    items = list("abcdefgh")
    assert await read(fetcher(items)) == items
    assert await read(fetcher(items), Offset(3, "c")) == items[3:]
    assert await read(fetcher(items), Offset(8, "h")) == []
    assert await read(fetcher([])) == []
    # Two items before have left: the listing goes back by a page.
    assert await read(fetcher(items[2:]), Offset(5, "e")) == items[5:]
    # An item was put before.
    assert await read(fetcher(["new", *items]), Offset(3, "c")) == items[3:]
    # The last item itself has left: everything is listed again.
    assert await read(fetcher(["a", "b", "d", "e"]), Offset(3, "c")) == ["a", "b", "d", "e"]


async def test_a_list_that_never_stands_still_fails() -> None:
    with pytest.raises(SourceFailed) as failed:
        await read(fetcher(list("abcdefgh"), churns=True))
    assert failed.value.code == "invalid_response"


async def test_a_list_that_is_shorter_than_stated_is_incomplete() -> None:
    async def fetch(start: int, limit: int) -> Slice[str]:
        return Slice(list("abcde")[start : start + limit], 7)

    steps = [step async for step in listed(fetch, str, page=3)]
    assert [item for step in steps for item in step.items] == list("abcde")
    assert [step.is_short for step in steps] == [False] * (len(steps) - 1) + [True]
