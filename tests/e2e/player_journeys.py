"""What journeys of the player share: users, the titles that they play, and waiting for what a player does."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Literal
from uuid import uuid4

import httpx2
from playwright.async_api import BrowserContext, expect
from playwright.async_api import Page as Tab

from browser_journeys import LONGEST_WAIT, token_of
from contracts.identity import media_id
from devstack.testing.browser_plugin import RealBrowser
from page_visits import HEIGHT, WIDTHS, Visit, sign_in
from stacks import Stack, eventually

NUMBER: Final = 693134
MOVIE: Final = media_id("movie", NUMBER)
PASSWORD: Final = "Correct-horse-7-battery"
POLL_MS: Final = 100


def imported(stack: Stack, api: httpx2.Client, kind: Literal["movie", "show"], number: int) -> str:
    """Return the slug of a title, which is imported unless the catalog has it."""
    headers = bearer(token_of(api, stack.admin_email, stack.admin_password))
    request = partial(api.post, "/ingestion/sync", json={"tmdbId": number, "type": kind}, headers=headers)
    # Of a stack that has just started, a breaker may still be open.
    eventually(request, lambda response: response.status_code == 202)
    path = f"/catalog/titles/{media_id(kind, number)}"
    title = eventually(lambda: api.get(path), lambda response: response.status_code == 200)
    slug: str = title.json()["data"]["slug"]
    return slug


def bearer(token: str) -> dict[str, str]:
    """Return the header of a user."""
    return {"Authorization": f"Bearer {token}"}


def register(api: httpx2.Client) -> tuple[str, str]:
    """Return the address of a new user, and a token of a device of theirs."""
    name = f"viewer_{uuid4().hex[:8]}"
    account = {"username": name, "email": f"{name}@marquee.example", "password": PASSWORD}
    response = api.post("/auth/register", json=account)
    assert response.status_code == 201, response.text
    return account["email"], response.json()["data"]["accessToken"]


def start(api: httpx2.Client, token: str, device: str = "") -> httpx2.Response:
    """Start a session of the movie on another device than the browser."""
    return api.post(f"/playback/{MOVIE}/session", json={"deviceName": device or None}, headers=bearer(token))


async def until(read_value: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool]) -> Any:
    """Return the first value for which `holds`; fails with the last one."""
    for _ in range(LONGEST_WAIT // POLL_MS):
        value = await read_value()
        if holds(value):
            return value
        await asyncio.sleep(POLL_MS / 1000)
    raise AssertionError(f"still {value}")


async def check(tab: Tab, browser: RealBrowser) -> None:
    """Check that a page violates no rule of accessibility, and fits into a phone and a large screen."""
    opened, size = Visit(tab), tab.viewport_size
    assert await opened.violations(browser.axe) == {}
    for width in WIDTHS:
        await tab.set_viewport_size({"width": width, "height": HEIGHT})
        assert await opened.overflow() == 0
    assert size is not None
    await tab.set_viewport_size(size)


async def play(tab: Tab) -> None:
    """Press play unless the browser has begun by itself."""
    await expect(tab.locator("#player")).to_have_attribute("data-state", "ready")
    button = tab.get_by_role("button", name=re.compile("^(Play|Pause)$"))
    if await button.get_attribute("aria-label") == "Play":
        await button.click()


async def browser_of(context: BrowserContext, email: str) -> BrowserContext:
    """Return the browser of a user who has signed in."""
    context.set_default_timeout(LONGEST_WAIT)
    await sign_in(context, email, PASSWORD)
    return context
