"""Visits of pages in a real browser: what went wrong, what the rules of accessibility find, and pictures."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import BrowserContext, ConsoleMessage, Frame, Request, Response
from playwright.async_api import Page as Tab

from devstack.testing.browser_plugin import RealBrowser

Theme = Literal["dark", "light"]
WIDTHS: Final = (320, 768, 1440)
HEIGHT: Final = 900
TALLEST: Final = 6000
LARGEST: Final = (3840, 2160)
LONGEST_LINE: Final = 110
"""Characters; text in longer lines is hard to follow."""
_LONG_LINES: Final = """longest => [...document.querySelectorAll("main p, main li, main dd, main blockquote")]
  .filter((element) => element.innerText.length > 2 * longest && !element.querySelector("p, li, dd, table"))
  .filter((element) => {
    const { width } = element.getBoundingClientRect();
    return width / parseFloat(getComputedStyle(element).fontSize) * 2 > longest;
  })
  .map((element) => element.innerText.slice(0, 60))"""
_SIGN_IN: Final = """async ([email, password]) => {
  const response = await fetch("/api/v1/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token-Delivery": "cookie" },
    body: JSON.stringify({ email, password }),
  });
  return response.status;
}"""
_STREAM: Final = re.compile(r"/api/v1/[^?]+/events($|\?)")
"""Addresses of server-sent events."""
_AXE: Final = """
axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) =>
  JSON.stringify(result.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.target.join(" "))])))
"""


@dataclass
class Visit:
    """An open page and what has gone wrong on it."""

    tab: Tab
    expected: int = 200
    """The status of the page."""
    abandoned: re.Pattern[str] | None = None
    """Addresses whose loading the page may abort while it stays open; none by default."""
    problems: list[str] = field(default_factory=list)
    _running: set[Request] = field(default_factory=set)
    _left: set[Request] = field(default_factory=set)
    """Requests of pages that were left while these ran."""
    _is_leaving: bool = False
    """Whether the next page is requested, and this one still shown."""

    def observe(self) -> None:
        """Note from now on what goes wrong."""
        self.tab.on("console", self._heard)
        self.tab.on("request", self._requested)
        self.tab.on("framenavigated", self._navigated)
        self.tab.on("requestfinished", self._finished)
        self.tab.on("requestfailed", self._failed)
        self.tab.on("response", self._responded)
        self.tab.on("pageerror", lambda error: self.problems.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        is_expected = self.expected >= 400 and str(self.expected) in message.text
        if message.type in ("error", "warning") and not is_expected:
            self.problems.append(f"console: {message.text}")

    def _requested(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self._left.update(self._running)
            self._is_leaving = True
        elif self._is_leaving:
            self._left.add(request)
        self._running.add(request)

    def _navigated(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self._is_leaving = False

    def _finished(self, request: Request) -> None:
        self._running.discard(request)

    def _failed(self, request: Request) -> None:
        # A page that is left needs nothing any more of what it has requested, and a part that is replaced no picture
        # and no stream of its events, which has no other end.
        is_replaced = request.resource_type == "image" or _STREAM.search(request.url)
        is_left = is_replaced or request in self._left or self._is_abandoned(request)
        self._running.discard(request)
        if not (is_left and request.failure == "net::ERR_ABORTED"):
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _is_abandoned(self, request: Request) -> bool:
        return self.abandoned is not None and self.abandoned.search(request.url) is not None

    def _responded(self, response: Response) -> None:
        is_page = response.status == self.expected and response.request.is_navigation_request()
        if response.status >= 400 and not is_page:
            self.problems.append(f"{response.status}: {response.url}")

    async def overflow(self) -> int:
        """Return how many pixels the page is wider than the window."""
        width = await self.tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(0, int(width))

    async def long_lines(self) -> list[str]:
        """Return the beginnings of texts whose lines are too long to read; a character is half as wide as high."""
        lines: list[str] = await self.tab.evaluate(_LONG_LINES, LONGEST_LINE)
        return lines

    async def violations(self, axe: str) -> dict[str, list[str]]:
        """Return the elements that violate each rule of accessibility."""
        violations: list[tuple[str, list[str]]] = json.loads(await self.tab.evaluate(axe + _AXE))
        return dict(violations)

    async def picture(self, path: Path, width: int) -> None:
        """Store a picture of the whole page as JPEG, which costs the browser a quarter of the time of PNG."""
        height = min(TALLEST, int(await self.tab.evaluate("document.documentElement.scrollHeight")))
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        await self.tab.screenshot(
            path=path,
            type="jpeg",
            quality=80,
            full_page=True,
            clip=clip,  # type: ignore[arg-type]
            animations="disabled",
        )


@asynccontextmanager
async def site(
    browser: RealBrowser, origin: str, theme: Theme, language: str = "en", *, has_scripts: bool = True
) -> AsyncIterator[BrowserContext]:
    """Yield a browser without a past, in a theme of the system and a language, with or without scripts."""
    context = await browser.browser.new_context(
        base_url=origin,
        locale="uk-UA" if language == "uk" else "en-US",
        timezone_id="Europe/Kyiv",
        color_scheme=theme,
        viewport={"width": WIDTHS[-1], "height": HEIGHT},
        reduced_motion="reduce",
        java_script_enabled=has_scripts,
    )
    try:
        yield context
    finally:
        await context.close()


async def sign_in(context: BrowserContext, email: str, password: str) -> None:
    """Sign in as the pages do: with the tokens in cookies."""
    tab = await context.new_page()
    await tab.goto("/offline")
    assert await tab.evaluate(_SIGN_IN, [email, password]) == 200
    await tab.close()


async def visit(
    context: BrowserContext, address: str, expected: int = 200, *, abandoned: re.Pattern[str] | None = None
) -> Visit:
    """Open a page and wait until its parts have arrived; an unexpected status is a problem of it."""
    tab = await context.new_page()
    opened = Visit(tab, expected, abandoned)
    opened.observe()
    response = await tab.goto(address, wait_until="load")
    if response is None or response.status != expected:
        opened.problems.append(f"status {response.status if response else None}")
    # Not a function in the page: to repeat it, Playwright evaluates a text, which the policy of the pages forbids.
    await tab.wait_for_selector(".htmx-request", state="detached")
    return opened
