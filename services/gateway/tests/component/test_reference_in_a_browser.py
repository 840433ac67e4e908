"""The reference of the API in a real browser: sign in, find an operation, and send it as the user."""

import re
from typing import Any, Final

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import Request, expect
from services.gateway.tests.component.harness import Echo, Gateway

from chassis.testing.kafka import wait_until
from devstack.testing.browser_plugin import RealBrowser

pytestmark = pytest.mark.integration

LONGEST_WAIT: Final = 20_000
"""Milliseconds."""
EMAIL: Final = "ada@example.com"


async def test_the_reference_sends_test_requests_of_the_user_who_signed_in(
    real_browser: RealBrowser, gateway: Gateway, echo: Echo
) -> None:
    await wait_until(lambda: not gateway.container.application.document.missing, what="every document")
    tab = await real_browser.browser.new_page()
    tab.set_default_timeout(LONGEST_WAIT)
    problems: list[str] = []
    hosts: set[str] = set()
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: hosts.add(host_of(request)))
    token = echo.tokens.issue()
    sign_ins: list[Any] = []

    async def accept(route: Any) -> None:
        sign_ins.append(route.request.post_data_json)
        await route.fulfill(json={"data": {"accessToken": token, "refreshToken": "next", "expiresIn": 600}})

    await tab.route("**/api/v1/auth/login", accept)
    await tab.goto(f"{gateway.url}/docs")
    await expect(tab.get_by_role("heading", level=1, name="Marquee API")).to_be_visible(timeout=LONGEST_WAIT)
    await expect(tab.get_by_role("heading", name="Get a token")).to_be_visible()

    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await tab.get_by_label("E-mail address or username").fill(EMAIL)
    await tab.get_by_label("Password").fill("Long-walk-home-77")
    await tab.locator("#sign-in-form").get_by_role("button", name="Sign in").click()
    await expect(tab.locator("#sign-in-state")).to_have_text(f"Signed in as {EMAIL}")
    assert sign_ins == [{"email": EMAIL, "password": "Long-walk-home-77"}]

    for group in ("Discover", "Scores"):
        await tab.get_by_role("button", name=f"Open Group - {group}", exact=True).click()
    await tab.get_by_role("link", name="/api/v1/stats/echo").first.click()
    await tab.get_by_role("button", name=re.compile("Test Request")).first.click()
    assert await authorizations(tab, echo) == [f"Bearer {token}"]
    # A form that is closed cancels its request, and reports that to the console.
    assert problems == []

    await tab.keyboard.press("Escape")
    await tab.get_by_role("button", name="Sign out", exact=True).click()
    await expect(tab.locator("#sign-in-state")).to_be_empty()
    assert [request["path"] for request in echo.requests] == ["/api/v1/auth/logout"]
    await tab.get_by_role("button", name=re.compile("Test Request")).first.click()
    assert await authorizations(tab, echo) == []
    assert hosts == {f"127.0.0.1:{gateway.port}"}, "the page needs no other host"
    await tab.close()


async def authorizations(tab: Tab, echo: Echo) -> list[str]:
    """Send the request of the open form, and return the tokens that its service received."""
    echo.requests.clear()
    await tab.get_by_role("button", name=re.compile("Send")).first.click()
    await wait_until(lambda: bool(echo.requests), what="the test request")
    [request] = echo.requests
    echo.requests.clear()
    assert request["path"] == "/api/v1/stats/echo"
    return [value for name, value in request["headers"] if name == "authorization"]


def host_of(request: Request) -> str:
    return request.url.split("/")[2]
