"""The directory of radio stations of radio-browser.info."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chassis.core.clock import Clock
from music.application.radio.ports import Dated
from music.application.radio.views import Country, StationOrder, Stations, StationSearch, Tag
from music.domain.radio.errors import DirectoryUnavailable
from music.domain.radio.station import Station
from music.infrastructure.radio.cache import DirectoryCache
from music.infrastructure.radio.entries import countries_of, station_of, tags_of
from music.infrastructure.radio.mirrors import Mirrors

logger = logging.getLogger(__name__)

MOST_TAGS: Final = 500
LISTS_FRESH: Final = timedelta(hours=6)
"""How long tags and countries are used."""
MOST_COUNTED: Final = 20
"""Stations that are reported to the directory at the same time; more are not counted."""
COUNT_AGAIN: Final = timedelta(hours=1)
_MOST_REMEMBERED: Final = 1000
_ORDERS: Final = {
    StationOrder.NAME: ("name", "false"),
    StationOrder.VOTES: ("votes", "true"),
    StationOrder.CLICKS: ("clickcount", "true"),
    StationOrder.BIT_RATE: ("bitrate", "true"),
    StationOrder.RANDOM: ("random", "false"),
}


class RadioBrowser:
    """Reads stations, tags and countries, and keeps what it has read for a short time."""

    def __init__(self, mirrors: Mirrors, clock: Clock) -> None:
        self._mirrors = mirrors
        self._cache = DirectoryCache(clock)
        self._clock = clock
        self._counting: set[asyncio.Task[None]] = set()
        self._counted: dict[UUID, datetime] = {}

    async def search(self, which: StationSearch) -> Dated[Stations]:
        """Search the stations that were heard when the directory checked them last."""

        async def request() -> Stations:
            stated = _list(await self._mirrors.get("/json/stations/search", _query(which)))
            stations = (station_of(entry) for entry in stated[: which.limit])
            return Stations([station for station in stations if station is not None], len(stated) > which.limit)

        if which.order is StationOrder.RANDOM:
            stations = await request()
            return Dated(replace(stations, has_more=False), self._clock.now())
        return await self._cache.get(which, request)

    async def station(self, station_id: UUID) -> Dated[Station | None]:
        """Read a station by its id."""

        async def request() -> Station | None:
            stated = _list(await self._mirrors.get(f"/json/stations/byuuid/{station_id}"))
            station = station_of(stated[0]) if stated else None
            return station if station is not None and station.id == station_id else None

        return await self._cache.get(station_id, request)

    async def tags(self) -> Dated[Sequence[Tag]]:
        """Read the tags of most stations."""

        async def request() -> Sequence[Tag]:
            query: dict[str, str | int] = {
                "order": "stationcount",
                "reverse": "true",
                "hidebroken": "true",
                "limit": MOST_TAGS,
            }
            return tags_of(_list(await self._mirrors.get("/json/tags", query))[:MOST_TAGS])

        return await self._cache.get("tags", request, fresh=LISTS_FRESH)

    async def countries(self) -> Dated[Sequence[Country]]:
        """Read the countries, by name."""

        async def request() -> Sequence[Country]:
            query = {"order": "name", "hidebroken": "true"}
            return countries_of(_list(await self._mirrors.get("/json/countries", query))[:MOST_TAGS])

        return await self._cache.get("countries", request, fresh=LISTS_FRESH)

    def played(self, station_id: UUID) -> None:
        """Count a station as heard, once in an hour: the directory counts one listener per address and day."""
        now = self._clock.now()
        last = self._counted.get(station_id)
        if len(self._counting) >= MOST_COUNTED or (last is not None and now - last < COUNT_AGAIN):
            return
        if len(self._counted) >= _MOST_REMEMBERED:
            self._counted.clear()
        self._counted[station_id] = now
        task = asyncio.create_task(self._count(station_id), name="radio count")
        self._counting.add(task)
        task.add_done_callback(self._counting.discard)

    async def close(self) -> None:
        """Close every connection."""
        tasks = list(self._counting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._cache.close()
        await self._mirrors.aclose()

    async def _count(self, station_id: UUID) -> None:
        try:
            await self._mirrors.get(f"/json/url/{station_id}")
        except DirectoryUnavailable:
            logger.info("the directory has not counted a station")


def _query(which: StationSearch) -> dict[str, str | int]:
    order, reverse = _ORDERS[which.order]
    stated: dict[str, str | int | None] = {
        "name": which.name,
        "countrycode": which.country_code,
        "tag": which.tag,
        "tagExact": None if which.tag is None else "true",
        "language": which.language,
        "codec": which.codec,
        "bitrateMin": which.bit_rate_min,
        "bitrateMax": which.bit_rate_max,
        "order": order,
        "reverse": reverse,
        "hidebroken": "true",
        "offset": which.offset,
        # One more than requested says whether another page follows.
        "limit": which.limit + 1,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _list(stated: Any) -> list[Any]:
    if not isinstance(stated, list):
        raise DirectoryUnavailable
    return stated
