"""Purges at CDNs, against a server that has their API."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import orjson
import pytest
import pytest_asyncio
from aiohttp import web
from pydantic import SecretStr

from chassis.testing.clock import FixedClock
from objects.signing import Credentials, signed_headers
from playback.application.delivery.ports import CachePurge, PurgeFailed
from playback.composition.delivery import cache_purge
from playback.infrastructure.delivery.settings import DeliverySettings

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PREFIXES = ["vod/00000000-0000-0000-0000-00000000000a/3/", "vod/00000000-0000-0000-0000-00000000000a/subtitles/"]


@dataclass
class Api:
    """The APIs of both CDNs: what they received, and what they respond next."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    response: tuple[int, bytes] | None = None

    async def handle(self, request: web.Request) -> web.Response:
        names = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((request.path, names, await request.read()))
        if self.response is not None:
            status, body = self.response
            return web.Response(status=status, body=body)
        if "/zones/" in request.path:
            return web.json_response({"success": True, "errors": [], "result": {"id": "1"}})
        return web.Response(status=201, body=b"<Invalidation/>", content_type="text/xml")


@pytest_asyncio.fixture
async def api() -> AsyncIterator[Api]:
    result = Api()
    app = web.Application()
    app.router.add_post("/{rest:.*}", result.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    result.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield result
    await runner.cleanup()


def purge(api: Api, kind: str) -> CachePurge:
    common: dict[str, Any] = {"delivery_url": "https://media.example.org"}
    if kind == "cloudfront":
        # The key of cookies is not needed for invalidations.
        settings = DeliverySettings.model_construct(
            delivery="cloudfront",
            cloudfront_distribution="EDFDVBD6EXAMPLE",
            cloudfront_access_key="AKIDEXAMPLE",
            cloudfront_secret_key=SecretStr("secret"),
            egress_networks=(ip_network("127.0.0.0/8"),),
            cloudfront_api_url=api.url,
            **common,
        )
        return cache_purge(settings, FixedClock(NOW))
    settings = DeliverySettings(
        delivery="cloudflare",
        delivery_secret=SecretStr("s"),
        cloudflare_zone="023e105f4ecef8ad9ca31a8372d0c353",
        cloudflare_api_token=SecretStr("api-token"),
        egress_networks=(ip_network("127.0.0.0/8"),),
        cloudflare_api_url=api.url,
        **common,
    )
    return cache_purge(settings, FixedClock(NOW))


async def test_cloudfront_gets_one_signed_batch(api: Api) -> None:
    await purge(api, "cloudfront").purge(PREFIXES)
    await purge(api, "cloudfront").purge(PREFIXES)
    (path, headers, body), (_, _, again) = api.requests
    assert path == "/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation"
    credentials = Credentials("AKIDEXAMPLE", "secret", "us-east-1", "cloudfront")
    expected = signed_headers("POST", api.url + path, credentials, now=NOW, body=body)
    assert {name: headers[name] for name in expected} == expected
    assert headers["content-type"] == "text/xml"
    text = body.decode()
    assert re.findall(r"<Path>(.*?)</Path>", text) == [f"/{prefix}*" for prefix in PREFIXES]
    assert "<Quantity>2</Quantity>" in text
    [first] = re.findall(rb"<CallerReference>(.+?)</CallerReference>", body)
    [second] = re.findall(rb"<CallerReference>(.+?)</CallerReference>", again)
    assert first != second, "CloudFront ignores a batch with a reference that it knows"


async def test_cloudflare_gets_prefixes_of_its_host_thirty_at_a_time(api: Api) -> None:
    await purge(api, "cloudflare").purge([f"vod/a/{number}/" for number in range(31)])
    (path, headers, body), (_, _, rest) = api.requests
    assert path == "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache"
    assert headers["authorization"] == "Bearer api-token"
    assert orjson.loads(body) == {"prefixes": [f"media.example.org/vod/a/{number}" for number in range(30)]}
    assert orjson.loads(rest) == {"prefixes": ["media.example.org/vod/a/30"]}


@pytest.mark.parametrize("kind", ["cloudfront", "cloudflare"])
@pytest.mark.parametrize("response", [(403, b"{}"), (500, b""), (302, b""), (200, b'{"success": false}'), (200, b"no")])
async def test_what_is_no_confirmation_is_a_failure_without_secrets(
    api: Api, kind: str, response: tuple[int, bytes]
) -> None:
    api.response = response
    with pytest.raises(PurgeFailed) as caught:
        await purge(api, kind).purge(PREFIXES)
    assert "secret" not in str(caught.value)
    assert "api-token" not in str(caught.value)


@pytest.mark.parametrize("kind", ["cloudfront", "cloudflare"])
async def test_an_api_that_is_not_there_is_a_failure(kind: str) -> None:
    with pytest.raises(PurgeFailed, match="did not respond"):
        await purge(Api("http://127.0.0.1:1"), kind).purge(PREFIXES)
