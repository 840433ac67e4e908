"""Journeys of visitors through the pages in a real browser: sign-up, an import, what they have watched, and open pages.

It needs the whole demo data, so it runs after the modules that count titles and users.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import expect

from browser_journeys import LONGEST_WAIT, NUMBER, Opener, accept, press, read, token_of
from contracts.identity import media_id
from devstack.ports import plan
from devstack.secret_files import ADMIN_EMAIL, load_secrets
from page_visits import sign_in, visit
from stacks import Stack

pytestmark = pytest.mark.e2e

PASSWORD: Final = "Long-walk-home-77"
NEW_TITLE: Final = "Lanterns of Harbour Street"
DIARY: Final = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-05,Dune,2021,https://boxd.it/a1,4,,,2024-01-04
2024-02-06,The Matrix,1999,https://boxd.it/a2,5,,,2024-02-05
"""
NEW_SERVICE: Final = "Curiosity Stream"


@contextmanager
def edited(stack: Stack, edits: list[dict[str, Any]]) -> Iterator[None]:
    """Let the simulator of TMDB change its mind for a while."""
    address = f"{simulator(stack)}/control/edits/tmdb"
    httpx2.put(address, json=edits, trust_env=False).raise_for_status()
    try:
        yield
    finally:
        httpx2.delete(address, trust_env=False).raise_for_status()


def simulator(stack: Stack) -> str:
    """Return the address of the simulator of the providers."""
    return f"http://127.0.0.1:{plan(stack.base)['provider_simulator']}"


def tmdb(stack: Stack, path: str, **query: str) -> Any:
    """Return what the simulator of TMDB responds."""
    response = httpx2.get(f"{simulator(stack)}/tmdb/3{path}", params={"api_key": "key", **query}, trust_env=False)
    return response.raise_for_status().json()


async def test_a_visitor_signs_up_imports_rates_and_hears_of_a_title(
    browser: Opener, stack: Stack, demo_api: httpx2.Client
) -> None:
    number = 9_000_000 + uuid4().int % 900_000
    name, user = f"{NEW_TITLE} {number}", f"visitor_{uuid4().hex[:8]}"
    names = {"id": number, "title": name, "original_title": name}
    facts = {**tmdb(stack, f"/movie/{NUMBER}"), **names, "imdb_id": None, "belongs_to_collection": None}
    result = {**tmdb(stack, "/search/multi", query="Dune")["results"][0], **names}
    search = {"results": [result], "total_results": 1, "total_pages": 1}

    context = await browser()
    opened = await visit(context, "/sign-up")
    tab = opened.tab
    streams: list[str] = []
    tab.on("request", lambda request: streams.append(request.url) if "/events?" in request.url else None)
    await tab.get_by_label("E-mail").fill(f"{user}@marquee.example")
    await tab.get_by_label("Username").fill(user)
    await tab.get_by_label("Password").fill(PASSWORD)
    await press(tab, "Create account")
    await expect(tab.get_by_text("Your account is ready.")).to_be_visible()

    title = {"path": f"/movie/{number}", "patch": facts}
    with edited(stack, [title, offers_of(number), {"path": "/search/multi", "patch": search}]):
        await tab.get_by_label("Search Marquee").fill(name)
        await tab.get_by_label("Search Marquee").press("Enter")
        await expect(tab.get_by_role("heading", name="Not in the catalog yet")).to_be_visible()
        await tab.get_by_role("button", name=re.compile(f"Import.*{name}")).click()
        await expect(tab.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=2 * LONGEST_WAIT)
    assert re.search(r"/movies/[^/]+$", tab.url)
    assert any("type=media.published.v1" in url for url in streams), "the page of the import follows events"
    assert read(demo_api, f"/catalog/titles/{media_id('movie', number)}")["title"] == name

    mine = tab.get_by_role("region", name="In my library")
    await mine.get_by_role("button", name="I have watched it").click()
    await expect(mine.get_by_text("Added to your history.")).to_be_visible()
    await mine.get_by_role("button", name="8 of 10").click()
    await expect(mine.get_by_text("Your rating is saved.")).to_be_visible()
    await mine.get_by_text("Notify me").click()
    await mine.get_by_role("button", name="On streaming").click()
    await expect(mine.get_by_text("You will hear of it.")).to_be_visible()
    await tab.goto("/my")
    card = tab.get_by_role("main").get_by_role("article").filter(has_text=name)
    await expect(card).to_contain_text("Completed")
    await expect(card).to_contain_text("8/10")
    token = token_of(demo_api, f"{user}@marquee.example", PASSWORD)
    [entry] = read(demo_api, "/user-media", token)
    assert (entry["state"], entry["rating"]) == ("completed", 80)

    await tab.goto("/inbox")
    message = tab.get_by_role("main").get_by_role("listitem").filter(has_text=name)
    await expect(message).to_have_count(0)
    await tab.evaluate("window.isTheSamePage = true")
    operator = token_of(demo_api, ADMIN_EMAIL, load_secrets(stack.data, ()).admin_password)
    with edited(stack, [title, offers_of(number, US=offered())]):
        refresh(demo_api, operator, number)
        await expect(message).to_be_visible(timeout=2 * LONGEST_WAIT)
    await expect(message).to_contain_text(NEW_SERVICE)
    assert await tab.evaluate("window.isTheSamePage"), "the open page hears of the message"
    await message.get_by_role("heading").get_by_role("link").click()
    await expect(tab.get_by_role("heading", level=1, name=name)).to_be_visible()

    header = tab.get_by_role("banner")
    await header.locator("summary").filter(has_text="Account").click()
    await press(tab, "Sign out")
    await expect(header.get_by_role("link", name="Sign in")).to_be_visible()
    assert opened.problems == []


async def test_a_file_of_letterboxd_is_previewed_added_and_reverted(browser: Opener, demo_api: httpx2.Client) -> None:
    user = f"importer_{uuid4().hex[:8]}"
    account = {"email": f"{user}@marquee.example", "username": user, "password": PASSWORD}
    assert demo_api.post("/auth/register", json=account).status_code == 201
    token = token_of(demo_api, account["email"], PASSWORD)
    context = await browser()
    await sign_in(context, account["email"], PASSWORD)
    opened = await visit(context, "/my/imports")
    tab = opened.tab
    tab.on("dialog", accept)

    diary = {"name": "diary.csv", "mimeType": "text/csv", "buffer": DIARY.encode()}
    await tab.get_by_label("File", exact=True).set_input_files(diary)  # type: ignore[arg-type]
    await press(tab, "Upload and preview")
    await expect(tab.get_by_role("heading", level=1)).to_have_text("diary.csv")
    add = tab.get_by_role("button", name="Add 2 rows")
    await expect(add).to_be_visible()
    rows = tab.get_by_role("main").get_by_role("listitem")
    await expect(rows.filter(has_text="Dune").get_by_role("link", name="Dune")).to_be_visible()
    await expect(tab.get_by_text("Ready to check")).to_be_visible()
    assert read(demo_api, "/user-media", token) == [], "a preview adds nothing"

    async with tab.expect_navigation():
        await add.click()
    await expect(tab.get_by_role("button", name="Revert the import")).to_be_visible()
    entries = {entry["mediaSummary"]["title"]: entry["rating"] for entry in read(demo_api, "/user-media", token)}
    assert entries == {"Dune": 80, "The Matrix": 100}
    library = await context.new_page()
    await library.goto("/my")
    await expect(library.get_by_role("main").get_by_role("article")).to_have_count(2)

    await press(tab, "Revert the import")
    await expect(tab.get_by_role("main").get_by_text("Reverted", exact=True).first).to_be_visible()
    await expect(tab.get_by_role("button", name="Revert the import")).to_have_count(0)
    await library.reload()
    await expect(library.get_by_text("Your library is empty.")).to_be_visible()
    assert read(demo_api, "/user-media", token) == []
    assert opened.problems == []


async def test_an_open_page_hears_of_a_change(
    browser: Opener, stack: Stack, demo_api: httpx2.Client, title: str
) -> None:
    password = load_secrets(stack.data, ()).admin_password
    token = token_of(demo_api, ADMIN_EMAIL, password)
    operator = await browser()
    await sign_in(operator, ADMIN_EMAIL, password)
    log = await visit(operator, "/admin/events")
    opened = await visit(await browser(), title)
    service = opened.tab.locator("#offers").get_by_text(NEW_SERVICE)
    await expect(service).to_have_count(0)
    await opened.tab.evaluate("window.isTheSamePage = true")

    path = f"/movie/{NUMBER}/watch/providers"
    offers = tmdb(stack, path)["results"]
    offers["US"] = {**offers.get("US", {}), **offered()}
    try:
        with edited(stack, [{"path": path, "patch": {"results": offers}}]):
            refresh(demo_api, token)
            await expect(service.first).to_be_visible(timeout=2 * LONGEST_WAIT)
        assert await opened.tab.evaluate("window.isTheSamePage"), "only the part is loaded again"
        await expect(log.tab.get_by_text("availability.changed.v1").first).to_be_visible()
    finally:
        refresh(demo_api, token)
    await expect(service).to_have_count(0, timeout=2 * LONGEST_WAIT)
    assert (opened.problems, log.problems) == ([], [])


def offered() -> dict[str, Any]:
    """Return how TMDB states that a service has a title."""
    service = {"provider_id": 190, "provider_name": NEW_SERVICE, "display_priority": 1, "logo_path": None}
    return {"flatrate": [service]}


def offers_of(number: int, **regions: dict[str, Any]) -> dict[str, Any]:
    """Return the edit that gives a movie these offers and no others."""
    return {"path": f"/movie/{number}/watch/providers", "patch": {"id": number, "results": regions}}


def refresh(api: httpx2.Client, token: str, number: int = NUMBER) -> None:
    """Let the catalog fetch a title again."""
    body = {"tmdbId": number, "type": "movie", "force": True}
    response = api.post("/ingestion/sync", json=body, headers={"Authorization": f"Bearer {token}"})
    assert response.is_success, response.text


async def test_a_visitor_signs_in_with_a_provider(browser: Opener) -> None:
    name = f"grace{uuid4().hex[:8]}"
    opened = await visit(await browser(), "/sign-in?next=/my")
    tab = opened.tab
    await tab.get_by_role("link", name="Continue with Real provider").click()
    await tab.locator('input[name="login"]').fill(name)
    await tab.locator('input[name="password"]').fill("any")
    await tab.get_by_role("button", name="Sign-in").click()
    await tab.get_by_role("button", name="Continue").click()
    await tab.wait_for_url("**/my")
    await tab.goto("/account/profile")
    await expect(tab.get_by_label("Username")).to_have_value(name)
    await tab.goto("/account/security")
    await expect(tab.get_by_text("Real provider").first).to_be_visible()
