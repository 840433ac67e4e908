"""The player of music in a real browser, over an API in memory: only the sound of the device is missing."""

import io
import math
import struct
import threading
import time
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from playwright.async_api import Page as Tab
from playwright.async_api import expect
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import ALBUM_ID, LAST, album, artist, keep_radio, station, track
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.testing.clock import FixedClock
from devstack.ports import free_ports
from devstack.testing.browser_plugin import RealBrowser
from web.api import create_api
from web.application import Application
from web.application.api import ApiError, Reply
from web.application.sessions import OpenSession
from web.bootstrap import build
from web.settings import Settings

pytestmark = pytest.mark.integration

SECONDS: Final = 60
"""A track does not end by itself while a page is tested: a test goes to its end."""
TITLES: Final = ("First", "Second", "Third", "Fourth")
IDS: Final = [f"0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f3{number}" for number in range(len(TITLES))]
ALBUM: Final = f"/music/albums/{ALBUM_ID}"
RATE: Final = 8000
LONGEST_WAIT: Final = 10_000
"""Milliseconds."""
AXE: Final = """
axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) =>
  result.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.target.join(" "))]))
"""


def tone() -> bytes:
    """Return a file with a tone that begins softly each second."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        samples = (int(20000 * place / RATE * math.sin(place / 4)) for place in range(RATE))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples) * SECONDS)
    return content.getvalue()


TONE: Final = tone()
TITLE_EVENT: Final = 'retry: 60000\nevent: metadata\ndata: {"title": "Nina <S> - Sinnerman"}\n\n'


@dataclass(frozen=True, slots=True)
class Site:
    """A running application and the API behind it."""

    origin: str
    api: FakeApi


def with_files(pages: ASGIApp, api: FakeApi, file: Path) -> ASGIApp:
    """Return an application with the files of tracks, for a browser that has a session."""
    session = cookies()["Cookie"].encode()

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await pages({**scope, "headers": [*scope.get("headers", ()), (b"cookie", session)]}, receive, send)
            return
        if scope["path"].endswith("/events"):
            await Response(TITLE_EVENT, media_type="text/event-stream")(scope, receive, send)
            return
        path = scope["path"].removeprefix("/api/v1/").rpartition("/")[0]
        is_missing = isinstance(api.responses.get(("GET", path), ApiError(404, "")), ApiError)
        response = Response(status_code=404) if is_missing else FileResponse(file, media_type="audio/wav")
        await response(scope, receive, send)

    return respond


def keep_album(api: FakeApi) -> None:
    """Let the API know an album with four tracks, the first with lyrics."""
    tracks = [
        track(
            id=id_, title=title, trackNumber=number, durationMs=1000 * SECONDS, bytes=len(TONE), hasLyrics=number == 1
        )
        for number, (id_, title) in enumerate(zip(IDS, TITLES, strict=True), 1)
    ]
    api.on("music/albums", Reply(200, [album()], LAST))
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(), "tracks": tracks}))
    api.on("music/artists", Reply(200, [artist()], LAST))
    api.on("music/search", Reply(200, {"artists": [], "albums": [album()], "tracks": []}))
    for one in tracks:
        api.on(f"music/tracks/{one['id']}", Reply(200, one))
        api.on(f"music/tracks/{one['id']}/text", Reply(200, {"lyrics": "[00:00.00]O,\n[01:00.00]Sinnerman"}))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield the application on a port, with an API that tests change."""
    api, clock = FakeApi(), FixedClock()
    container = build(Settings(gateway_url="http://127.0.0.1:1", serves_music=True), clock=clock)
    own = replace(container, application=Application(api, OpenSession(api, clock), api.uploads))
    file = tmp_path_factory.mktemp("music") / "tone.wav"
    file.write_bytes(TONE)
    [port] = free_ports(1)
    config = uvicorn.Config(with_files(create_api(own), api, file), port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    yield Site(f"http://localhost:{port}", api)
    server.should_exit = True
    thread.join(10)


@asynccontextmanager
async def opened(real_browser: RealBrowser, site: Site, **options: Any) -> AsyncIterator[Tab]:
    """Yield the page of the album in a browser without a past; fail if a script did."""
    keep_album(site.api)
    context = await real_browser.browser.new_context(base_url=site.origin, reduced_motion="reduce", **options)
    problems: list[str] = []
    try:
        context.set_default_timeout(LONGEST_WAIT)
        tab = await context.new_page()
        tab.on("pageerror", lambda error: problems.append(str(error)))
        await tab.goto(ALBUM)
        yield tab
        assert problems == []
    finally:
        await context.close()


async def begin(tab: Tab, title: str) -> None:
    """Play a track of the page, and wait until it sounds."""
    await tab.get_by_role("link", name=f"Play {title}").click()
    await playing(tab, title)


async def playing(tab: Tab, title: str) -> None:
    """Wait until a track sounds."""
    await expect(tab.locator("[data-now-title]")).to_have_text(title, timeout=LONGEST_WAIT)
    await expect(tab.locator("[data-action=play]")).to_have_attribute("aria-label", "Pause", timeout=LONGEST_WAIT)


async def queue_of(tab: Tab) -> list[str]:
    """Return the titles of the queue."""
    return await tab.locator("[data-queue] [data-title]").all_text_contents()


async def test_music_goes_on_while_pages_change(real_browser: RealBrowser, site: Site) -> None:
    async with opened(real_browser, site) as tab:
        await begin(tab, "First")
        await tab.evaluate("window.stays = true")
        await tab.locator(".my-tabs").get_by_role("link", name="Artists").click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Artists")
        assert tab.url.endswith("/music/artists")
        assert await tab.title() == "Artists · Marquee"
        assert await tab.locator(".my-tabs [aria-current]").inner_text() == "Artists"
        await tab.locator(".my-tabs").get_by_role("link", name="Overview").click()
        await tab.get_by_role("searchbox", name="Search the music").fill("blues")
        await tab.get_by_role("button", name="Search").click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Results for “blues”")
        await tab.go_back()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Music")
        # The second track follows by itself, on another page than the first.
        await tab.get_by_role("slider", name="Position").fill(str(SECONDS - 1))
        await playing(tab, "Second")
        assert await tab.evaluate("window.stays") is True
        await tab.get_by_role("button", name="Pause").click()
        await tab.locator(".my-tabs").get_by_role("link", name="Albums").click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Albums")
        assert await tab.evaluate("window.stays") is None, "a page is opened as usual while nothing plays"
        await expect(tab.locator("[data-now-title]")).to_have_text("Second")


async def test_queue_is_changed_and_kept(real_browser: RealBrowser, site: Site) -> None:
    async with opened(real_browser, site) as tab:
        await begin(tab, "First")
        await tab.get_by_role("button", name="Queue and lyrics").click()
        await expect(tab.locator("[data-sung]")).to_have_text("O,")
        await expect(tab.locator("[data-waveform]")).to_have_attribute("data-drawn", "")
        await tab.get_by_role("button", name="Move Third up").click()
        assert await queue_of(tab) == ["First", "Third", "Second", "Fourth"]
        await tab.get_by_role("button", name="Remove Second").click()
        await tab.keyboard.press("k")
        await expect(tab.locator("[data-action=play]")).to_have_attribute("aria-label", "Play")
        await tab.keyboard.press("Escape")
        row = tab.locator("[data-track]").nth(3)
        await row.locator("summary").click()
        await row.get_by_role("button", name="Play next").click()
        assert await queue_of(tab) == ["First", "Fourth", "Third", "Fourth"]
        await expect(tab.locator("#announcer")).to_have_text("Added to the queue: 1")
        await tab.reload()
        await expect(tab.locator("[data-now-title]")).to_have_text("First")
        assert await queue_of(tab) == ["First", "Fourth", "Third", "Fourth"]
        await tab.get_by_role("button", name="Empty the queue and close the player").click()
        await expect(tab.locator("#music")).to_be_hidden()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ApiError(404, "TRACK_NOT_FOUND"), "A track is no longer available"),
        (ApiError(401, "TOKEN_EXPIRED"), "Your session has ended."),
        (ApiError(503, "SERVICE_UNAVAILABLE"), "The connection is interrupted."),
    ],
    ids=lambda value: value.code if isinstance(value, ApiError) else None,
)
async def test_track_that_cannot_be_played_is_explained(
    real_browser: RealBrowser, site: Site, error: ApiError, words: str
) -> None:
    async with opened(real_browser, site) as tab:
        site.api.on(f"music/tracks/{IDS[1]}", error)
        await tab.get_by_role("link", name="Play Second").click()
        await expect(tab.locator("[data-problem]")).to_contain_text(words)
        if error.status == 404:
            await playing(tab, "Third")
            await tab.get_by_role("button", name="Queue and lyrics").click()
            assert await queue_of(tab) == ["First", "Third", "Fourth"]


async def test_a_station_is_heard_live_with_its_titles(real_browser: RealBrowser, site: Site) -> None:
    keep_radio(site.api, station(), station(id=IDS[3], name="Second <FM>"))
    async with opened(real_browser, site) as tab:
        await tab.goto("/music/radio")
        await begin(tab, "Harbour <FM>")
        await expect(tab.locator("[data-now-artists]")).to_have_text("Nina <S> - Sinnerman")
        await expect(tab.locator(".music-live")).to_be_visible()
        await expect(tab.get_by_role("slider", name="Position")).to_be_hidden()
        await tab.locator(".my-tabs").get_by_role("link", name="Albums").click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Albums")
        await playing(tab, "Harbour <FM>")
        # What plays once it is resumed is what the station sends then.
        await tab.get_by_role("button", name="Pause").click()
        await expect(tab.locator("[data-now-artists]")).to_have_text("")
        await tab.get_by_role("button", name="Play", exact=True).click()
        await playing(tab, "Harbour <FM>")
        await tab.get_by_role("button", name="Next track").click()
        await playing(tab, "Second <FM>")
        assert not [call for call in site.api.calls if call.path == "music/plays"]


async def test_player_is_accessible_and_fits(real_browser: RealBrowser, site: Site) -> None:
    async with opened(real_browser, site, viewport={"width": 320, "height": 800}) as tab:
        await begin(tab, "First")
        await tab.get_by_role("button", name="Queue and lyrics").click()
        await expect(tab.locator("[data-sung]")).to_have_text("O,")
        await tab.get_by_role("button", name="Pause").click()
        for theme in ("dark", "light"):
            await tab.emulate_media(color_scheme=theme)
            assert await tab.evaluate("document.documentElement.scrollWidth") <= 320
            violations = await tab.evaluate(real_browser.axe + AXE)
            assert violations == []


async def test_gain_never_exceeds_full_scale(real_browser: RealBrowser, site: Site) -> None:
    gain = {"track": -6.0, "trackPeak": 0.5, "album": 6.0, "albumPeak": 0.8}
    cases = [
        (gain, False, 0.501),
        (gain, True, 1.25),
        ({**gain, "album": None}, True, 0.501),
        ({**gain, "track": 12.0}, False, 2.0),
        ({"track": 6.0, "trackPeak": None, "album": None, "albumPeak": None}, False, 1.0),
        ({"track": None, "trackPeak": None, "album": None, "albumPeak": None}, True, 1.0),
    ]
    async with opened(real_browser, site) as tab:
        script = "cases => cases.map(([gain, isAlbum]) => MusicEngine.factor(gain, isAlbum))"
        factors = await tab.evaluate(script, [[stated, is_album] for stated, is_album, _ in cases])
    assert [round(factor, 3) for factor in factors] == [expected for *_, expected in cases]
