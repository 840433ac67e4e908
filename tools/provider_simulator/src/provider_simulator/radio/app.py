"""The directory as radio-browser.info serves it, and the streams of its stations. https://docs.radio-browser.info"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from provider_simulator.radio.audio import INTERVAL, TITLE_SECONDS, changes, paced, silence, with_titles
from provider_simulator.radio.stations import BY_ID, BY_SLUG, STATIONS, Station

MOUNT: Final = "/radio"
_ORDERS: Final[dict[str, Callable[[Station], Any]]] = {
    "name": lambda station: station.name.casefold(),
    "votes": lambda station: station.votes,
    "clickcount": lambda station: station.clicks,
    "bitrate": lambda station: station.bit_rate,
}


def routes() -> Mount:
    """Return the routes of the directory and of the stations."""
    return Mount(
        MOUNT,
        routes=[
            Route("/json/stations/search", _search),
            Route("/json/stations/byuuid/{id}", _by_id),
            Route("/json/tags", _tags),
            Route("/json/countries", _countries),
            Route("/json/url/{id}", _url),
            Route("/stations/{slug}.m3u", _playlist),
            Route("/stations/{slug}.mp3", _stream),
        ],
    )


async def _search(request: Request) -> Response:
    query = request.query_params
    matching = [station for station in STATIONS if _matches(station, query)]
    if (order := query.get("order", "name")) == "random":
        random.shuffle(matching)
    else:
        matching.sort(key=_ORDERS.get(order, _ORDERS["name"]), reverse=query.get("reverse") == "true")
    begin, most = int(query.get("offset", "0")), int(query.get("limit", "100000"))
    return JSONResponse([_entry(station, request) for station in matching[begin : begin + most]])


async def _by_id(request: Request) -> Response:
    station = _station(request)
    return JSONResponse([] if station is None else [_entry(station, request)])


async def _tags(request: Request) -> Response:
    counts = Counter(tag for station in STATIONS for tag in station.tags.split(","))
    return JSONResponse(_counted(counts.most_common(int(request.query_params.get("limit", "100000")))))


async def _countries(_: Request) -> Response:
    counts = Counter(station.country for station in STATIONS)
    listed = [
        {"name": name, "iso_3166_1": code, "stationcount": number}
        for (code, name), number in sorted(counts.items(), key=lambda item: item[0][1])
    ]
    return JSONResponse(listed)


async def _url(request: Request) -> Response:
    station = _station(request)
    if station is None:
        return JSONResponse({"ok": False, "message": "did not find station with matching id"}, 404)
    stated = {"ok": True, "message": "retrieved station url", "stationuuid": str(station.id), "name": station.name}
    return JSONResponse({**stated, "url": _address(station, request)})


async def _playlist(request: Request) -> Response:
    slug = request.path_params["slug"]
    text = f"#EXTM3U\n#EXTINF:-1,{slug}\n{slug}.mp3\n"
    return PlainTextResponse(text, media_type="audio/x-mpegurl")


async def _stream(request: Request) -> Response:
    station = BY_SLUG.get(request.path_params["slug"])
    if station is None:
        return PlainTextResponse("no such mount", 404)
    rate = station.bit_rate * 125
    headers = {"icy-name": station.slug, "icy-br": str(station.bit_rate), "cache-control": "no-cache"}
    audio = silence(station.bit_rate)
    if request.headers.get("icy-metadata") == "1":
        headers["icy-metaint"] = str(INTERVAL)
        audio = with_titles(audio, changes(station.titles, max(1, int(TITLE_SECONDS * rate / INTERVAL))))
    return StreamingResponse(paced(audio, rate), media_type="audio/mpeg", headers=headers)


def _station(request: Request) -> Station | None:
    try:
        return BY_ID.get(UUID(request.path_params["id"]))
    except ValueError:
        return None


def _matches(station: Station, query: Any) -> bool:
    tags = station.tags.split(",")
    tag = query.get("tag", "")
    return (
        query.get("name", "").casefold() in station.name.casefold()
        and query.get("countrycode", station.country[0]) == station.country[0]
        and query.get("language", "") in station.language
        and query.get("codec", "MP3").upper() == "MP3"
        and (tag in tags if query.get("tagExact") == "true" else any(tag in one for one in tags))
        and int(query.get("bitrateMin", "0")) <= station.bit_rate <= int(query.get("bitrateMax", "1000000"))
    )


def _entry(station: Station, request: Request) -> dict[str, object]:
    return {
        "changeuuid": str(station.id),
        "stationuuid": str(station.id),
        "name": station.name,
        "url": _address(station, request).replace(".mp3", ".m3u"),
        "url_resolved": _address(station, request),
        "homepage": "",
        "favicon": "",
        "tags": station.tags,
        "country": station.country[1],
        "countrycode": station.country[0],
        "state": "",
        "language": station.language,
        "votes": station.votes,
        "codec": "MP3",
        "bitrate": station.bit_rate,
        "hls": 0,
        "lastcheckok": 1,
        "clickcount": station.clicks,
    }


def _address(station: Station, request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}{MOUNT}/stations/{station.slug}.mp3"


def _counted(counts: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    return [{"name": name, "stationcount": number} for name, number in counts]
