"""The gateway's own pages."""

import asyncio
from typing import TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of

from chassis.testing.kafka import wait_until
from gateway.domain.routes import SERVICES

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession


async def test_index_links_to_every_page(http: Http) -> None:
    async with http.get("/") as response:
        links = (await response.json())["data"]["links"]
    for path in links.values():
        async with http.get(path) as response:
            assert response.status == 200, path


async def test_a_browser_gets_the_home_page_of_the_web_application(http: Http) -> None:
    async with http.get("/", headers={"Accept": "text/html,*/*;q=0.8"}) as response:
        assert (await response.json())["path"] == "/"


async def test_documentation_needs_no_other_site(http: Http) -> None:
    async with http.get("/docs") as response:
        page = await response.text()
    assert response.status == 200
    assert "http://" not in page
    assert "https://" not in page
    for asset, least in (("scalar.js", 1_000_000), ("start.js", 500), ("reference.css", 500), ("icon.svg", 100)):
        assert f"/docs/assets/{asset}" in page
        async with http.get(f"/docs/assets/{asset}") as response:
            assert (response.status, len(await response.read()) > least) == (200, True)
    async with http.get("/docs/assets/nothing.js") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("path", ["/docs/assets/scalar.js", "/openapi.json"])
async def test_documents_are_compressed_and_sent_once(http: Http, gateway: Gateway, path: str) -> None:
    await wait_until(lambda: not gateway.container.application.document.missing, what="every document")
    async with http.get(path, headers={"Accept-Encoding": "identity"}) as response:
        whole, plain_tag = await response.read(), response.headers["etag"]
        assert "content-encoding" not in response.headers
    async with http.get(path, headers={"Accept-Encoding": "br, gzip"}) as response:
        assert await response.read() == whole
        assert response.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in response.headers["vary"]
        assert int(response.headers["content-length"]) < len(whole) / 2
        tag = response.headers["etag"]
    assert tag != plain_tag
    async with http.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}) as response:
        assert (response.status, await response.read()) == (304, b"")


async def test_document_is_merged(http: Http, gateway: Gateway, echo: Echo) -> None:
    await wait_until(lambda: not gateway.container.application.document.missing, what="every document")
    async with http.get("/openapi.json") as response:
        document = await response.json()

    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "/"}]
    assert list(document["paths"]) == [
        "/api/v1/events",
        "/api/v1/images/tvmaze/{size}/{folder}/{file}",
        "/api/v1/images/{size}/{file}",
        "/api/v1/stats/echo",
    ]
    assert "x-missing-services" not in document
    assert [tag["name"] for tag in document["tags"]] == ["Scores", "Images", "Events"]


async def test_unavailable_service_is_listed_as_missing(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, library_url="http://127.0.0.1:1")
    await wait_until(
        lambda: gateway.container.application.document.missing == ("library",), what="all documents but one"
    )
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.get("/openapi.json") as response:
            assert (await response.json())["x-missing-services"] == ["library"]
        async with http.get(f"{gateway.management_url}/health/ready") as response:
            checks = (await response.json())["checks"]
        assert response.status == 200, "an unavailable service does not make the gateway unready"
        others = {name: "up" for name in SERVICES if name != "library"}
        statuses = {name: check["status"] for name, check in checks.items()}
        down = dict.fromkeys(("revocations", "ended playback sessions", "events", "rate classes", "library"), "down")
        assert statuses == {**down, **others, "token keys": "up"}
        for path, body in (("/health/live", {"status": "live"}), ("/health/ready", {"status": "ready"})):
            async with http.get(path) as response:
                assert (response.status, await response.json()) == (200, body), (
                    "public health has no details of services"
                )


async def test_a_gateway_that_stops_is_not_ready(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo)
    gateway.container.stopping.begin()
    async with aiohttp.ClientSession() as http:
        for url in (gateway.url, gateway.management_url):
            async with http.get(f"{url}/health/ready") as response:
                assert (response.status, (await response.json())["status"]) == (503, "stopping")


async def test_health_of_services_is_cached(echo: Echo, start_gateway: StartGateway) -> None:
    probes = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal probes
        probes += b"/health/live" in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, library_url=f"http://127.0.0.1:{port}")
    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(10):
            assert await status_of(http.get("/health/ready")) == 200
    assert probes == 1
    server.close()


async def test_metrics_have_routes_and_not_paths(http: Http, gateway: Gateway) -> None:
    await http.get("/api/v1/catalog/some/path-3f9a1c")
    await http.get("/api/v1/nothing/some/path-3f9a1c")
    async with http.get(f"{gateway.management_url}/metrics") as response:
        text = await response.text()
    assert 'route="/api/v1/catalog",served_from="application",status="200"' in text
    assert 'route="unmatched",served_from="application",status="404"' in text
    assert "path-3f9a1c" not in text


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_pages_reject_writes(http: Http, method: str) -> None:
    for path in ("/", "/docs", "/openapi.json", "/health/live"):
        async with http.request(method, path) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
