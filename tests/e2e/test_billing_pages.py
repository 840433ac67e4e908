"""A user subscribes in a real browser, pays at the provider, upgrades, cancels and resumes."""

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import Locator, expect
from playwright.async_api import Page as Tab

from browser_journeys import LONGEST_WAIT, press, read
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site, visit
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

PASSWORD = "Correct-horse-7-battery"
CARD = "4242424242424242"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


async def test_a_user_subscribes_upgrades_cancels_and_resumes(
    real_browser: RealBrowser, stack: Stack, origin: str, api: httpx2.Client
) -> None:
    name = f"payer_{uuid4().hex[:8]}"
    account = {"username": name, "email": f"{name}@marquee.example", "password": PASSWORD}
    response = api.post("/auth/register", json=account)
    assert response.status_code == 201, response.text
    token = response.json()["data"]["accessToken"]
    eventually(lambda: read(api, "/billing/subscription", token)["plan"], lambda plan: plan == "free")
    async with site(real_browser, origin, "dark") as context:
        context.set_default_timeout(LONGEST_WAIT)
        await sign_in(context, account["email"], PASSWORD)
        opened = await visit(context, "/plans?currency=USD")
        tab = opened.tab
        await tab.get_by_role("link", name=re.compile("^Choose.*Basic")).click()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Basic")
        form = tab.url
        await press(tab, "Go to payment")
        await pay(tab)
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Thank you", timeout=LONGEST_WAIT)

        await tab.get_by_role("link", name="See your plan").click()
        await expect(plan_heading(tab)).to_contain_text("Basic")
        first = read(api, "/billing/subscription", token)["subscription"]
        assert (first["plan"], first["status"], first["cancelsAt"]) == ("basic", "trialing", None)

        await tab.goto(form)
        await tab.get_by_role("link", name="Change to this plan").click()
        await expect(tab.get_by_text("You have this plan already.")).to_be_visible()

        await tab.goto("/plans")
        await tab.get_by_role("link", name=re.compile("^Change to this plan.*Premium")).click()
        await expect(tab.get_by_role("heading", level=2)).to_have_text("Premium")
        await press(tab, "Confirm the change")
        await done(tab, "Change of the plan:")
        await expect(plan_heading(tab)).to_contain_text("Premium")
        assert read(api, "/billing/subscription", token)["plan"] == "premium"

        await tab.get_by_role("link", name="Cancel", exact=True).click()
        await press(tab, "Cancel the subscription")
        await done(tab, "Cancelation:")
        await expect(tab.get_by_text("and is not renewed")).to_be_visible()
        assert read(api, "/billing/subscription", token)["subscription"]["cancelsAt"] is not None

        await press(tab, "Keep the subscription")
        await done(tab, "Resumption:")
        await expect(tab.get_by_text("and is not renewed")).to_have_count(0)
        last = read(api, "/billing/subscription", token)["subscription"]
        assert (last["id"], last["plan"], last["cancelsAt"]) == (first["id"], "premium", None)
        # The preview of the own plan is refused; a page that is left ends what it loads.
        expected = (f"400: {origin}/billing/change", "net::ERR_ABORTED")
        assert [one for one in opened.problems if origin in one and not any(part in one for part in expected)] == []


async def pay(tab: Tab) -> None:
    """Pay on the page of the provider, which opens by itself."""
    await tab.get_by_label("Card").select_option(CARD)
    await tab.get_by_role("button", name="Pay").click()


async def done(tab: Tab, change: str) -> None:
    """Wait until the provider has done a change: the page shows it without being loaded again."""
    await expect(tab.get_by_role("status").filter(has_text=change)).to_contain_text("done.", timeout=LONGEST_WAIT)


def plan_heading(tab: Tab) -> Locator:
    """Return the heading with the name of the plan."""
    return tab.locator("main section h2").first
