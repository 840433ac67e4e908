"""The page of a session in a real browser: when it connects, and that the player of music does not replace it."""

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import expect
from services.web.tests.component.test_music_player import Site, begin, opened, playing, site
from services.web.tests.component.test_together import API, PAGE, session

from devstack.testing.browser_plugin import RealBrowser
from web.application.api import Reply

pytestmark = pytest.mark.integration

__all__ = ["site"]

SOCKETS = """
window.sockets = [];
window.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 1;
  constructor() { super(); sockets.push(this); }
  send() {}
  close() { this.readyState = 3; }
};
"""
HIDE = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
SHOW = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
CLOSED = "sockets[0].dispatchEvent(new Event('close'))"


async def connections(tab: Tab, *events: str) -> int:
    """Return the connections of a page at which these events happen, when the longest pause before another is over."""
    await tab.goto(PAGE)
    for event in events:
        await tab.evaluate(event)
    await tab.clock.run_for(2_000)
    return int(await tab.evaluate("sockets.length"))


async def test_a_page_has_one_connection_at_a_time(real_browser: RealBrowser, site: Site) -> None:
    async with opened(real_browser, site) as tab:
        site.api.on(API, Reply(200, session()))
        await tab.clock.install()
        await tab.add_init_script(SOCKETS)
        assert await connections(tab) == 1
        assert await connections(tab, CLOSED) == 2
        await expect(tab.locator("#together-connection")).to_contain_text("The connection is lost.")
        # The browser shows the page of its history again: before or behind what happened to the former connection.
        assert await connections(tab, HIDE, SHOW, CLOSED) == 2
        await expect(tab.locator("#together-connection")).to_have_text("")
        assert await connections(tab, CLOSED, HIDE, SHOW) == 2


async def test_the_player_of_music_does_not_replace_it(real_browser: RealBrowser, site: Site) -> None:
    async with opened(real_browser, site) as tab:
        site.api.on(API, Reply(200, session()))
        site.api.on("social/sessions", Reply(200, [session()]))
        await begin(tab, "First")
        await tab.goto(PAGE)
        await tab.get_by_role("button", name="Play", exact=True).click()
        await playing(tab, "First")
        await tab.evaluate("window.stays = true")
        await tab.locator(".crumb").get_by_role("link").click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Watch and listen together")
        assert await tab.evaluate("window.stays") is None
