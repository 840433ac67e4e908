"""Bodies of the radio."""

from datetime import datetime
from typing import Annotated, Final, Self, TypeVar
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.http.schemas import Page, PageMeta, RequestModel, ResponseModel
from music.application.radio.ports import Dated
from music.application.radio.views import Country, StationView, Tag, TitleChange
from music.domain.radio.station import Station, StationSource

T = TypeVar("T")

STATION: Final = "9617a958-0601-11e8-ae97-52543be04c81"
_AT = "2026-11-30T12:00:00Z"
Url = Annotated[str, StringConstraints(min_length=8, max_length=2048)]


class CustomStationRequest(RequestModel):
    """A radio station that the directory does not have."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="What the user calls it", examples=["Radio of the harbour"]
    )
    url: Url = Field(
        description="Address of its stream or of its playlist (M3U, PLS): http or https, at a public address",
        examples=["https://radio.example.org/harbour.mp3"],
    )
    homepage: Url | None = Field(default=None, description="Its page", examples=["https://radio.example.org"])


class FavouriteResponse(ResponseModel):
    """A radio station of the user."""

    id: UUID = Field(description="Id of the station; the same as in the directory", examples=[STATION])
    name: str = Field(description="Its name", examples=["Radio of the harbour"])
    source: StationSource = Field(
        description="`directory`, or `custom` with an address that the user has stated", examples=["directory"]
    )
    url: str = Field(description="Address of its stream", examples=["https://radio.example.org/harbour.mp3"])
    homepage: str | None = Field(description="Its page, or null", examples=["https://radio.example.org"])
    favicon: str | None = Field(
        description="Address of its picture at a server of others, or null",
        examples=["https://radio.example.org/icon.png"],
    )
    country: str | None = Field(description="Its country, or null", examples=["Germany"])
    country_code: str | None = Field(description="The same by ISO 3166-1, or null", examples=["DE"])
    languages: list[str] = Field(description="Its languages", examples=[["german"]])
    tags: list[str] = Field(description="Its tags", examples=[["jazz", "swing"]])
    codec: str | None = Field(description="Its codec, or null", examples=["MP3"])
    bit_rate: int | None = Field(description="Its bit rate in kbit/s, or null", examples=[128])
    is_playable: bool = Field(
        description="Whether `/stream` relays it: not when it sends pieces of audio (HLS)", examples=[True]
    )

    @classmethod
    def of(cls, station: Station) -> Self:
        """Return the body of a station."""
        return cls(**_facts(station))


class StationResponse(FavouriteResponse):
    """A radio station."""

    votes: int | None = Field(description="Votes at the directory, or null", examples=[1200])
    clicks: int | None = Field(
        description="How often it was heard within a day by the directory, or null", examples=[90]
    )
    is_favourite: bool = Field(description="Whether it is one of the user's stations", examples=[False])

    @classmethod
    def seen(cls, view: StationView) -> Self:
        """Return the body of a station as a user sees it."""
        station = view.station
        return cls(**_facts(station), votes=station.votes, clicks=station.clicks, is_favourite=view.is_favourite)


class TagResponse(ResponseModel):
    """A tag of radio stations."""

    name: str = Field(description="The tag", examples=["jazz"])
    stations: int = Field(description="Number of stations", examples=[1500])

    @classmethod
    def of(cls, tag: Tag) -> Self:
        """Return the body of a tag."""
        return cls(name=tag.name, stations=tag.stations)


class CountryResponse(ResponseModel):
    """A country with radio stations."""

    code: str = Field(description="ISO 3166-1", examples=["DE"])
    name: str = Field(description="Its name in English", examples=["Germany"])
    stations: int = Field(description="Number of stations", examples=[5000])

    @classmethod
    def of(cls, country: Country) -> Self:
        """Return the body of a country."""
        return cls(code=country.code, name=country.name, stations=country.stations)


class DirectoryMeta(PageMeta):
    """The position of a page, and how old it is."""

    as_of: datetime = Field(description="When the directory stated it", examples=[_AT])
    is_stale: bool = Field(
        description="Whether the directory does not respond now, so that this is older than usual", examples=[False]
    )


class StationsPage(Page[StationResponse]):
    """One page of radio stations."""

    meta: DirectoryMeta = Field(description="The position of the page in its list, and how old it is")


class TagsPage(Page[TagResponse]):
    """The tags of radio stations."""

    meta: DirectoryMeta = Field(description="The number of tags, and how old the list is")


class CountriesPage(Page[CountryResponse]):
    """The countries with radio stations."""

    meta: DirectoryMeta = Field(description="The number of countries, and how old the list is")


def whole_meta(dated: Dated[T], count: int) -> DirectoryMeta:
    """Return the position of a list that has one page."""
    return DirectoryMeta(
        count=count,
        total=count,
        limit=max(count, 1),
        offset=0,
        has_more=False,
        as_of=dated.as_of,
        is_stale=dated.is_stale,
    )


class MetadataResponse(ResponseModel):
    """What a radio station plays."""

    station_id: UUID = Field(description="Id of the station", examples=[STATION])
    title: str | None = Field(
        description="What it states, or null when it states nothing", examples=["Nina Simone - Sinnerman"]
    )
    artist: str | None = Field(description='What precedes the first " - ", or null', examples=["Nina Simone"])
    song: str | None = Field(description="What follows it, or the whole title, or null", examples=["Sinnerman"])
    at: datetime = Field(description="Since when, as this server has received it (UTC)", examples=[_AT])

    @classmethod
    def of(cls, change: TitleChange) -> Self:
        """Return the body of a change."""
        title = change.title
        return cls(station_id=change.station_id, title=title.title, artist=title.artist, song=title.song, at=change.at)


def _facts(station: Station) -> dict[str, object]:
    return {
        "id": station.id,
        "name": station.name,
        "source": station.source,
        "url": station.url,
        "homepage": station.homepage,
        "favicon": station.favicon,
        "country": station.country,
        "country_code": station.country_code,
        "languages": list(station.languages),
        "tags": list(station.tags),
        "codec": station.codec,
        "bit_rate": station.bit_rate,
        "is_playable": not station.is_segmented,
    }
