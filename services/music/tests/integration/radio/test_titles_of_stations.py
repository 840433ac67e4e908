"""What stations play: one reader for all who follow a station, and server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from services.music.tests.integration.radio.conftest import HARBOUR, Radio, Stations, response

from chassis.testing.clients import serving
from music.api import create_api
from music.application.radio import titles
from music.application.radio.titles import TitleFollower
from music.application.radio.views import TitleChange
from music.domain.scanning.errors import TooManyStreams
from programs.children import Limits, output_of
from provider_simulator.radio.audio import INTERVAL, block, frame

SECONDS = 20
STEP = 256
HEAD = response("audio/mpeg", b"", f"icy-metaint: {STEP}")


class Playing:
    """A station that plays what a test states."""

    def __init__(self, stations: Stations, first: bytes = HEAD) -> None:
        self.url = stations.sends("/live", first, then=self._play)
        self.titles: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = asyncio.create_task(reader.read())
        while True:
            coming = asyncio.create_task(self.titles.get())
            await asyncio.wait({left, coming}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                return
            if (title := coming.result()) is None:
                left.cancel()
                return
            writer.write(bytes(STEP) + title)
            await writer.drain()


async def follow(radio: Radio, url: str, user: UUID | None = None) -> TitleFollower:
    """Follow a station of the user."""
    station_id = UUID((await radio.custom(url)).split("/")[-2])
    application = radio.container.application.radio
    station = await application.play.locate(radio.user, station_id)
    return application.titles.join(user or uuid4(), station)


async def following(follower: TitleFollower) -> AsyncIterator[TitleChange]:
    """Yield each change, without heartbeats."""
    async for change in follower.changes():
        if change is not None:
            yield change


async def until(holds: object) -> None:
    """Wait until a condition holds."""
    assert callable(holds)
    async with asyncio.timeout(SECONDS):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


async def test_all_who_follow_a_station_share_one_reader(radio: Radio, stations: Stations) -> None:
    playing = Playing(stations)
    first = await follow(radio, playing.url)
    second = await follow(radio, playing.url)
    playing.titles.put_nowait(block("A - B"))
    async with asyncio.timeout(SECONDS):
        for follower in (first, second):
            change = await anext(following(follower))
            assert (change.title.title, change.title.artist, change.title.song) == ("A - B", "A", "B")
        late = await follow(radio, playing.url)
        assert (await anext(following(late))).title.song == "B"
        for title in (b"\0", block("A - B"), block("C")):
            playing.titles.put_nowait(title)
        assert (await anext(following(first))).title.title == "C"
    assert (len(stations.requests), stations.open) == (1, 1)
    leave = radio.container.application.radio.titles.leave
    leave(first)
    leave(second)
    await asyncio.sleep(0.05)
    assert stations.open == 1
    leave(late)
    await until(lambda: stations.open == 0)
    leave(late)


async def test_a_station_that_ends_is_read_again(
    radio: Radio, stations: Stations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles, "FIRST_PAUSE", 0.01)
    playing = Playing(stations)
    follower = await follow(radio, playing.url)
    playing.titles.put_nowait(block("A"))
    playing.titles.put_nowait(None)
    playing.titles.put_nowait(block("B"))
    changes = following(follower)
    async with asyncio.timeout(SECONDS):
        assert [(await anext(changes)).title.title for _ in range(1)] == ["A"]
        assert (await anext(changes)).title.title == "B"
    assert len(stations.requests) == 2
    radio.container.application.radio.titles.leave(follower)


async def test_pauses_grow_while_a_station_cannot_be_read(
    radio: Radio, stations: Stations, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        task = asyncio.current_task()
        if task is None or task.get_name() != "radio titles":  # the workers of the container wait as well
            await sleep(seconds)
            return
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(titles, "backoff", lambda attempt, *, base, cap: min(cap, base * 2**attempt))
    follower = await follow(radio, stations.base + "/none")
    monkeypatch.setattr(asyncio, "sleep", note)
    try:
        async with asyncio.timeout(SECONDS):
            while len(pauses) < 8:
                await sleep(0.01)
    finally:
        monkeypatch.undo()
        radio.container.application.radio.titles.leave(follower)
    assert pauses[:8] == [2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_station_without_titles_states_none(radio: Radio, stations: Stations) -> None:
    playing = Playing(stations, response("audio/mpeg", b""))
    follower = await follow(radio, playing.url)
    async with asyncio.timeout(SECONDS):
        change = await anext(following(follower))
    assert (change.title.title, change.title.artist, change.title.song) == (None, None, None)
    await until(lambda: stations.open == 0)
    radio.container.application.radio.titles.leave(follower)


async def test_a_user_follows_a_bounded_number(radio: Radio, stations: Stations) -> None:
    playing = Playing(stations)
    mine = uuid4()
    followers = [await follow(radio, playing.url, mine) for _ in range(5)]
    with pytest.raises(TooManyStreams, match="At most 5"):
        await follow(radio, playing.url, mine)
    radio.container.application.radio.titles.leave(followers.pop())
    followers.append(await follow(radio, playing.url, mine))
    for follower in followers:
        radio.container.application.radio.titles.leave(follower)


async def test_streams_end_when_the_process_stops(radio: Radio, stations: Stations) -> None:
    playing = Playing(stations)
    before = await follow(radio, playing.url)
    radio.container.application.radio.titles.end()
    after = await follow(radio, playing.url)
    async with asyncio.timeout(SECONDS):
        for follower in (before, after):
            assert [change async for change in follower.changes()] == []
    await radio.container.application.radio.titles.close()
    await until(lambda: stations.open == 0)


@pytest_asyncio.fixture
async def served(radio: Radio) -> AsyncIterator[str]:
    """Yield the address of a real server: the in-process client returns no response before a stream ends."""
    async with serving(create_api(radio.container)) as address:
        yield address
        radio.container.application.radio.titles.end()


async def test_titles_are_sent_as_events(radio: Radio, served: str) -> None:
    address = f"{served}/api/v1/music/radio/stations/{HARBOUR}/events"
    async with (
        asyncio.timeout(SECONDS),
        httpx2.AsyncClient(trust_env=False) as client,
        client.stream("GET", address, headers=radio.headers) as events,
    ):
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = events.aiter_lines()
        async for line in lines:
            if line == "event: metadata":
                break
        data = json.loads((await anext(lines)).removeprefix("data: "))
    assert data.pop("at").endswith("Z")
    assert data == {
        "stationId": str(HARBOUR),
        "title": "The Example Quartet - Low Tide",
        "artist": "The Example Quartet",
        "song": "Low Tide",
    }


async def test_ffmpeg_hears_a_station_and_reads_its_title(radio: Radio, served: str, media_tools: Path) -> None:
    assert len(frame(128)) * 20 > INTERVAL
    token = radio.headers["Authorization"]
    command = [
        *(str(media_tools / "ffprobe"), "-v", "error", "-headers", f"Authorization: {token}\r\n"),
        *("-show_entries", "stream=codec_name,sample_rate,bit_rate:format_tags=StreamTitle", "-of", "json"),
        f"{served}/api/v1/music/radio/stations/{HARBOUR}/stream",
    ]
    printed, ended = await output_of(command, Limits(20, SECONDS, 2**33, 2**20))
    assert ended.status == 0, ended.messages
    probed = json.loads(printed)
    assert probed["streams"] == [{"codec_name": "mp3", "sample_rate": "44100", "bit_rate": "128000"}]
    assert probed["format"]["tags"] == {"StreamTitle": "The Example Quartet - Low Tide"}
