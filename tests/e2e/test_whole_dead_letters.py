"""A broken event on the pages: an operator sees why a service has rejected it, redrives it, and discards it.

It needs the whole demo data, so it runs after the modules that count titles and users.
"""

import httpx2
import pytest
from playwright.async_api import Locator, expect
from playwright.async_api import Page as Tab

from broken_events import EVENT, letters_of, publish_broken_event
from browser_journeys import LONGEST_WAIT, Opener, accept, press, read, token_of
from chassis.testing.kafka import wait_until
from devstack.secret_files import ADMIN_EMAIL, load_secrets
from page_visits import sign_in, visit
from stacks import Stack

pytestmark = pytest.mark.e2e


async def test_an_operator_redrives_a_broken_event_and_discards_it(
    browser: Opener, stack: Stack, demo_api: httpx2.Client
) -> None:
    password = load_secrets(stack.data, ()).admin_password
    token = token_of(demo_api, ADMIN_EMAIL, password)
    event_id = await publish_broken_event(stack)
    await wait_until(lambda: len(letters_of(stack, token, event_id)) == 1, seconds=LONGEST_WAIT / 1000, every=0.2)
    [first] = letters_of(stack, token, event_id)
    context = await browser()
    await sign_in(context, ADMIN_EMAIL, password)
    opened = await visit(context, "/admin")
    tab = opened.tab
    tab.on("dialog", accept)

    await tab.get_by_role("link", name="Dead letters").click()
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Dead letters")
    row = tab.get_by_role("row").filter(has_text=name_of(first))
    await expect(row).to_contain_text("notifications")
    await expect(row).to_contain_text(first["code"])
    await row.get_by_role("link").click()
    await expect(tab.get_by_role("heading", level=1)).to_have_text(name_of(first))
    body = tab.locator("pre")
    await expect(body).to_contain_text('"userId": "none"')
    await expect(body).to_contain_text('"token": "***"')

    await tab.get_by_label("Note").fill("Fixed in 1.2")
    await press(tab, "Redrive")
    await expect(tab.get_by_text("is published again within seconds")).to_be_visible()
    await expect(state(tab, "redriven")).to_be_visible(timeout=LONGEST_WAIT)
    await wait_until(lambda: len(letters_of(stack, token, event_id)) == 2, seconds=LONGEST_WAIT / 1000, every=0.2)
    second, _ = letters_of(stack, token, event_id)

    await tab.goto(f"/admin/dead-letters?topic={EVENT.topic}")
    await tab.get_by_role("link", name=name_of(second)).click()
    await expect(tab.get_by_text("rejected 2 times")).to_be_visible()
    await press(tab, "Discard")
    await expect(state(tab, "discarded")).to_be_visible(timeout=LONGEST_WAIT)
    statuses = [(letter["status"], letter["note"]) for letter in letters_of(stack, token, event_id)]
    assert statuses == [("discarded", ""), ("redriven", "Fixed in 1.2")]
    kinds = [entry["kind"] for entry in read(demo_api, "/admin/audit", token, limit=10)]
    assert {"dead_letters_redriven", "dead_letters_discarded"} <= set(kinds)
    assert opened.problems == []


def name_of(letter: dict[str, object]) -> str:
    """Return how pages name a letter."""
    return f"{letter['topic']} {letter['partition']}/{letter['offset']}"


def state(tab: Tab, status: str) -> Locator:
    """Return the state that the page shows."""
    return tab.locator(f"[data-state={status}]")
