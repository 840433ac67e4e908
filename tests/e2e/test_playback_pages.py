"""A movie is uploaded with an interruption, encoded, and played in a real browser by two players."""

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Page as Tab
from playwright.async_api import Route, expect

from browser_journeys import LONGEST_WAIT, press, read, token_of
from contracts.identity import media_id
from devstack.demo.community import STEADY
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site, visit
from playback_data import add_episodes
from player_journeys import MOVIE, NUMBER, PASSWORD, bearer, browser_of, check, imported, play, register, start, until
from stacks import Stack
from videos import (
    CHAPTERS,
    FRAMES_PER_SECOND,
    SECONDS,
    decoded,
    movie,
    open_with_hls,
    plays_instead,
    with_wrong_keys,
    with_wrong_segment_key,
)

pytestmark = pytest.mark.e2e

WATCH: Final = "/watch/movies/{slug}"
ENCODING_SECONDS: Final = 90.0
BUFFERED: Final = "video => video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0"
"""Up to where sound and picture are loaded."""


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def slug(stack: Stack, api: httpx2.Client) -> str:
    """Return the slug of the movie, which is imported unless the catalog has it."""
    return imported(stack, api, "movie", NUMBER)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asset(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, slug: str, media_tools: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:  # fmt: skip
    """Return the movie's asset, which was uploaded through the pages: interrupted, and continued after a reload."""
    source = tmp_path_factory.mktemp("video") / "movie.mp4"
    await asyncio.to_thread(movie, media_tools, source)
    sent: list[str] = []

    async def lose_second(route: Route) -> None:
        if "partNumber=2" in route.request.url:
            await route.abort()
        else:
            await route.continue_()

    async with site(real_browser, origin, "dark") as context:
        context.set_default_timeout(LONGEST_WAIT)
        await sign_in(context, stack.admin_email, stack.admin_password)
        tab = (await visit(context, f"/admin/playback?mediaId={MOVIE}")).tab
        await tab.get_by_label("Access").select_option("free")
        await press(tab, "Add")
        await tab.get_by_role("link", name="Upload", exact=True).click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Upload")
        await check(tab, real_browser)
        await tab.route("**/*partNumber=*", lose_second)
        await tab.get_by_label("File", exact=True).set_input_files(source)
        await tab.get_by_role("button", name="Start", exact=True).click()
        await expect(tab).to_have_url(re.compile("/admin/playback/uploads/[0-9a-f-]+$"))
        upload = tab.url.rpartition("/")[2]
        admin = token_of(api, stack.admin_email, stack.admin_password)

        async def stored() -> list[int]:
            return [part["number"] for part in read(api, f"/admin/playback/uploads/{upload}", admin)["stored"]]

        assert await until(stored, bool) == [1]
        # The page tries a part again, so that it must be gone before parts arrive.
        page = tab.url
        await tab.goto("about:blank")
        await tab.unroute("**/*partNumber=*")
        await tab.goto(page)
        tab.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
        await expect(tab.get_by_text("1 of 2 parts are stored.")).to_be_visible()
        await check(tab, real_browser)
        await tab.get_by_label(re.compile(r"^movie\.mp4")).set_input_files(source)
        await expect(tab.get_by_text("The file was accepted.")).to_be_visible()
        assert [url for url in sent if "partNumber=2" not in url] == []
        assert len(sent) == 1
        await tab.get_by_role("link", name="Continue with the video").click()
        await expect(tab.get_by_text("is played")).to_be_visible(timeout=ENCODING_SECONDS * 1000)
        await check(tab, real_browser)
        title: dict[str, Any] = read(api, f"/admin/playback/assets/{tab.url.rpartition('/')[2]}", admin)
    [version] = title["versions"]
    assert (version["status"], version["encryption"], title["currentVersion"]) == ("ready", "cbcs", 1)
    assert abs(version["durationMs"] - 1000 * SECONDS) < 100
    return title


async def test_the_page_plays_an_encrypted_movie_and_resumes(
    real_browser: RealBrowser, origin: str, api: httpx2.Client, slug: str, asset: dict[str, Any]
) -> None:
    email, _ = register(api)
    async with site(real_browser, origin, "dark") as context:
        await browser_of(context, email)
        tab = (await visit(context, f"/movies/{slug}")).tab
        await tab.get_by_role("link", name="Watch", exact=True).click()
        await play(tab)
        position, frames, corrupt = await until(lambda: decoded(tab), lambda value: value[0] > 4)
        assert frames > 3 * FRAMES_PER_SECOND
        assert corrupt == 0
        await tab.get_by_role("button", name="Pause", exact=True).click()
        await tab.close()

        again = await visit(context, WATCH.format(slug=slug))
        await again.tab.get_by_role("button", name="Continue", exact=True).click()
        await play(again.tab)
        resumed, frames, corrupt = await until(lambda: decoded(again.tab), lambda value: value[1] > FRAMES_PER_SECOND)
        assert (resumed > position - 1, corrupt) == (True, 0)
        assert again.problems == []
        await check(again.tab, real_browser)
        assert asset["currentVersion"] == 1


async def test_no_frame_is_decoded_with_wrong_keys(
    real_browser: RealBrowser, origin: str, api: httpx2.Client, slug: str, asset: dict[str, Any]
) -> None:
    email, _ = register(api)
    async with site(real_browser, origin, "light") as context:
        await browser_of(context, email)
        await context.route("**/watch/licences/**", with_wrong_keys)
        tab = (await visit(context, WATCH.format(slug=slug))).tab
        await expect(tab.locator("#player")).to_have_attribute("data-state", "failed")
        await expect(tab.get_by_role("alert")).to_contain_text("Code:")
        assert await decoded(tab) == (0, 0, 0)


async def test_hls_js_plays_the_same_movie(
    real_browser: RealBrowser, origin: str, api: httpx2.Client, asset: dict[str, Any]
) -> None:
    _, token = register(api)
    started = start(api, token)
    assert started.status_code == 201, started.text
    async with site(real_browser, origin, "dark") as context:
        tab = await open_with_hls(context, origin, started.json()["data"], token)
        _, frames, corrupt = await until(lambda: decoded(tab), lambda value: value[0] > 4)
        assert frames > 3 * FRAMES_PER_SECOND
        assert corrupt == 0


async def test_a_user_ends_another_stream_in_order_to_watch(
    real_browser: RealBrowser, origin: str, api: httpx2.Client, slug: str, asset: dict[str, Any]
) -> None:
    email, _ = register(api)
    for number in range(1, 10):
        started = start(api, token_of(api, email, PASSWORD), f"Screen {number}")
        if started.status_code == 409:
            break
    assert started.json()["error"]["code"] == "STREAM_LIMIT_REACHED"
    limit = started.json()["error"]["details"]["limit"]
    async with site(real_browser, origin, "light") as context:
        await browser_of(context, email)
        opened = await visit(context, WATCH.format(slug=slug))
        tab = opened.tab
        await expect(tab.get_by_role("listitem").filter(has_text="Screen")).to_have_count(limit)
        await check(tab, real_browser)
        await press(tab, "End the playback on Screen 1")
        await play(tab)
        decoding = await until(lambda: decoded(tab), lambda value: value[1] > FRAMES_PER_SECOND)
        assert decoding[2] == 0


async def test_the_player_obeys_buttons_keys_and_menus(
    real_browser: RealBrowser, origin: str, api: httpx2.Client, slug: str, asset: dict[str, Any]
) -> None:
    email, _ = register(api)
    async with site(real_browser, origin, "dark") as context:
        await browser_of(context, email)
        # The player changes from this sound to another, and needs none of its segments any more.
        opened = await visit(context, WATCH.format(slug=slug), abandoned=re.compile("/media/.+/audio-en/"))
        tab = opened.tab
        await play(tab)
        video, pressed = tab.locator("video"), tab.keyboard.press
        await pressed("k")
        await expect(tab.get_by_role("button", name="Play", exact=True)).to_be_visible()
        for key, speed in ((">", 1.25), (">", 1.5), ("<", 1.25)):
            await pressed(key)
            assert await video.evaluate("video => video.playbackRate") == speed
        await pressed("m")
        await expect(tab.get_by_role("button", name="Unmute", exact=True)).to_be_visible()
        await pressed("f")
        await expect(tab.get_by_role("button", name="Leave full screen", exact=True)).to_be_visible()
        await pressed("f")
        await tab.get_by_label("Settings of the player").click()
        await expect(tab.get_by_label("Speed", exact=True)).to_have_value("1.25")
        await check(tab, real_browser)
        sound = tab.get_by_label("Audio", exact=True)
        await expect(sound.locator("option")).to_have_text(["English", "Ukrainian"])
        # Its segments are requested only once it is chosen.
        async with tab.expect_request(re.compile("/audio-uk")):
            await sound.select_option("Ukrainian")
        # A chapter whose segments are being loaded would be left by the next one.
        await until(lambda: video.evaluate(BUFFERED), lambda end: end > SECONDS - 1)
        chapter = tab.get_by_label("Chapter", exact=True)
        await expect(chapter.locator("option")).to_have_text([f"0:00 {CHAPTERS[0]}", f"0:06 {CHAPTERS[1]}"])
        await chapter.select_option(f"0:06 {CHAPTERS[1]}")
        await until(lambda: video.evaluate("video => video.currentTime"), lambda at: at >= SECONDS / 2)
        await tab.get_by_label("Position", exact=True).hover(position={"x": 5, "y": 5})
        await expect(tab.locator("[data-preview] [data-label]")).to_contain_text(CHAPTERS[0])
        await expect(tab.locator("[data-preview] [data-picture]")).to_be_visible()
        picture = tab.get_by_role("button", name="Picture in picture", exact=True)
        if await tab.evaluate("document.pictureInPictureEnabled"):
            await picture.click()
            await until(lambda: tab.evaluate("document.pictureInPictureElement !== null"), bool)
        else:
            await expect(picture).to_be_hidden()
        assert opened.problems == []


async def test_the_next_episode_follows(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, asset: dict[str, Any]
) -> None:
    show = await asyncio.to_thread(imported, stack, api, "show", STEADY)
    await asyncio.to_thread(add_episodes, stack, media_id("show", STEADY))
    email, _ = register(api)
    async with site(real_browser, origin, "light") as context:
        await browser_of(context, email)
        tab = (await visit(context, f"/shows/{show}/seasons/1")).tab
        await tab.route("**/watch/sessions", partial(plays_instead, subject=str(MOVIE)))
        await tab.get_by_role("link", name="Watch").first.click()
        await play(tab)
        await tab.locator("video").evaluate(
            "video => { video.currentTime = video.duration - 0.3; return video.play(); }"
        )
        following = tab.get_by_role("group", name="Next episode")
        await expect(following).to_be_visible()
        await following.get_by_role("link", name="Play now").click()
        await expect(tab).to_have_url(re.compile("/watch/shows/.+/seasons/1/episodes/2$"))
        await expect(tab.locator("#player")).to_have_attribute("data-state", "ready")


async def test_whole_segments_are_decrypted_by_hls_js_and_by_the_page(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, slug: str, asset: dict[str, Any]
) -> None:
    admin = token_of(api, stack.admin_email, stack.admin_password)
    path = f"/admin/playback/assets/{asset['id']}"
    again = api.post(f"{path}/versions/1/reprocess", json={"encryption": "aes-128"}, headers=bearer(admin))
    assert again.status_code == 201, again.text

    async def current() -> int:
        return int(read(api, path, admin)["currentVersion"])

    async with asyncio.timeout(ENCODING_SECONDS):
        assert await until(current, lambda number: number == 2) == 2
    email, token = register(api)
    session = start(api, token).json()["data"]
    assert (session["licenseUrl"], session["manifests"]["dash"]) == (None, None)
    async with site(real_browser, origin, "dark") as context:
        tab = await open_with_hls(context, origin, session, token)
        _, frames, corrupt = await until(lambda: decoded(tab), lambda value: value[0] > 4)
        assert frames > 3 * FRAMES_PER_SECOND
        assert corrupt == 0
        await context.route("**/licenses/aes-128/*", with_wrong_segment_key)
        wrong = await open_with_hls(context, origin, session, token)
        errors = await until(lambda: failures(wrong), lambda count: count > 0)
        assert errors > 0
        assert await decoded(wrong) == (0, 0, 0)
    ended = api.delete(f"/playback/sessions/{session['sessionId']}", headers=bearer(token))
    assert ended.status_code == 204, ended.text
    async with site(real_browser, origin, "light") as context:
        await browser_of(context, email)
        opened = await visit(context, WATCH.format(slug=slug))
        await play(opened.tab)
        _, frames, corrupt = await until(lambda: decoded(opened.tab), lambda value: value[0] > 4)
        assert (frames > 3 * FRAMES_PER_SECOND, corrupt) == (True, 0)


async def failures(tab: Tab) -> int:
    """Return how many errors hls.js has reported on a page."""
    return int(await tab.evaluate("window.hlsErrors.length"))
