"""The directory of stations: searched, kept for a while, and gone."""

import asyncio
from datetime import timedelta

import pytest
from services.music.tests.integration.radio.conftest import HARBOUR, BuildRadio, Radio, Stations, response

from chassis.testing.clock import NOON, FixedClock
from music.domain.radio.errors import DirectoryUnavailable
from music.infrastructure.radio.cache import DirectoryCache


def names(body: dict[str, list[dict[str, str]]]) -> list[str]:
    """Return the names of stations."""
    return [station["name"] for station in body["data"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({}, ["Morning News", "Café Chanson"]),
        ({"order": "clicks"}, ["Morning News", "Quiet Piano"]),
        ({"order": "bitrate"}, ["Indie Shore", "Kyiv Classics"]),
        ({"order": "name"}, ["Café Chanson", "Harbour Jazz"]),
        ({"countryCode": "de"}, ["Harbour Jazz", "Night Swing"]),
        ({"tag": "Rock"}, ["Дніпро Рок", "Indie Shore"]),
        ({"language": "ukrainian", "bitRateMin": 200}, ["Kyiv Classics"]),
        ({"bitRateMax": 64}, ["Morning News"]),
        ({"name": "рок"}, ["Дніпро Рок"]),
        ({"codec": "AAC"}, []),
        ({"tag": "roc"}, []),
    ],
)
async def test_stations_are_searched(radio: Radio, query: dict[str, str | int], first: list[str]) -> None:
    page = await radio.get("/radio/stations", **query)
    assert page.status_code == 200, page.text
    assert names(page.json())[:2] == first
    assert page.json()["meta"]["isStale"] is False


async def test_pages_say_whether_more_follow(radio: Radio) -> None:
    first = (await radio.get("/radio/stations", limit=5)).json()
    rest = (await radio.get("/radio/stations", limit=5, offset=5)).json()
    assert (len(first["data"]), first["meta"]["hasMore"], first["meta"]["total"]) == (5, True, None)
    assert (len(rest["data"]), rest["meta"]["hasMore"]) == (3, False)
    assert not set(names(first)) & set(names(rest))
    chance = (await radio.get("/radio/stations", limit=3, order="random")).json()
    assert (len(chance["data"]), chance["meta"]["hasMore"]) == (3, False)


async def test_a_station_tags_and_countries(radio: Radio) -> None:
    station = (await radio.get(f"/radio/stations/{HARBOUR}")).json()["data"]
    assert (station["name"], station["countryCode"], station["bitRate"], station["votes"]) == (
        "Harbour Jazz",
        "DE",
        128,
        1200,
    )
    assert (station["homepage"], station["isFavourite"], station["isPlayable"]) == (None, False, True)
    unknown = await radio.get("/radio/stations/0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "RADIO_STATION_NOT_FOUND")
    tags = (await radio.get("/radio/tags")).json()
    assert {"name": "jazz", "stations": 2} in tags["data"]
    assert tags["meta"]["total"] == len(tags["data"])
    countries = (await radio.get("/radio/countries")).json()["data"]
    assert countries[0] == {"code": "FR", "name": "France", "stations": 2}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"countryCode": "DEU"}, "countryCode"),
        ({"order": "best"}, "order"),
        ({"bitRateMin": "9" * 30}, "bitRateMin"),
        ({"limit": 101}, "limit"),
        ({"offset": 10001}, "offset"),
        ({"name": "a\x00"}, "name"),
        ({"codec": "a&limit=1"}, "codec"),
        ({"hidebroken": "false"}, "hidebroken"),
    ],
)
async def test_what_is_not_documented_is_refused(radio: Radio, query: dict[str, str | int], field: str) -> None:
    refused = await radio.get("/radio/stations", **query)
    assert refused.status_code == 400
    assert [problem["field"] for problem in refused.json()["error"]["details"]["errors"]] == [field]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        response("application/json", b"[", status="500 Internal Server Error"),
        response("application/json", b"[{"),
        response("application/json", b'{"error": "no list"}'),
        response("text/html", b"<html>"),
    ],
)
async def test_without_a_directory_there_is_no_list(build_radio: BuildRadio, stations: Stations, sent: bytes) -> None:
    async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)

    stations.otherwise = send
    radio = await build_radio(radio_directory_urls=(stations.base,))
    for path in ("/radio/stations", "/radio/tags", "/radio/countries", f"/radio/stations/{HARBOUR}"):
        failed = await radio.get(path)
        assert (failed.status_code, failed.json()["error"]["code"]) == (503, "RADIO_DIRECTORY_UNAVAILABLE")
        assert failed.headers["retry-after"] == "15"


async def test_another_server_is_called_when_one_fails(build_radio: BuildRadio, directory: str) -> None:
    radio = await build_radio(radio_directory_urls=("http://127.0.0.1:1", directory))
    for order in ("votes", "clicks", "name", "bitrate"):
        assert (await radio.get("/radio/stations", order=order)).status_code == 200


async def test_what_was_read_is_kept_and_shown_as_stale_while_the_directory_fails() -> None:
    clock = FixedClock(NOON)
    cache = DirectoryCache(clock)
    calls = 0
    fails = False

    async def request() -> str:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        if fails:
            raise DirectoryUnavailable
        return "stations"

    both = await asyncio.gather(cache.get("a", request), cache.get("a", request))
    assert [dated.value for dated in both] == ["stations", "stations"]
    assert calls == 1
    clock.instant += timedelta(minutes=4)
    assert (await cache.get("a", request)).as_of == NOON
    assert calls == 1
    fails = True
    clock.instant += timedelta(minutes=2)
    stale = await cache.get("a", request)
    assert (stale.value, stale.as_of, stale.is_stale, calls) == ("stations", NOON, True, 2)
    with pytest.raises(DirectoryUnavailable):
        await cache.get("b", request)
    clock.instant += timedelta(hours=24)
    with pytest.raises(DirectoryUnavailable):
        await cache.get("a", request)


async def test_a_caller_that_leaves_does_not_end_the_request_of_others() -> None:
    cache = DirectoryCache(FixedClock(NOON))
    goes_on = asyncio.Event()

    async def request() -> str:
        await goes_on.wait()
        return "stations"

    first = asyncio.create_task(cache.get("a", request))
    second = asyncio.create_task(cache.get("a", request))
    await asyncio.sleep(0)
    first.cancel()
    goes_on.set()
    assert (await second).value == "stations"


async def test_a_bounded_number_of_values_is_kept() -> None:
    cache = DirectoryCache(FixedClock(NOON), most=2)
    calls: list[str] = []

    async def read(key: str) -> None:
        async def request() -> str:
            calls.append(key)
            return key

        await cache.get(key, request)

    for key in ("a", "b", "a", "c", "a", "b"):
        await read(key)
    assert calls == ["a", "b", "c", "b"]
