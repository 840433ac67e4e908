"""Reads the libraries of a Plex Media Server."""

import contextlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import ListedFile, Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.plex.items import (
    Section,
    container,
    files_of,
    metadata,
    part_key,
    sections,
    show_id,
    shows,
)
from sources.infrastructure.servers.addresses import query
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.content import open_content
from sources.infrastructure.servers.listing.offsets import SHORT, Offset, Slice, listed
from sources.infrastructure.servers.listing.positions import (
    AtEnd,
    InListing,
    after_changes,
    after_listing,
    feed_position,
    from_text,
    to_text,
)
from sources.infrastructure.servers.media.clock import server_time
from sources.infrastructure.servers.media.shows import Show, Shows
from sources.infrastructure.servers.reading.json_fields import Object, instant, required_text, text, whole
from sources.infrastructure.servers.reading.stated import distinct

PAGE_ITEMS: Final = 200


class PlexAdapter:
    """One server, by a token. The path of a file is the id of its item with that of its part."""

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        self._shows = Shows(self._read_shows)

    async def check(self) -> Server:
        """Read the state of the server, which needs the token."""
        state = container((await self._calls.send("/")).body)
        return Server(required_text(state, "friendlyName"), text(state, "version"))

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the files of every library with movies or shows, the oldest first."""
        position = (from_text(after) if after else None) or InListing(await self._now())
        if isinstance(position, AtEnd):
            return
        began, total = position.began, position.total
        for section in await self._sections():
            if section.key < position.section:
                continue
            begin = position.offset if section.key == position.section else Offset()
            count = await self._total(section)
            async for step in listed(_Fetch(self._calls, section, {}), _item_id, page=PAGE_ITEMS, begin=begin):
                files = await self._files(step.items)
                yield Page(
                    files,
                    to_text(InListing(began, step.offset, section.key, total)),
                    unread=SHORT if step.is_short else (),
                )
                count = count if step.total is None else step.total
            total += count
        yield Page((), after_listing(began, total))

    async def changes(self, since: str) -> AsyncIterator[Page]:
        """Yield what was updated since. When the number of items shows that some have left, the next scan lists all."""
        position = feed_position(since, self._calls.clock.now())
        began, added, total = await self._now(), 0, 0
        for section in await self._sections():
            changed = _Fetch(self._calls, section, {"updatedAt>": str(int(position.since.timestamp()))})
            async for step in listed(changed, _item_id, page=PAGE_ITEMS):
                items = [item for item in step.items if (instant(item, "updatedAt") or began) >= position.since]
                added += sum((instant(item, "addedAt") or began) >= position.since for item in items)
                yield Page(await self._files(items), since)
            total += await self._total(section)
        yield Page((), after_changes(position, began, total, added))

    @contextlib.asynccontextmanager
    async def open(self, path: str, begin: int = 0, length: int | None = None) -> AsyncIterator[Content]:
        """Open the file as it is stored; where, its item states."""
        item, _, part = path.partition("/")
        response = await self._calls.send(f"/library/metadata/{quote(item, safe='')}")
        keys = (part_key(candidate, part) for candidate in metadata(container(response.body)))
        key = next((key for key in keys if key is not None), None)
        if key is None:
            raise SourceFailed("not_found", "the server has no such file")
        async with open_content(self._calls, quote(key, safe="/%") + query({"download": 1}), begin, length) as content:
            yield content

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def _sections(self) -> Sequence[Section]:
        return sections(container((await self._calls.send("/library/sections")).body))

    async def _total(self, section: Section) -> int:
        return (await _Fetch(self._calls, section, {})(0, 0)).total or 0

    async def _now(self) -> datetime:
        """Return the time by the clock of the server, by which it notes changes."""
        return await server_time(self._calls, "/identity")

    async def _files(self, items: Sequence[Object]) -> tuple[ListedFile, ...]:
        series = await self._shows.including({show for item in items if (show := show_id(item)) is not None})
        return distinct(file for item in items for file in files_of(item, series))

    async def _read_shows(self, ids: Collection[str]) -> Mapping[str, Show]:
        keys = ",".join(quote(key, safe="") for key in ids)
        content = await self._calls.send(f"/library/metadata/{keys}" + query({"includeGuids": 1}))
        return shows(metadata(container(content.body)))


class _Fetch:
    """Reads items of a library by their numbers."""

    def __init__(self, calls: ServerCalls, section: Section, filters: dict[str, str]) -> None:
        self._calls = calls
        self._target = f"/library/sections/{section.key}/all" + query(
            {"type": section.kind, "includeGuids": 1, "sort": "addedAt:asc", **filters}
        )

    async def __call__(self, start: int, limit: int) -> Slice[Object]:
        numbers = {"x-plex-container-start": str(start), "x-plex-container-size": str(limit)}
        content = container((await self._calls.send(self._target, headers=numbers)).body)
        return Slice(metadata(content), whole(content, "totalSize"))


def _item_id(item: Object) -> str:
    return required_text(item, "ratingKey")
