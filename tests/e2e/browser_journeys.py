"""What journeys through the pages share: reading the API, and pressing what leads to another page."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2
from playwright.async_api import BrowserContext, Dialog
from playwright.async_api import Page as Tab

from contracts.identity import media_id

LONGEST_WAIT: Final = 30_000
"""Milliseconds until something that a service does in the background shows on a page."""
NUMBER: Final = 438631
MOVIE: Final = media_id("movie", NUMBER)
"""It has everything that a page of a title shows."""

Opener = Callable[..., Awaitable[BrowserContext]]


def read(api: httpx2.Client, path: str, token: str = "", **query: Any) -> Any:
    """Return the data of a response of the API."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = api.get(path, params=query, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def token_of(api: httpx2.Client, email: str, password: str) -> str:
    """Return an access token."""
    response = api.post("/auth/login", json={"email": email, "password": password})
    assert response.status_code == 200, response.text
    token: str = response.json()["data"]["accessToken"]
    return token


async def press(tab: Tab, name: str) -> None:
    """Press a button that leads to another page."""
    async with tab.expect_navigation():
        await tab.get_by_role("button", name=name, exact=True).click()


async def accept(dialog: Dialog) -> None:
    """Accept the question of a page."""
    await dialog.accept()
