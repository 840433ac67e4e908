"""The fixture of a real browser, which starts when the first test needs it."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from devstack.folders import cache_folder
from devstack.testing.browser.chromium import ARGUMENTS, NoBrowser, chromium


@dataclass(frozen=True, slots=True)
class RealBrowser:
    """A running browser, and the script with the rules of accessibility."""

    browser: Browser
    axe: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for pictures of the pages."""
    parser.getgroup("marquee").addoption(
        "--page-pictures", action="store_true", help="store pictures of every page in build/pages"
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real_browser() -> AsyncIterator[RealBrowser]:
    """Yield a running browser; skip the test where there is none."""
    try:
        program = chromium(cache_folder(os.environ), os.environ)
    except NoBrowser as reason:
        pytest.skip(f"NOT TESTED IN A BROWSER: {reason}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program.program,
            args=list(ARGUMENTS),
            env=dict(program.environment) or None,
            chromium_sandbox=False,
        )
        yield RealBrowser(browser, program.axe.read_text("utf-8"))
        await browser.close()
