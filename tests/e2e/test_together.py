"""Two users in two browsers watch together: what one does shows at the other, at the same position."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import BrowserContext, expect
from playwright.async_api import Page as Tab

from browser_journeys import LONGEST_WAIT, press
from contracts.identity import media_id
from devstack.testing.browser_plugin import RealBrowser
from page_visits import Visit, sign_in, site, visit
from player_journeys import check
from stacks import Stack
from user_data import PASSWORD, registered

pytestmark = pytest.mark.e2e

NAME: Final = "An evening <b>"
MOVIE: Final = media_id("movie", 438631)
_POSITION: Final = "() => ({...document.getElementById('together-connection').dataset})"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


async def entered(context: BrowserContext, name: str) -> Visit:
    """Sign in, and open the page of sessions."""
    context.set_default_timeout(LONGEST_WAIT)
    await sign_in(context, f"{name}@marquee.example", PASSWORD)
    return await visit(context, "/my/together")


async def position(tab: Tab) -> tuple[float, float]:
    """Return the position that a page shows, and the instant of the server at which it does."""
    shown = await tab.evaluate(_POSITION)
    return float(shown["positionMs"]), float(shown["serverMs"])


async def test_two_browsers_are_at_the_same_position(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client
) -> None:
    letters = uuid4().hex[:8]
    host, guest = f"host_{letters}", f"guest_{letters}"
    bearer = registered(api, host)
    registered(api, guest)
    async with site(real_browser, origin, "dark") as one, site(real_browser, origin, "light") as other:
        first, second = await entered(one, host), await entered(other, guest)
        tab, theirs = first.tab, second.tab
        await tab.get_by_label("Name", exact=True).fill(NAME)
        await check(tab, real_browser)
        await press(tab, "Begin")
        await expect(tab.get_by_role("heading", level=1)).to_have_text(NAME)
        await expect(tab.get_by_role("status").first).to_have_text("In sync")
        code = await tab.get_by_role("region", name="Code").locator("strong").inner_text()

        await theirs.get_by_label("Code", exact=True).fill(code.lower())
        await press(theirs, "Join")
        await expect(theirs.get_by_role("heading", level=1)).to_have_text(NAME)
        # The page of the host follows: the guest is there without a reload.
        members = tab.get_by_role("region", name="Members")
        await expect(members.get_by_role("listitem")).to_have_count(2)
        await expect(theirs.get_by_role("button", name="Play")).to_have_count(0)

        session_id = tab.url.rsplit("/", 1)[1]
        item = {"mediaItemId": str(MOVIE), "durationMs": 9_300_000}
        added = api.post(f"/social/sessions/{session_id}/queue", json=item, headers=bearer)
        assert added.status_code == 201, added.text
        play = tab.get_by_role("button", name="Play", exact=True)
        await expect(play).to_be_visible()
        await press(tab, "Play")
        now = theirs.get_by_role("region", name="Now")
        await expect(now.get_by_text("Playing", exact=True)).to_be_visible()
        await expect(theirs.locator("#together-position")).to_have_text(re.compile("00:00:0[1-9]"))
        await expect(tab.locator("#together-position")).to_have_text(re.compile("00:00:0[1-9]"))
        (ahead, at), (behind, later) = await position(tab), await position(theirs)
        # Both show the position of an instant: what is left is how far the two clocks are apart.
        print(f"\ndrift {abs((ahead - at) - (behind - later)):.0f} ms between two browsers (goal 150)")

        await members.get_by_role("button", name="Make a DJ").click()
        await expect(theirs.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        await press(theirs, "Pause")
        await expect(tab.get_by_role("region", name="Now").get_by_text("Paused", exact=True)).to_be_visible()
        await check(tab, real_browser)
        await press(theirs, "Leave")
        await expect(members.get_by_role("listitem")).to_have_count(1)
        assert [*first.problems, *second.problems] == []
