"""What the directory states, and what of it is used."""

from uuid import UUID

import pytest

from music.application.radio.views import Country, Tag
from music.domain.radio.station import Station
from music.infrastructure.radio.entries import countries_of, station_of, tags_of

ID = "9617a958-0601-11e8-ae97-52543be04c81"
WHOLE = {
    "stationuuid": ID,
    "name": " Harbour \n Jazz\x00 ",
    "url": "http://a.example/x.pls",
    "url_resolved": "http://a.example/x",
    "homepage": "javascript:alert(1)",
    "favicon": "https://a.example/i.png",
    "country": "Germany",
    "countrycode": "de",
    "language": "german,english",
    "tags": "jazz,, jazz , swing",
    "codec": "MP3",
    "bitrate": 128,
    "votes": 7,
    "clickcount": 0,
    "hls": 1,
}


def test_a_station() -> None:
    assert station_of(WHOLE) == Station(
        id=UUID(ID),
        name="Harbour Jazz",
        url="http://a.example/x",
        homepage=None,
        favicon="https://a.example/i.png",
        country="Germany",
        country_code="DE",
        languages=("german", "english"),
        tags=("jazz", "swing"),
        codec="MP3",
        bit_rate=128,
        votes=7,
        clicks=0,
        is_segmented=True,
    )


def test_what_is_not_stated_is_unknown() -> None:
    station = station_of({"stationuuid": ID, "name": "x", "url": "http://a.example/", "bitrate": 0, "codec": "UNKNOWN"})
    assert station == Station(id=UUID(ID), name="x", url="http://a.example/")


@pytest.mark.parametrize(
    "change",
    [
        {"stationuuid": "x"},
        {"stationuuid": 5},
        {"name": "\x00 "},
        {"name": None},
        {"url": "ftp://a.example/", "url_resolved": ""},
        {"url": "", "url_resolved": "http://"},
        {"url": "http://a.example:0/", "url_resolved": "http://ä.example/"},
        {"url": "http://[::1/", "url_resolved": None},
    ],
)
def test_an_entry_that_is_no_station_is_left_out(change: dict[str, object]) -> None:
    assert station_of({**WHOLE, **change}) is None


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}])
def test_an_entry_of_another_form_is_left_out(entry: object) -> None:
    assert station_of(entry) is None


def test_numbers_that_are_none_are_unknown() -> None:
    station = station_of({**WHOLE, "votes": -1, "clickcount": 2**40, "bitrate": "128", "hls": "no", "tags": 5})
    assert station is not None
    assert (station.votes, station.clicks, station.bit_rate, station.is_segmented, station.tags) == (
        None,
        None,
        None,
        False,
        (),
    )


def test_tags_and_countries_without_stations_are_left_out() -> None:
    stated = [{"name": "jazz", "stationcount": 3}, {"name": "", "stationcount": 3}, {"name": "x", "stationcount": 0}, 5]
    assert tags_of(stated) == [Tag("jazz", 3)]
    countries = [{"name": "Germany", "iso_3166_1": "de", "stationcount": 3}, {"name": "Nowhere", "stationcount": 1}]
    assert countries_of(countries) == [Country("DE", "Germany", 3)]
