"""A file of a source is played on a page of its title, and its position goes to the library of the user."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from playwright.async_api import expect

from browser_journeys import LONGEST_WAIT, read, token_of
from contracts.identity import media_id
from devstack.services import SAMPLE_LIBRARY
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site, visit
from player_journeys import bearer, check, imported, play, until
from stacks import Stack, eventually
from videos import PADDING, SECONDS, decoded, movie

pytestmark = pytest.mark.e2e

NUMBER: Final = 438631
DUNE: Final = media_id("movie", NUMBER)
PLAYED: Final = "Dune (2021)/Dune.2021.1080p.BluRay.x264.mp4"
BROKEN: Final = "Dune (2021)/Dune.2021.480p.mp4"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def folder(stack: Stack, media_tools: Path) -> Iterator[Path]:
    """Yield a folder that may be a source: a movie, and a file with the name of one."""
    folder = stack.data / SAMPLE_LIBRARY / "Projector"
    (folder / PLAYED).parent.mkdir(parents=True)
    movie(media_tools, folder / PLAYED)
    (folder / BROKEN).write_bytes(bytes(1000))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def slug(stack: Stack, api: httpx2.Client, folder: Path) -> Iterator[str]:
    """Yield the slug of the title of the files, in a source for everyone."""
    slug = imported(stack, api, "movie", NUMBER)
    administrator = bearer(token_of(api, stack.admin_email, stack.admin_password))
    body = {"kind": "folder", "name": "Projector", "configuration": {"path": str(folder)}}
    source = api.post("/sources", json=body, headers=administrator).json()["data"]["id"]

    def versions() -> list[dict[str, Any]]:
        listed = api.get(f"/sources/titles/{DUNE}", headers=administrator).json()["data"]["versions"]
        return [version for version in listed if version["sourceId"] == source]

    eventually(versions, lambda listed: len(listed) == 2)
    yield slug
    api.delete(f"/sources/{source}", headers={**administrator, "if-match": "*"})


async def test_a_file_is_played_and_continues_where_the_user_stopped(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, slug: str, folder: Path
) -> None:
    async with site(real_browser, origin, "dark") as context:
        context.set_default_timeout(LONGEST_WAIT)
        await sign_in(context, stack.admin_email, stack.admin_password)
        opened = await visit(context, f"/movies/{slug}", abandoned=re.compile("/sources/streams/"))
        tab = opened.tab
        library = tab.get_by_role("region", name="Available in my library")
        await library.get_by_role("link", name=f"Play: {PLAYED}").click()
        await play(tab)
        await until(lambda: decoded(tab), lambda value: value[0] > 4 and value[1] > 48)
        await tab.keyboard.press("k")
        administrator = token_of(api, stack.admin_email, stack.admin_password)

        async def positions() -> list[dict[str, Any]]:
            return [one for one in read(api, f"/me/positions/{DUNE}", administrator) if one["state"] == "paused"]

        [position] = await until(positions, bool)
        assert (position["durationSeconds"], 4 <= position["positionSeconds"] < SECONDS) == (SECONDS, True)
        await tab.keyboard.press("ArrowLeft")
        assert (await until(lambda: decoded(tab), lambda value: value[0] < 1))[2] == 0
        await tab.keyboard.press("ArrowRight")
        assert await until(lambda: decoded(tab), lambda value: value[0] >= 10)
        await check(tab, real_browser)
        # The library of the player warns of a file whose codecs no list names.
        assert [problem for problem in opened.problems if "contentType: video/mp4; codecs=" not in problem] == []

        await tab.goto("about:blank")
        await tab.go_back()
        await tab.get_by_role("button", name="From the beginning", exact=True).click()
        await play(tab)

        await tab.goto(f"/movies/{slug}")
        await library.get_by_role("link", name=f"Play: {BROKEN}").click()
        message = tab.get_by_role("alert")
        await expect(message).to_contain_text("This browser cannot play this file.")
        async with tab.expect_download() as download:
            await message.get_by_role("button", name=f"Download: {BROKEN}").click()
        assert (await download.value).suggested_filename == BROKEN.rpartition("/")[2]
        (folder / BROKEN).unlink()
        await tab.reload()
        await expect(message).to_contain_text("The file cannot be read from its source right now.")
        await check(tab, real_browser)


async def test_an_editor_makes_a_version_from_the_file(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, slug: str
) -> None:
    administrator = token_of(api, stack.admin_email, stack.admin_password)
    added = api.post("/admin/playback/assets", json={"subject": str(DUNE)}, headers=bearer(administrator))
    asset: str = added.json()["data"]["id"]
    async with site(real_browser, origin, "light") as context:
        context.set_default_timeout(LONGEST_WAIT)
        await sign_in(context, stack.admin_email, stack.admin_password)
        opened = await visit(context, f"/admin/playback/assets/{asset}")
        tab = opened.tab
        await check(tab, real_browser)
        await tab.get_by_role("button", name=f"Use this file: {PLAYED}").click()
        await expect(tab.get_by_text("The file was accepted.")).to_be_visible()
        await check(tab, real_browser)
        assert opened.problems == []
    [version] = read(api, f"/admin/playback/assets/{asset}", administrator)["versions"]
    assert (version["number"], version["sourceBytes"] > PADDING) == (1, True)
    path = f"/admin/playback/assets/{asset}/versions/1/cancel"
    assert api.post(path, headers=bearer(administrator)).status_code in (200, 202, 409)
