"""A folder is connected, scanned while its page is open, and its files become versions of a title."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
from playwright.async_api import BrowserContext, expect

from browser_journeys import LONGEST_WAIT, press
from devstack.services import SAMPLE_LIBRARY
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site, visit
from player_journeys import check, imported
from stacks import Stack

pytestmark = pytest.mark.e2e

DUNE: Final = 438631
SOURCES: Final = "/my/sources"
NAME: Final = "My attic"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def media_folder(stack: Stack) -> Iterator[Path]:
    """Yield a folder that may be a source, with a movie and a file that nothing is known of."""
    folder = stack.data / SAMPLE_LIBRARY / "Shelf"
    for name in ("Dune (2021)/Dune.2021.1080p.BluRay.x264.mkv", "Holidays/VID_0001.mp4"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(1000))
    yield folder
    shutil.rmtree(folder)


async def administrator(context: BrowserContext, stack: Stack) -> None:
    """Sign in as the administrator, who alone may connect folders."""
    context.set_default_timeout(LONGEST_WAIT)
    await sign_in(context, stack.admin_email, stack.admin_password)


async def test_a_folder_becomes_versions_of_a_title(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client, media_folder: Path
) -> None:
    slug = imported(stack, api, "movie", DUNE)
    async with site(real_browser, origin, "dark") as context:
        await administrator(context, stack)
        opened = await visit(context, SOURCES)
        tab = opened.tab
        await tab.get_by_role("link", name="Folder of this server").click()
        await tab.get_by_label("Name", exact=True).fill(NAME)
        await tab.get_by_label("Folder", exact=True).fill("../media")
        await press(tab, "Connect")
        await expect(tab.get_by_role("link", name="Folder: Must be an absolute path")).to_be_visible()
        await tab.get_by_label("Folder", exact=True).fill(str(media_folder))
        await press(tab, "Connect")
        await expect(tab.get_by_role("heading", level=1)).to_have_text(NAME)
        scan = tab.get_by_role("region", name="Scans").get_by_role("row").nth(1)
        # The page follows the scan by the stream of the API: it is not loaded again.
        await expect(scan).to_contain_text("Done")
        await expect(scan.get_by_role("cell").nth(1)).to_have_text("2")
        await check(tab, real_browser)

        await tab.get_by_role("link", name="Files of this source without a title").click()
        await tab.get_by_role("link", name=re.compile("VID_0001")).click()
        await tab.get_by_label("Search for a title").fill("Dune")
        await press(tab, "Search")
        await tab.get_by_role("radio", name=re.compile("^Dune 2021")).check()
        await check(tab, real_browser)
        await press(tab, "This is it")
        await expect(tab.get_by_role("status").first).to_contain_text("The file has its title.")
        await tab.goto(f"/movies/{slug}")
        library = tab.get_by_role("region", name="Available in my library")
        own = library.get_by_role("listitem").filter(has_text=NAME)
        await expect(own).to_have_count(2)
        await expect(own.first).to_contain_text("FHD")
        await library.get_by_role("button", name="Forget my choice: Holidays/VID_0001.mp4").click()
        await expect(own).to_have_count(1)

        await own.get_by_role("link", name=NAME).click()
        await press(tab, "Pause")
        await expect(tab.get_by_text("Paused", exact=True)).to_be_visible()
        tab.once("dialog", lambda dialog: dialog.accept())
        await press(tab, "Disconnect")
        await expect(tab).to_have_url(re.compile(f"{SOURCES}$"))
        await expect(tab.get_by_role("link", name=NAME)).to_have_count(0)
        assert [problem for problem in opened.problems if "400" not in problem] == []


async def test_a_source_is_connected_without_scripts(
    real_browser: RealBrowser, stack: Stack, origin: str, media_folder: Path
) -> None:
    async with site(real_browser, origin, "light", "uk") as scripted:
        await administrator(scripted, stack)
        state = await scripted.storage_state()
    context = await real_browser.browser.new_context(
        base_url=origin, locale="uk-UA", storage_state=state, java_script_enabled=False
    )
    context.set_default_timeout(LONGEST_WAIT)
    tab = await context.new_page()
    await tab.goto(f"{SOURCES}/new/folder")
    await tab.get_by_label("Назва", exact=True).fill("Полиця")
    await tab.get_by_label("Тека", exact=True).fill(str(media_folder))
    await tab.get_by_role("button", name="Під’єднати", exact=True).click()
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Полиця")
    await tab.get_by_role("button", name="Від’єднати", exact=True).click()
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Мої джерела медіа")
    await context.close()
