"""Stations that are relayed: their audio and nothing else, bounded, and never at an address that is not permitted."""

import asyncio
from uuid import UUID, uuid4

import pytest
from services.music.tests.integration.radio.conftest import HARBOUR, BuildRadio, Radio, Stations, response

from chassis.core.sessions.permission import CHECK_INTERVAL
from chassis.testing.clock import FixedClock
from music.application.radio.listening import STREAM_LIFE, RadioStream
from music.domain.radio.errors import StationFailed, TooManyRadioStreams
from provider_simulator.radio.audio import block

INTERVAL = 256
AUDIO = bytes(range(256)) * 4
TITLE = block("A - B")
WITH_TITLES = b"".join(AUDIO[at : at + INTERVAL] + TITLE for at in range(0, len(AUDIO), INTERVAL))


@pytest.mark.parametrize(("icy_metadata", "body"), [(None, AUDIO), ("0", AUDIO), ("1", WITH_TITLES)])
async def test_titles_are_in_the_audio_for_those_who_request_them(
    radio: Radio, stations: Stations, icy_metadata: str | None, body: bytes
) -> None:
    own = ("icy-metaint: 256", "icy-name: X", "Set-Cookie: a=b", "Server: Icecast", "Access-Control-Allow-Origin: *")
    path = await radio.custom(stations.sends("/live", response("Audio/MPEG; x=y", WITH_TITLES, *own)))
    headers = {**radio.headers, **({} if icy_metadata is None else {"Icy-MetaData": icy_metadata})}
    reply = await radio.client.get(path, headers=headers)
    assert (reply.status_code, reply.content) == (200, body)
    assert reply.headers["content-type"] == "audio/mpeg"
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers.get("icy-metaint") == ("256" if icy_metadata == "1" else None)
    assert not {"set-cookie", "icy-name", "server", "access-control-allow-origin"} & set(reply.headers)
    [head] = stations.requests
    assert "icy-metadata: 1" in head.lower()
    assert "authorization" not in head.lower()
    assert "cookie" not in head.lower()


async def test_a_station_without_titles_is_sent_as_it_is(radio: Radio, stations: Stations) -> None:
    path = await radio.custom(stations.sends("/live", response("application/ogg", AUDIO, "icy-metaint: 0")))
    reply = await radio.client.get(path, headers={**radio.headers, "Icy-MetaData": "1"})
    assert (reply.content, reply.headers.get("icy-metaint")) == (AUDIO, None)
    head = await radio.client.head(path, headers=radio.headers)
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", "application/ogg")


@pytest.mark.parametrize(
    ("media_type", "playlist"),
    [
        ("audio/x-mpegurl", b"#EXTM3U\nlive\n"),
        ("text/plain", b"http://127.0.0.1:1/\nhttp://10.0.0.1/\n/live\n"),
        ("audio/x-scpls", b"[playlist]\nFile1=/list2\n"),
    ],
)
async def test_playlists_lead_to_a_station(radio: Radio, stations: Stations, media_type: str, playlist: bytes) -> None:
    stations.sends("/live", response("audio/mpeg", AUDIO))
    stations.sends("/list2", response("audio/x-mpegurl", b"/live"))
    path = await radio.custom(stations.sends("/list.m3u", response(media_type, playlist)))
    assert (await radio.client.get(path, headers=radio.headers)).content == AUDIO


async def test_a_redirect_to_another_host_keeps_what_is_requested(radio: Radio, stations: Stations) -> None:
    stations.sends("/live", response("audio/mpeg", WITH_TITLES, "icy-metaint: 256"))
    other = stations.base.replace("127.0.0.1", "localhost")
    moved = response("text/html", b"", f"Location: {other}/live", status="302 Found")
    path = await radio.custom(stations.sends("/old", moved))
    assert (await radio.client.get(path, headers=radio.headers)).content == AUDIO
    assert all("icy-metadata: 1" in head.lower() for head in stations.requests)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 502, "RADIO_STATION_UNREACHABLE"),
        (b"ICY 200 OK\r\ncontent-type: audio/mpeg\r\n\r\n", 502, "RADIO_STATION_UNREACHABLE"),
        (response("audio/mpeg", b"", status="404 Not Found"), 502, "RADIO_STATION_UNREACHABLE"),
        (response("audio/mpeg", b"", status="500 Broken"), 502, "RADIO_STATION_UNREACHABLE"),
        (response("text/html", b"<script>"), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("video/mp4", AUDIO), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("application/octet-stream", AUDIO), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/mpeg", AUDIO, "icy-metaint: 1"), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b"#EXT-X-VERSION:3\na.ts"), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b"/a"), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b""), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b"#" * 70000), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b"http://[x/"), 502, "RADIO_STATION_UNSUPPORTED"),
        (response("audio/x-mpegurl", b"file:///etc/passwd"), 502, "RADIO_STATION_NOT_PERMITTED"),
        (response("audio/x-mpegurl", b"http://10.0.0.1/"), 502, "RADIO_STATION_NOT_PERMITTED"),
        (response("x", b"", "Location: http://10.0.0.1/", status="302 F"), 502, "RADIO_STATION_NOT_PERMITTED"),
        (response("x", b"", "Location: ftp://127.0.0.1/", status="302 F"), 502, "RADIO_STATION_NOT_PERMITTED"),
        (response("x", b"", "Location: /a", status="302 F"), 502, "RADIO_STATION_NOT_PERMITTED"),
        (response("x", b"", status="302 F"), 502, "RADIO_STATION_UNREACHABLE"),
    ],
)
async def test_a_station_that_cannot_be_heard(
    radio: Radio, stations: Stations, sent: bytes, status: int, code: str
) -> None:
    path = await radio.custom(stations.sends("/a", sent))
    failed = await radio.client.get(path, headers=radio.headers)
    assert (failed.status_code, failed.json()["error"]["code"]) == (status, code)
    assert (failed.headers["x-marquee-available"], failed.headers["retry-after"]) == ("true", "30")
    assert "127.0.0.1" not in failed.text
    assert "10.0.0.1" not in failed.text


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Send nothing until the client leaves."""
    await reader.read()


async def test_a_station_that_says_nothing_is_too_slow(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(radio_seconds=0.1)
    path = await radio.custom(stations.sends("/a", b"", then=silent))
    failed = await radio.client.get(path, headers=radio.headers)
    assert (failed.status_code, failed.json()["error"]["code"]) == (504, "RADIO_STATION_TIMEOUT")


async def test_a_station_that_falls_silent_ends_the_stream(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(radio_seconds=0.1)
    path = await radio.custom(stations.sends("/a", response("audio/mpeg", AUDIO), then=silent))
    reply = await radio.client.get(path, headers=radio.headers)
    assert (reply.status_code, reply.content) == (200, AUDIO)


async def test_a_name_that_leads_to_a_private_address_is_not_called(
    build_radio: BuildRadio, stations: Stations
) -> None:
    radio = await build_radio(egress_networks=())
    path = await radio.custom(stations.sends("/a", response("audio/mpeg", AUDIO)).replace("127.0.0.1", "localhost"))
    failed = await radio.client.get(path, headers=radio.headers)
    assert (failed.status_code, failed.json()["error"]["code"]) == (502, "RADIO_STATION_NOT_PERMITTED")
    assert stations.requests == []


async def test_without_its_path_no_station_is_called(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(egress_path="interface:none0")
    path = await radio.custom(stations.sends("/a", response("audio/mpeg", AUDIO)))
    failed = await radio.client.get(path, headers=radio.headers)
    assert (failed.status_code, failed.json()["error"]["code"]) == (503, "EGRESS_PATH_BROKEN")
    assert failed.json()["error"]["details"] == {"condition": "egress_interface"}
    assert stations.requests == []


async def test_only_stations_are_relayed(radio: Radio, stations: Stations) -> None:
    url = stations.sends("/a", response("audio/mpeg", AUDIO))
    for path in (f"/radio/stations/{uuid4()}/stream", "/radio/stations/x/stream"):
        assert (await radio.get(path)).status_code in (400, 404)
    assert (await radio.get(f"/radio/stations/{HARBOUR}/stream", url=url)).status_code == 400
    assert (await radio.client.get(f"/api/v1/music/radio/stations/{HARBOUR}/stream")).status_code == 401
    assert stations.requests == []


async def test_a_favourite_is_heard_without_the_directory(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(radio_directory_urls=("http://127.0.0.1:1",))
    path = await radio.custom(stations.sends("/a", response("audio/mpeg", AUDIO)))
    assert (await radio.client.get(path, headers=radio.headers)).content == AUDIO
    other = await radio.get(f"/radio/stations/{HARBOUR}/stream")
    assert (other.status_code, other.json()["error"]["code"]) == (503, "RADIO_DIRECTORY_UNAVAILABLE")


async def open_custom(radio: Radio, stations: Stations, url: str) -> RadioStream:
    """Open a station of the user for a session that has the id of the user."""
    station_id = (await radio.custom(url)).split("/")[-2]
    play = radio.container.application.radio.play
    return await play.open(radio.user, UUID(station_id), radio.user, with_titles=False)


async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send audio until the client leaves."""
    while True:
        writer.write(AUDIO)
        await writer.drain()
        await asyncio.sleep(0)


async def test_streams_are_bounded_by_user_and_in_all(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(radio_streams_per_user=1, radio_streams=2)
    url = stations.sends("/a", response("audio/mpeg", b""), then=endless)
    play = radio.container.application.radio.play
    first = await open_custom(radio, stations, url)
    path = await radio.custom(url)
    async with asyncio.timeout(20):
        full = await radio.client.get(path, headers=radio.headers)
    assert (full.status_code, full.json()["error"]["code"]) == (429, "TOO_MANY_RADIO_STREAMS")
    assert full.headers["retry-after"] == "5"
    second = await play.open(uuid4(), HARBOUR, uuid4(), with_titles=False)
    with pytest.raises(TooManyRadioStreams, match="in all"):
        await play.open(uuid4(), HARBOUR, uuid4(), with_titles=False)
    await first.opened.aclose()
    await second.opened.aclose()
    again = await open_custom(radio, stations, url)
    await again.opened.aclose()


async def test_a_place_is_free_again_after_a_station_that_fails(build_radio: BuildRadio, stations: Stations) -> None:
    radio = await build_radio(radio_streams_per_user=1)
    for _ in range(2):
        with pytest.raises(StationFailed):
            await open_custom(radio, stations, stations.base + "/none")


@pytest.mark.parametrize("end", ["the session ends", "it has lasted long"])
async def test_a_stream_ends(build_radio: BuildRadio, stations: Stations, end: str) -> None:
    clock = FixedClock()
    radio = await build_radio(clock=clock)
    url = stations.sends("/a", response("audio/mpeg", b""), then=endless)
    stream = await open_custom(radio, stations, url)
    chunks = stream.chunks()
    assert await anext(chunks)
    clock.instant += CHECK_INTERVAL
    assert await anext(chunks)
    if end == "the session ends":
        async with radio.container.units.begin() as work:
            await radio.container.application.radio.end_sessions(work, {radio.user: clock.now()})
        clock.instant += CHECK_INTERVAL
    else:
        clock.instant += STREAM_LIFE
    with pytest.raises(StopAsyncIteration):
        await anext(chunks)
    await stream.opened.aclose()


async def test_a_station_is_read_no_faster_than_its_listener(radio: Radio, stations: Stations) -> None:
    sent = 0

    async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while True:
            writer.write(bytes(65536))
            await writer.drain()
            sent += 65536

    stream = await open_custom(radio, stations, stations.sends("/a", response("audio/mpeg", b""), then=count))
    chunks = stream.chunks()
    await anext(chunks)
    before = -1
    while before != sent:
        before = sent
        await asyncio.sleep(0.2)
    # What the sockets of both sides hold; without back pressure it would be without end.
    assert sent < 64 * 2**20
    await stream.opened.aclose()
