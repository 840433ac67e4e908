"""Reads the library of a Jellyfin or Emby server."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final
from urllib.parse import quote

from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import ListedFile, Page
from sources.infrastructure.kinds.media_browser.items import files_of, part_count, show_id, shows
from sources.infrastructure.servers.addresses import query
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.content import open_content
from sources.infrastructure.servers.listing.offsets import SHORT, Slice, listed
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
from sources.infrastructure.servers.reading.json_fields import (
    Object,
    document,
    instant,
    objects,
    required_text,
    text,
    whole,
)
from sources.infrastructure.servers.reading.stated import distinct

PAGE_ITEMS: Final = 200
_FIELDS: Final = "Path,ProviderIds,MediaSources,MediaStreams,DateCreated,ProductionYear,PartCount"
_LIBRARY: Final = {
    "Recursive": "true",
    "IncludeItemTypes": "Movie,Episode,Video",
    "Fields": _FIELDS,
    "SortBy": "DateCreated,SortName",
    "SortOrder": "Ascending",
    "EnableUserData": "false",
    "EnableImages": "false",
    "EnableTotalRecordCount": "true",
}


class MediaBrowserAdapter:
    """One server, by an API key.

    The path of a file is the id of its item, with that of its version unless it is the main one.
    """

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        self._shows = Shows(self._read_shows)

    async def check(self) -> Server:
        """Read what only the holder of a key may."""
        response = await self._calls.send("/System/Info")
        state = document(response.body, "the state of the server")
        return Server(required_text(state, "ServerName"), text(state, "Version"))

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the files of movies, episodes and other videos, the oldest first."""
        position = (from_text(after) if after else None) or InListing(await self._now())
        if isinstance(position, AtEnd):
            return
        began, total = position.began, await self._total()
        async for step in listed(self._items({}), _item_id, page=PAGE_ITEMS, begin=position.offset):
            files = await self._files(step.items)
            yield Page(files, to_text(InListing(began, step.offset)), unread=SHORT if step.is_short else ())
            total = total if step.total is None else step.total
        yield Page((), after_listing(began, total))

    async def changes(self, since: str) -> AsyncIterator[Page]:
        """Yield what was saved since. When the number of items shows that some have left, the next scan lists all."""
        position = feed_position(since, self._calls.clock.now())
        began, added = await self._now(), 0
        changed = self._items({"MinDateLastSaved": f"{position.since:%Y-%m-%dT%H:%M:%S}Z"})
        async for step in listed(changed, _item_id, page=PAGE_ITEMS):
            added += sum((instant(item, "DateCreated") or began) >= position.since for item in step.items)
            yield Page(await self._files(step.items), since)
        total = await self._total()
        yield Page((), after_changes(position, began, total, added))

    def open(self, path: str, begin: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Content]:
        """Open the file as it is stored."""
        item, _, version = path.partition("/")
        target = f"/Items/{quote(item, safe='')}/Download"
        if version:
            target = f"/Videos/{quote(item, safe='')}/stream" + query({"Static": "true", "MediaSourceId": version})
        return open_content(self._calls, target, begin, length)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    def _items(self, filters: dict[str, str]) -> "_Fetch":
        return _Fetch(self._calls, filters)

    async def _total(self) -> int:
        return (await self._items({})(0, 0)).total or 0

    async def _now(self) -> datetime:
        """Return the time by the clock of the server, by which it notes changes."""
        return await server_time(self._calls, "/System/Info/Public")

    async def _files(self, items: Sequence[Object]) -> tuple[ListedFile, ...]:
        every = [*items]
        for item in items:
            if part_count(item) > 1:
                every += await self._parts(item)
        series = await self._shows.including({show for item in every if (show := show_id(item)) is not None})
        return distinct(file for item in every for file in files_of(item, series))

    async def _parts(self, item: Object) -> list[Object]:
        """Return the further parts of an item, which state what the item does."""
        target = f"/Videos/{quote(_item_id(item), safe='')}/AdditionalParts" + query({"Fields": _FIELDS})
        response = await self._calls.send(target)
        shared = {name: item[name] for name in _SHARED_BY_PARTS if name in item}
        return [{**part, **shared} for part in objects(document(response.body, "parts"), "Items", required=True)]

    async def _read_shows(self, ids: Collection[str]) -> Mapping[str, Show]:
        target = "/Items" + query({"Ids": ",".join(ids), "Fields": "ProviderIds,ProductionYear"})
        response = await self._calls.send(target)
        return shows(objects(document(response.body, "shows"), "Items", required=True))


_SHARED_BY_PARTS: Final = (
    "Type",
    "Name",
    "ProviderIds",
    "ProductionYear",
    "SeriesId",
    "SeriesName",
    "IndexNumber",
    "IndexNumberEnd",
    "DateCreated",
    "ParentIndexNumber",
)


class _Fetch:
    """Reads items by their numbers."""

    def __init__(self, calls: ServerCalls, filters: dict[str, str]) -> None:
        self._calls = calls
        self._filters = filters

    async def __call__(self, start: int, limit: int) -> Slice[Object]:
        numbers = {"StartIndex": str(start), "Limit": str(limit)}
        response = await self._calls.send("/Items" + query({**_LIBRARY, **self._filters, **numbers}))
        content = document(response.body, "items")
        return Slice(objects(content, "Items", required=True), whole(content, "TotalRecordCount"))


def _item_id(item: Object) -> str:
    return required_text(item, "Id")
