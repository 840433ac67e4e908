"""The AsyncAPI document and the page of the events."""

import re
from html.parser import HTMLParser

import aiohttp
import pytest

from contracts.event_catalog import EVENTS, PUBLIC_EVENTS
from contracts.export.bundle import bundled

pytestmark = pytest.mark.integration

Http = aiohttp.ClientSession


class Page(HTMLParser):
    """Ids, links and elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), "no script in an attribute"
            assert name != "style"
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and value:
                self.links.add(value)


async def test_the_document_is_that_of_the_contracts(http: Http) -> None:
    async with http.get("/asyncapi.json") as response:
        document = await response.json()
        assert response.headers["content-type"].startswith("application/json")
        tag = response.headers["etag"]
    assert document == bundled(document["info"]["version"])
    async with http.get("/asyncapi.json", headers={"If-None-Match": tag}) as response:
        assert response.status == 304


async def test_the_page_lists_every_event_and_needs_no_script(http: Http) -> None:
    async with http.get("/docs/events") as response:
        text = await response.text()
        policy = response.headers["content-security-policy"]
    page = Page()
    page.feed(text)
    assert page.ids >= {event.type for event in EVENTS} | {f"public.{event.type}" for event in PUBLIC_EVENTS}
    assert page.links == {f"#{name}" for name in page.ids} | {"/asyncapi.json", "/docs"}
    assert not page.elements & {"script", "link", "img", "iframe", "object"}
    [nonce] = re.findall(r'<style nonce="([^"]+)">', text)
    assert f"style-src 'nonce-{nonce}'" in policy
    assert "default-src 'none'" in policy
    async with http.get("/docs/events") as response:
        assert nonce not in await response.text()
