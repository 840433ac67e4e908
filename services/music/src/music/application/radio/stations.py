"""Stations of the directory, and the favourites of users."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from chassis.core.rules.broken import BrokenRule
from music.application.radio.ports import Broadcasts, Dated, Directory
from music.application.radio.views import Country, Stations, StationSearch, StationView, Tag
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.radio.errors import StationNotFound, TooManyStations
from music.domain.radio.station import MOST_FAVOURITES, Station, StationSource, custom_id


class ReadStations:
    """The directory of radio stations, with what a user has marked in it."""

    def __init__(self, readers: Readers, directory: Directory) -> None:
        self._readers = readers
        self._directory = directory

    async def search(self, user_id: UUID, which: StationSearch) -> tuple[Dated[Stations], Sequence[StationView]]:
        """Return a part of the stations that match; raise DirectoryUnavailable."""
        dated = await self._directory.search(which)
        async with self._readers.read() as work:
            favourites = await work.radio.among(user_id, [station.id for station in dated.value.items])
        return dated, [StationView(station, station.id in favourites) for station in dated.value.items]

    async def station(self, user_id: UUID, station_id: UUID) -> StationView:
        """Return a favourite of the user, or a station of the directory; raise StationNotFound, DirectoryUnavailable.

        A favourite needs no directory.
        """
        async with self._readers.read() as work:
            favourite = await work.radio.find(user_id, station_id)
        if favourite is not None:
            return StationView(favourite, is_favourite=True)
        station = (await self._directory.station(station_id)).value
        if station is None:
            raise StationNotFound(station_id)
        return StationView(station, is_favourite=False)

    async def tags(self) -> Dated[Sequence[Tag]]:
        """Return the tags of most stations; raise DirectoryUnavailable."""
        return await self._directory.tags()

    async def countries(self) -> Dated[Sequence[Country]]:
        """Return the countries with stations; raise DirectoryUnavailable."""
        return await self._directory.countries()


class KeepStations:
    """The radio stations of a user: those of the directory, and those whose addresses the user has stated."""

    def __init__(
        self, units: Units, readers: Readers, directory: Directory, broadcasts: Broadcasts, clock: Clock
    ) -> None:
        self._units = units
        self._readers = readers
        self._directory = directory
        self._broadcasts = broadcasts
        self._clock = clock

    async def list(self, user_id: UUID, part: Slice) -> Part[Station]:
        """Return stations of a user, by name."""
        async with self._readers.read() as work:
            return await work.radio.list(user_id, part)

    async def add(self, user_id: UUID, station_id: UUID) -> Station:
        """Add a station of the directory, with what it states now.

        Raise StationNotFound, TooManyStations, DirectoryUnavailable. A station that the user has is returned as it is.
        """
        async with self._readers.read() as work:
            present = await work.radio.find(user_id, station_id)
        if present is not None:
            return present
        station = (await self._directory.station(station_id)).value
        if station is None:
            raise StationNotFound(station_id)
        # Numbers that change all the time are those of the directory only.
        kept = replace(station, votes=None, clicks=None)
        async with self._units.begin() as work:
            await self._save(work, user_id, kept)
        return kept

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that an address breaks, or null."""
        return self._broadcasts.problem(url)

    async def add_custom(self, user_id: UUID, name: str, url: str, homepage: str | None) -> Station:
        """Add a station by its address, or rename it; raise TooManyStations."""
        station = Station(
            id=custom_id(user_id, url), name=name, url=url, source=StationSource.CUSTOM, homepage=homepage
        )
        async with self._units.begin() as work:
            await self._save(work, user_id, station)
        return station

    async def remove(self, user_id: UUID, station_id: UUID) -> None:
        """Delete a station of a user; one that is not there changes nothing."""
        async with self._units.begin() as work:
            await work.radio.delete(user_id, station_id)

    async def _save(self, work: UnitOfWork, user_id: UUID, station: Station) -> None:
        await work.users.ensure(user_id)
        await work.radio.lock(user_id)
        is_new = await work.radio.find(user_id, station.id) is None
        if is_new and await work.radio.count(user_id) >= MOST_FAVOURITES:
            raise TooManyStations(MOST_FAVOURITES)
        await work.radio.save(user_id, station, self._clock.now())
