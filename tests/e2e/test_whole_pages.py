"""Every page in a real browser: both themes, from 320 pixels to 4K, no error, no violation of accessibility.

With `--page-pictures`, pictures of all of them are in `build/pages` after a run. It needs the whole demo data, so it
runs after the modules that count titles and users.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from playwright.async_api import BrowserContext

from broken_events import rejected_letter
from browser_journeys import token_of
from devstack.secret_files import VISITOR_EMAIL, load_secrets
from devstack.testing.browser_plugin import RealBrowser
from page_names import demo_names
from page_visits import HEIGHT, LARGEST, WIDTHS, Theme, sign_in, site, visit
from pages_table import FRAGMENTS, OF_MUSIC, PAGES, Page
from stacks import Stack
from web.presentation.pages import ROUTERS

pytestmark = pytest.mark.e2e

PARTS: Final = "/parts/"
THEMES: Final[tuple[Theme, ...]] = ("dark", "light")


@pytest.fixture(scope="module")
def names(stack: Stack, receiver_port: int) -> dict[str, str]:
    """Return what stands in the addresses of the table."""
    seeded = stack.marquee("seed", seconds=900)
    assert seeded.returncode == 0, seeded.stderr
    secrets = load_secrets(stack.data, ())
    accounts = {"user": (VISITOR_EMAIL, secrets.demo_password), "operator": (stack.admin_email, secrets.admin_password)}
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as api:
        letter = rejected_letter(stack, token_of(api, stack.admin_email, secrets.admin_password))["id"]
        return demo_names(api, accounts, f"http://127.0.0.1:{receiver_port}/marquee", letter)


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Return the folder of the pictures; null if none are taken."""
    if not request.config.getoption("--page-pictures"):
        return None
    folder = request.config.rootpath / "build" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def contexts(
    real_browser: RealBrowser, stack: Stack, names: dict[str, str]
) -> AsyncIterator[dict[str, BrowserContext]]:
    """Yield a browser for each viewer."""
    assert names
    secrets = load_secrets(stack.data, ())
    accounts = {"user": (VISITOR_EMAIL, secrets.demo_password), "operator": (stack.admin_email, secrets.admin_password)}
    origin = stack.gateway.replace("127.0.0.1", "localhost")
    opened: dict[str, BrowserContext] = {}
    async with AsyncExitStack() as sites:
        for viewer in ("visitor", *accounts):
            opened[viewer] = await sites.enter_async_context(site(real_browser, origin, THEMES[0]))
            if viewer in accounts:
                await sign_in(opened[viewer], *accounts[viewer])
        yield opened


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.viewer}-{page.name}")
async def test_a_page_is_complete_in_a_browser(
    real_browser: RealBrowser,
    contexts: dict[str, BrowserContext],
    names: dict[str, str],
    page: Page,
    pictures: Path | None,
) -> None:
    shown = replace(page, address=page.address.format_map(names))
    opened = await visit(contexts[page.viewer], shown.address, page.status)
    violations: dict[str, dict[str, list[str]]] = {}
    overflows: dict[str, int] = {}
    try:
        for theme in THEMES:
            await opened.tab.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                await opened.tab.set_viewport_size({"width": width, "height": HEIGHT})
                overflows[f"{theme} {width}"] = await opened.overflow()
                if pictures:
                    await opened.picture(pictures / f"{page.viewer}-{page.name}-{theme}-{width}.jpg", width)
            violations[theme] = await opened.violations(real_browser.axe)
        width, height = LARGEST
        await opened.tab.set_viewport_size({"width": width, "height": height})
        overflows[f"{width}"] = await opened.overflow()
        long_lines = await opened.long_lines()
    finally:
        await opened.tab.close()
    seen = {"problems": opened.problems, "violations": violations, "overflows": overflows, "lines": long_lines}
    complete = {"problems": [], "violations": {theme: {} for theme in THEMES}, "overflows": dict.fromkeys(overflows, 0)}
    assert seen == {**complete, "lines": []}, json.dumps(seen, indent=1)


def test_every_page_is_visited() -> None:
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    routes = {route.path for route in every if "GET" in (route.methods or ()) and not route.path.startswith(PARTS)}
    visited = {page.route for page in PAGES if page.status == 200}
    assert routes - FRAGMENTS - OF_MUSIC == visited
    assert routes >= FRAGMENTS | OF_MUSIC
