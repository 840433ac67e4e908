"""Journeys of users through the pages in a real browser: they click and type, and find everything by roles and labels.

It needs the whole demo data, so it runs after the modules that count titles and users.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any, Final

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Dialog, expect
from playwright.async_api import Page as Tab

from contracts.identity import media_id
from devstack.secret_files import ADMIN_EMAIL, load_secrets
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site, visit
from stacks import Stack

pytestmark = pytest.mark.e2e

LONGEST_WAIT: Final = 30_000
"""Milliseconds until something that a service does in the background shows on a page."""
NUMBER: Final = 438631
MOVIE: Final = media_id("movie", NUMBER)
"""It has everything that a page of a title shows."""
RARE_COUNTRY: Final = "ES"
"""A country of few titles, so that a policy against it changes something, but not much."""

Opener = Callable[..., Awaitable[BrowserContext]]


@pytest.fixture(scope="module")
def origin(stack: Stack) -> str:
    """Return the address of the pages; their cookies need the name."""
    return stack.gateway.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API of a stack with the whole demo data."""
    seeded = stack.marquee("seed", seconds=900)
    assert seeded.returncode == 0, seeded.stderr
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def title(api: httpx2.Client) -> str:
    """Return the address of the page of a title."""
    return f"/movies/{read(api, f'/catalog/titles/{MOVIE}')['slug']}"


@pytest_asyncio.fixture(loop_scope="session")
async def browser(real_browser: RealBrowser, origin: str, api: httpx2.Client) -> AsyncIterator[Opener]:
    """Yield a function that opens a browser without a past; its arguments are options of the browser."""
    assert not api.is_closed
    async with AsyncExitStack() as opened:

        async def open_browser(*, has_scripts: bool = True) -> BrowserContext:
            context = await opened.enter_async_context(site(real_browser, origin, "dark", has_scripts=has_scripts))
            context.set_default_timeout(LONGEST_WAIT)
            return context

        yield open_browser


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


async def test_an_editor_tries_promotes_and_rolls_back_a_policy(
    browser: Opener, stack: Stack, api: httpx2.Client
) -> None:
    password = load_secrets(stack.data, ()).admin_password
    token = token_of(api, ADMIN_EMAIL, password)
    context = await browser()
    await sign_in(context, ADMIN_EMAIL, password)
    opened = await visit(context, "/admin/policies")
    tab = opened.tab
    tab.on("dialog", accept)
    before = await active(tab)

    await tab.get_by_role("link", name="New policy").click()
    await expect(tab.get_by_role("heading", level=1)).to_have_text("New policy")
    editor = tab.get_by_label("Policy (JSON)")
    policy = json.loads(await editor.input_value())
    await editor.fill(json.dumps({**policy, "blockedCountries": [*policy["blockedCountries"], RARE_COUNTRY]}))
    await tab.get_by_label("Description").fill("Nothing from one country")
    await press(tab, "Try")
    await expect(tab.get_by_role("heading", name=f"Difference to {before}")).to_be_visible()
    changed = tab.get_by_role("region", name="Changes").get_by_role("row").filter(has_text="BLOCKED_COUNTRY")
    name = await changed.first.get_by_role("link").inner_text()
    assert await active(await other(context)) == before, "a trial changes nothing"

    await press(tab, "Create")
    await expect(tab.get_by_text("The policy was created.")).to_be_visible()
    version = (await tab.get_by_role("heading", level=1).inner_text()).split()[0]
    await press(tab, "Prepare")
    await expect(tab.get_by_role("heading", level=1)).to_have_text(f"Run of {version}")
    promote = tab.get_by_role("button", name="Promote")
    await expect(promote).to_be_visible(timeout=2 * LONGEST_WAIT)
    await tab.reload()
    await expect(tab.get_by_role("listitem").filter(has_text=name)).to_contain_text("BLOCKED_COUNTRY")
    await press(tab, "Promote")
    await expect(tab.get_by_text("The policy is active.")).to_be_visible()

    await tab.get_by_role("link", name="Policies").click()
    assert await active(tab) == version
    assert listed_active(api, token) == version
    await press(tab, "Roll back")
    await expect(tab.get_by_text("The policy before is active again.")).to_be_visible()
    assert await active(tab) == before
    assert listed_active(api, token) == before
    assert opened.problems == []


async def other(context: BrowserContext) -> Tab:
    """Return a second tab with the policies."""
    tab = await context.new_page()
    await tab.goto("/admin/policies")
    return tab


async def active(tab: Tab) -> str:
    """Return the version that the page of policies calls active."""
    row = tab.get_by_role("row").filter(has=tab.get_by_text("active", exact=True))
    return await row.get_by_role("link").inner_text()


def listed_active(api: httpx2.Client, token: str) -> str:
    """Return the version that the API calls active."""
    policies = read(api, "/admin/catalog-policies", token)
    return next(str(policy["version"]) for policy in policies if policy["status"] == "active")


async def test_the_keyboard_leads_to_the_content_and_to_a_title(
    browser: Opener, api: httpx2.Client, title: str
) -> None:
    name = read(api, f"/catalog/titles/{MOVIE}")["title"]
    opened = await visit(await browser(), "/trends")
    tab = opened.tab
    await tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="Skip to content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("main")).to_be_focused()

    await tab.keyboard.press("/")
    search = tab.get_by_label("Search Marquee")
    await expect(search).to_be_focused()
    await expect(search).to_have_value("")
    await tab.keyboard.type(name[:4])
    suggestion = tab.get_by_role("search").get_by_role("link", name=re.compile(f"^{re.escape(name)}"))
    await expect(suggestion.first).to_be_visible()
    for _ in range(await tab.get_by_role("search").get_by_role("link").count()):
        await tab.keyboard.press("Tab")
        if await suggestion.first.evaluate("element => element === document.activeElement"):
            break
    async with tab.expect_navigation():
        await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("heading", level=1)).to_have_text(name)
    assert tab.url.endswith(title)
    assert opened.problems == []


async def test_without_a_connection_pages_say_so_and_come_back(browser: Opener, title: str) -> None:
    context = await browser()
    opened = await visit(context, "/")
    tab = opened.tab
    await tab.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert opened.problems == []
    await tab.reload()
    await context.set_offline(True)
    await tab.goto(title)
    await expect(tab.get_by_role("heading", level=1)).to_have_text("You are offline")
    await expect(tab.get_by_role("banner")).to_have_css("display", re.compile("flex|grid"))
    await context.set_offline(False)
    await tab.goto(title)
    await expect(tab.get_by_role("heading", level=1)).not_to_have_text("You are offline")


async def test_the_application_can_be_installed(browser: Opener, origin: str) -> None:
    opened = await visit(await browser(), "/")
    address = await opened.tab.locator("link[rel=manifest]").get_attribute("href")
    assert address
    response = await opened.tab.request.get(address)
    manifest = await response.json()
    assert response.headers["content-type"].startswith("application/manifest+json")
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Marquee", "/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = await opened.tab.request.get(f"{origin}{icon['src']}")
        assert (picture.status, picture.headers["content-type"].partition(";")[0]) == (200, icon["type"])


async def test_language_and_theme_change_without_scripts(browser: Opener, title: str) -> None:
    context = await browser(has_scripts=False)
    opened = await visit(context, "/search?q=the")
    tab = opened.tab
    await tab.get_by_label("Language").select_option("uk")
    await tab.get_by_label("Theme").select_option("light")
    async with tab.expect_navigation():
        await tab.get_by_role("form", name="Display").get_by_role("button", name="Apply").click()
    page = tab.locator("html")
    await expect(page).to_have_attribute("lang", "uk")
    await expect(page).to_have_attribute("data-theme", "light")
    await expect(tab.get_by_role("link", name="Перейти до вмісту")).to_be_attached()
    count = await tab.get_by_role("main").get_by_role("status").inner_text()
    assert is_counted(count, "результат", "результати", "результатів"), count

    await tab.goto(title)
    await expect(page).to_have_attribute("lang", "uk")
    await expect(page).to_have_attribute("data-theme", "light")
    assert opened.problems == []


def is_counted(text: str, one: str, few: str, many: str) -> bool:
    """Return whether a Ukrainian text has the form that its number needs."""
    number = int(re.sub(r"\D", "", text))
    last, teens = number % 10, number % 100 in range(11, 15)
    form = one if last == 1 and not teens else few if last in (2, 3, 4) and not teens else many
    return form in text.lower().split()


async def test_a_title_is_read_without_scripts(browser: Opener, api: httpx2.Client, title: str) -> None:
    facts = read(api, f"/catalog/titles/{MOVIE}")
    opened = await visit(await browser(has_scripts=False), title)
    tab = opened.tab
    await expect(tab.get_by_role("heading", level=1)).to_have_text(facts["title"])
    await expect(tab.locator("#facts")).to_be_visible()
    await expect(tab.locator("#score")).to_be_visible()
    score = tab.locator(".ring-number")
    assert abs(float(await score.inner_text()) - facts["stats"]["ratingoScore"]) <= 1
    await expect(tab.locator("#cast")).to_be_visible()
    assert opened.problems == []


@pytest.mark.parametrize("place", ["/", "{title}", "/search?q=the", "/calendar", "/movies"])
async def test_a_page_from_right_to_left_fits_a_narrow_window(
    browser: Opener, origin: str, title: str, place: str
) -> None:
    context = await browser()
    address = origin.replace("http:", "https:")
    await context.add_cookies([{"name": "__Host-marquee-direction", "value": "rtl", "url": address, "secure": True}])
    opened = await visit(context, place.format(title=title))
    await opened.tab.set_viewport_size({"width": 320, "height": 900})
    await expect(opened.tab.locator("html")).to_have_attribute("dir", "rtl")
    assert await opened.overflow() == 0
    assert opened.problems == []
