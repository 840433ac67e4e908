"""What every page has: its policy, errors in its design, static files, and health."""

import re

import httpx2
import pytest
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

LARGEST_SCRIPT = 50_000


async def test_a_page_executes_no_script_of_its_own(http: httpx2.AsyncClient) -> None:
    response = await http.get("/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:", response.text)
    assert response.headers["cache-control"] == "private, no-cache"


async def test_the_page_of_a_form_is_known_to_its_own_site_only(http: httpx2.AsyncClient) -> None:
    assert '<meta name="referrer" content="same-origin">' in (await http.get("/")).text


async def test_a_part_that_is_not_available_leaves_the_others(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("insights/movements", ApiError(503, "SERVICE_UNAVAILABLE"))
    api.on("catalog/shows/new-episodes", Reply(200, []))
    response = await http.get("/")
    assert response.status_code == 200
    assert response.text.count("This part is not available right now.") == 1
    assert "No followed show airs today." in response.text


async def test_an_unknown_page_says_so(http: httpx2.AsyncClient) -> None:
    response = await http.get("/nothing/here", headers={"X-Request-Id": "request-12345"})
    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.text
    assert "Request request-12345" in response.text
    assert (await http.get("/nothing", headers={"HX-Request": "true"})).text.startswith('<p class="part-error"')


async def test_a_page_is_compressed_and_its_forms_differ_each_time(http: httpx2.AsyncClient) -> None:
    headers = {"Cookie": "__Host-marquee-refresh=r1; __Host-marquee-access=x", "Accept-Encoding": "gzip"}
    pages = [await http.get("/offline", headers=headers) for _ in range(2)]
    assert {page.headers["content-encoding"] for page in pages} == {"gzip"}
    values = [re.findall(r'name="csrf" value="([^"]*)"', page.text)[0] for page in pages]
    assert len(set(values)) == 2
    for value in values:
        form = {"csrf": value, "theme": "dark"}
        assert (await http.post("/display", data=form, headers=headers)).status_code == 303


async def test_static_files_are_compressed_and_kept(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/")).text
    [script] = re.findall(r'src="(/static/app\.[0-9a-f]{12}\.js)"', page)
    response = await http.get(script, headers={"Accept-Encoding": "gzip"})
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < LARGEST_SCRIPT
    again = await http.get(script, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await http.get("/static/app.000000000000.js")).status_code == 404


async def test_the_service_worker_keeps_the_shell(http: httpx2.AsyncClient) -> None:
    worker = (await http.get("/service-worker.js")).text
    addresses = re.findall(r'"(/[^"]+)"', worker.partition("\n")[0])
    assert addresses[-1] == "/offline"
    for address in addresses:
        assert (await http.get(address)).status_code == 200
    assert (await http.get("/manifest.webmanifest")).json()["start_url"] == "/"


async def test_health_needs_no_gateway(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/health/ready")).status_code == 200
