"""Journeys of users through the pages in a real browser: they click and type, and find everything by roles and labels.

It needs the whole demo data, so it runs after the modules that count titles and users.
"""

import json
import re
from typing import Final

import httpx2
import pytest
from playwright.async_api import BrowserContext, expect
from playwright.async_api import Page as Tab

from browser_journeys import LONGEST_WAIT, MOVIE, Opener, accept, press, read, token_of
from devstack.secret_files import ADMIN_EMAIL, load_secrets
from page_visits import sign_in, visit
from stacks import Stack

pytestmark = pytest.mark.e2e

RARE_COUNTRY: Final = "ES"
"""A country of few titles, so that a policy against it changes something, but not much."""


async def test_an_editor_tries_promotes_and_rolls_back_a_policy(
    browser: Opener, stack: Stack, demo_api: httpx2.Client
) -> None:
    password = load_secrets(stack.data, ()).admin_password
    token = token_of(demo_api, ADMIN_EMAIL, password)
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
    assert listed_active(demo_api, token) == version
    await press(tab, "Roll back")
    await expect(tab.get_by_text("The policy before is active again.")).to_be_visible()
    assert await active(tab) == before
    assert listed_active(demo_api, token) == before
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
    browser: Opener, demo_api: httpx2.Client, title: str
) -> None:
    name = read(demo_api, f"/catalog/titles/{MOVIE}")["title"]
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


async def test_a_title_is_read_without_scripts(browser: Opener, demo_api: httpx2.Client, title: str) -> None:
    facts = read(demo_api, f"/catalog/titles/{MOVIE}")
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
