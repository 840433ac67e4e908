"""Files of videos through the gateway, from a real object storage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final, TypeAlias
from uuid import UUID, uuid4

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, launch, started
from services.gateway.tests.component.media.keys import KEYS, PREFIX, SUBTITLES, token
from yarl import URL

from chassis.core.browser_sessions import ACCESS_COOKIE
from chassis.testing.clock import FixedClock
from chassis.testing.kafka import wait_until
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from objects.calls import Bucket
from objects.s3 import S3Objects
from objects.signing import Credentials

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession
SEGMENT: Final = bytes(range(256)) * 1200
MANIFEST: Final = b"#EXTM3U\n720p/1.m4s\n"
LARGE: Final = bytes(3_000_000)
FILES: Final = {
    "720p/1.m4s": SEGMENT,
    "720p/2.m4s": SEGMENT[::-1],
    "720p/3.m4s": SEGMENT,
    "large.mp4": LARGE,
    "master.m3u8": MANIFEST,
    "manifest.mpd": b"<MPD/>",
    "a b+c.vtt": b"WEBVTT\n",
    "page.html": b"<script>alert(1)</script>",
}


def storage_settings(storage: ObjectStorage) -> dict[str, str]:
    return {
        "storage_endpoint": storage.url,
        "storage_bucket": BUCKET,
        "storage_access_key": ACCESS_KEY,
        "storage_secret_key": storage.secret_key,
        "delivery_keys": KEYS,
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stored(object_storage: ObjectStorage) -> ObjectStorage:
    """Return the storage with the files of one version, and one of another asset."""
    credentials = Credentials(ACCESS_KEY, object_storage.secret_key)
    objects = S3Objects(Bucket(BUCKET, object_storage.url, object_storage.url, credentials), FixedClock())
    for name, data in FILES.items():
        await objects.put(PREFIX + name, data, content_type="text/html")
    await objects.put(f"{SUBTITLES}de.vtt", b"WEBVTT\n", content_type="text/vtt")
    await objects.put("vod/00000000-0000-0000-0000-00000000000a/31/x.m4s", b"other", content_type="video/mp4")
    await objects.put("uploads/a/source", b"original", content_type="video/mp4")
    return object_storage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(echo: Echo, stored: ObjectStorage) -> AsyncIterator[Gateway]:
    shared, stop = launch(echo, **storage_settings(stored), cors_origins="https://player.example")
    yield await started(shared)
    await asyncio.to_thread(stop)


@pytest.fixture
def base() -> str:
    return f"/media/{token()}/{PREFIX}"


async def refusal(http: Http, path: str | URL) -> tuple[int, str]:
    """Return the status and the code of an error."""
    async with http.get(path) as response:
        assert response.headers["cache-control"] == "no-store"
        return response.status, (await response.json())["error"]["code"]


async def metric(gateway: Gateway, name: str) -> float:
    async with aiohttp.ClientSession() as http, http.get(f"{gateway.management_url}/metrics") as response:
        lines = (await response.text()).splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


async def test_a_segment_has_its_bytes_its_type_and_a_long_private_life(http: Http, base: str) -> None:
    async with http.get(f"{base}720p/1.m4s") as response:
        assert (response.status, await response.read()) == (200, SEGMENT)
    headers = response.headers
    assert headers["content-type"] == "video/iso.segment"
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-length"] == str(len(SEGMENT))
    assert headers["etag"].startswith('"')
    assert headers["last-modified"].endswith("GMT")
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert not {name for name in map(str.lower, headers) if name.startswith("x-amz") or name == "server"}


async def test_an_address_is_of_no_use_to_another_account(http: Http, echo: Echo, base: str) -> None:
    path = f"{base}720p/1.m4s"
    own, other = (echo.tokens.bearer(UUID(int=number))["Authorization"].partition(" ")[2] for number in (1, 2))
    for headers in ({"Authorization": f"Bearer {other}"}, {"Cookie": f"{ACCESS_COOKIE}={other}"}):
        async with http.get(path, headers=headers) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (403, "MEDIA_TOKEN_INVALID")
    proofs = ({"Authorization": f"Bearer {own}"}, {"Cookie": f"{ACCESS_COOKIE}={own}"}, {"Authorization": "Bearer x"})
    for headers in proofs:
        async with http.get(path, headers=headers) as response:
            assert response.status == 200


@pytest.mark.parametrize(
    ("name", "kind"), [("master.m3u8", "application/vnd.apple.mpegurl"), ("manifest.mpd", "application/dash+xml")]
)
async def test_a_manifest_is_kept_by_no_cache(http: Http, base: str, name: str, kind: str) -> None:
    for _ in range(3):
        async with http.get(base + name) as response:
            assert await response.read() == FILES[name]
            assert (response.headers["content-type"], response.headers["cache-control"]) == (kind, "no-store")


async def test_a_relative_address_in_a_manifest_has_the_token(http: Http, base: str, gateway: Gateway) -> None:
    address = URL(gateway.url + base + "master.m3u8").join(URL("720p/2.m4s"))
    async with http.get(address) as response:
        assert await response.read() == FILES["720p/2.m4s"]


async def test_subtitles_are_below_a_prefix_of_the_same_token(http: Http) -> None:
    async with http.get(f"/media/{token()}/{SUBTITLES}de.vtt") as response:
        assert (await response.read(), response.headers["content-type"]) == (b"WEBVTT\n", "text/vtt; charset=utf-8")


async def test_a_name_with_escapes_is_that_of_the_storage(http: Http, base: str, gateway: Gateway) -> None:
    async with http.get(URL(f"{gateway.url}{base}a%20b+c.vtt", encoded=True)) as response:
        assert await response.read() == b"WEBVTT\n"


async def test_a_page_in_the_bucket_is_never_one_for_a_browser(http: Http, base: str) -> None:
    async with http.get(f"{base}page.html") as response:
        assert response.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("header", "status", "begin", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, None),
        ("bytes=-10", 206, len(SEGMENT) - 10, None),
        ("bytes=-9999999", 206, 0, None),
        ("bytes=307199-999999999", 206, len(SEGMENT) - 1, None),
        ("items=0-5", 200, 0, None),
        ("bytes=5-2", 200, 0, None),
    ],
)
async def test_parts_are_the_same_from_the_storage_and_from_memory(
    http: Http, base: str, header: str, status: int, begin: int, end: int | None
) -> None:
    async def read() -> tuple[int, bytes, str | None, str]:
        async with http.get(f"{base}720p/2.m4s", headers={"Range": header}) as response:
            data = await response.read()
            return response.status, data, response.headers.get("content-range"), response.headers["content-length"]

    expected = FILES["720p/2.m4s"][begin:end]
    of = f"bytes {begin}-{begin + len(expected) - 1}/{len(SEGMENT)}" if status == 206 else None
    assert await read() == (status, expected, of, str(len(expected)))
    for _ in range(3):
        async with http.get(f"{base}720p/2.m4s") as response:
            await response.read()
    assert await read() == (status, expected, of, str(len(expected)))


async def test_several_parts_are_sent_as_the_whole_file_from_memory(http: Http, base: str) -> None:
    for _ in range(2):
        async with http.get(f"{base}720p/3.m4s") as response:
            await response.read()
    async with http.get(f"{base}720p/3.m4s", headers={"Range": "bytes=0-1,5-6"}) as response:
        assert (response.status, await response.read()) == (200, SEGMENT)


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("header", ["bytes=307200-", "bytes=-0"])
async def test_a_part_behind_the_end_is_refused(
    echo: Echo, stored: ObjectStorage, start_gateway: StartGateway, header: str, is_stored: bool
) -> None:
    gateway = await start_gateway(echo, **storage_settings(stored))
    path = f"/media/{token()}/{PREFIX}720p/1.m4s"
    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(2 if is_stored else 0):
            async with http.get(path) as response:
                await response.read()
        async with http.get(path, headers={"Range": header}) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (416, "RANGE_NOT_SATISFIABLE")
            assert not is_stored or response.headers["content-range"] == f"bytes */{len(SEGMENT)}"
            assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("is_stored", [False, True])
async def test_conditions_are_those_of_the_standard(
    echo: Echo, stored: ObjectStorage, start_gateway: StartGateway, is_stored: bool
) -> None:
    gateway = await start_gateway(echo, **storage_settings(stored))
    path = f"/media/{token()}/{PREFIX}720p/1.m4s"
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.head(path) as response:
            assert (response.status, response.headers["content-length"]) == (200, str(len(SEGMENT)))
            tag, modified = response.headers["etag"], response.headers["last-modified"]
            assert await response.read() == b""
        for _ in range(2 if is_stored else 0):
            async with http.get(path) as response:
                await response.read()

        async def read(**headers: str) -> tuple[int, bytes]:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            async with http.get(path, headers=names) as response:
                if response.status in (200, 206, 304):
                    assert response.headers["etag"] == tag
                return response.status, await response.read()

        assert await read(If_None_Match=tag) == (304, b"")
        assert await read(If_None_Match='"other"') == (200, SEGMENT)
        assert await read(Range="bytes=0-9", If_Range=tag) == (206, SEGMENT[:10])
        assert await read(Range="bytes=0-9", If_Range='"other"') == (200, SEGMENT)
        assert await read(Range="bytes=0-9", If_Range=f"W/{tag}") == (200, SEGMENT)
        assert await read(Range="bytes=0-9", If_Range=modified) == (200, SEGMENT)
        assert await metric(gateway, "gateway_media_cache_files") == float(is_stored)


async def test_the_second_request_stores_a_file_and_no_token_is_skipped(
    echo: Echo, stored: ObjectStorage, start_gateway: StartGateway
) -> None:
    gateway = await start_gateway(echo, **storage_settings(stored))
    path = f"{PREFIX}720p/1.m4s"
    before = await metric(gateway, 'gateway_media_bytes_total{source="memory"}')
    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(3):
            async with http.get(f"/media/{token()}/{path}") as response:
                assert await response.read() == SEGMENT
        after = await metric(gateway, 'gateway_media_bytes_total{source="memory"}')
        assert after - before == len(SEGMENT), "the third response"
        assert await refusal(http, f"/media/{token('vod/other/1/')}/{path}") == (403, "MEDIA_TOKEN_INVALID")
        assert await refusal(http, f"/media/{token(seconds=-60)}/{path}") == (403, "MEDIA_TOKEN_EXPIRED")
        for _ in range(3):
            async with http.get(f"/media/{token()}/{PREFIX}large.mp4") as response:
                assert await response.read() == LARGE
    assert await metric(gateway, "gateway_media_cache_files") == 1, "larger files are not stored"


async def test_the_short_way_from_memory_responds_as_the_layers_do(http: Http, base: str) -> None:
    path = f"{base}720p/1.m4s"
    for _ in range(2):
        async with http.get(path) as response:
            await response.read()
    responses = []
    for condition in ({}, {"If-None-Match": '"other"'}):
        async with http.get(path, headers={"X-Request-Id": "the-same-id", **condition}) as response:
            names = {name: value for name, value in response.headers.items() if name.lower() != "date"}
            responses.append((response.status, names, await response.read()))
    assert responses[0] == responses[1]
    assert responses[0][2] == SEGMENT


async def test_a_client_that_does_not_read_is_cut_off_with_its_session(
    echo: Echo, stored: ObjectStorage, start_gateway: StartGateway
) -> None:
    gateway = await start_gateway(echo, **storage_settings(stored))
    session = uuid4()
    path = f"/media/{token(session=session)}/{PREFIX}720p/1.m4s"
    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(2):
            async with http.get(path) as response:
                await response.read()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 200)
    sessions = gateway.container.media.sessions
    await wait_until(lambda: len(sessions) > 0, seconds=10, what="a response that waits for its client")
    gateway.server.servers[0].get_loop().call_soon_threadsafe(sessions.end, session)
    await wait_until(lambda: len(sessions) == 0, seconds=10, what="the end of the response")
    received = 0
    with suppress(ConnectionResetError):
        while data := await reader.read(1_000_000):
            received += len(data)
    assert received < 200 * len(SEGMENT)
    writer.close()


async def test_only_a_valid_token_for_the_file_opens_it(http: Http, gateway: Gateway) -> None:
    path, good = f"{PREFIX}720p/1.m4s", token()
    other_key = token(keys=f"k1:{'33' * 32}")
    assert await refusal(http, f"/media/{good[:-1]}{'A' if good[-1] != 'A' else 'B'}/{path}") == (
        403,
        "MEDIA_TOKEN_INVALID",
    )
    assert await refusal(http, f"/media/{other_key}/{path}") == (403, "MEDIA_TOKEN_INVALID")
    assert await refusal(http, f"/media/x/{path}") == (403, "MEDIA_TOKEN_INVALID")
    assert await refusal(http, f"/media/{token(seconds=-31)}/{path}") == (403, "MEDIA_TOKEN_EXPIRED")
    for other in ("vod/00000000-0000-0000-0000-00000000000a/31/x.m4s", "uploads/a/source", PREFIX[:-1]):
        assert await refusal(http, f"/media/{good}/{other}") == (403, "MEDIA_TOKEN_INVALID")
    async with http.get(f"/media/{token(keys='k1:' + '11' * 32)}/{path}") as response:
        assert response.status == 200, "the second key is live"
    async with http.get(f"/media/{token(seconds=-20)}/{path}") as response:
        assert response.status == 200, "clocks differ"


async def test_guesses_count_against_the_limit_of_their_address_and_files_do_not(
    echo: Echo, stored: ObjectStorage, start_gateway: StartGateway
) -> None:
    gateway = await start_gateway(echo, **storage_settings(stored), reads_per_minute=3)
    path = f"{PREFIX}720p/1.m4s"
    async with aiohttp.ClientSession(gateway.url) as http:
        codes = [(await refusal(http, f"/media/x/{path}"))[1] for _ in range(5)]
        assert codes == ["MEDIA_TOKEN_INVALID"] * 3 + ["RATE_LIMITED"] * 2
        for _ in range(5):
            async with http.get(f"/media/{token()}/{path}") as response:
                assert response.status == 200


@pytest.mark.parametrize(
    ("rest", "status", "code"),
    [
        ("720p/../../31/x.m4s", 400, "BAD_PATH"),
        ("720p/%2e%2e/%2e%2e/31/x.m4s", 400, "BAD_PATH"),
        ("..%2f31/x.m4s", 400, "BAD_PATH"),
        ("%2e%2e%5c31", 400, "BAD_PATH"),
        ("720p//1.m4s", 400, "BAD_PATH"),
        ("1%00.m4s", 400, "BAD_PATH"),
        ("1%0d%0aX: y", 400, "BAD_PATH"),
        ("1%", 400, "BAD_PATH"),
        ("%ff", 400, "BAD_PATH"),
        ("..;/31/x", 400, "BAD_PATH"),
        ("%252e%252e/x", 404, "MEDIA_NOT_FOUND"),
        ("720p/", 404, "MEDIA_NOT_FOUND"),
        ("720p", 404, "MEDIA_NOT_FOUND"),
        ("no.m4s", 404, "MEDIA_NOT_FOUND"),
        ("?list-type=2", 404, "MEDIA_NOT_FOUND"),
        ("no.m4s?acl", 404, "MEDIA_NOT_FOUND"),
        ("x" * 4000, 400, "BAD_PATH"),
    ],
)
async def test_no_path_leaves_the_prefix(gateway: Gateway, base: str, rest: str, status: int, code: str) -> None:
    raw = await gateway.exchange(f"GET {base}{rest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = raw.partition(b"\r\n\r\n")
    if b" " in rest.encode():
        assert head.split(b" ")[1] == b"400"
        return
    assert (int(head.split(b" ")[1]), code in body.decode()) == (status, True), raw


async def test_methods_and_other_paths(http: Http, base: str) -> None:
    async with http.post(f"{base}720p/1.m4s", data=b"x") as response:
        assert (response.status, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert await refusal(http, f"/media/{token()}/") == (404, "MEDIA_NOT_FOUND")
    assert await refusal(http, f"/media/{token()}") == (404, "MEDIA_NOT_FOUND")


async def test_a_player_of_an_allowed_origin_reads_files_and_their_ranges(http: Http, base: str) -> None:
    preflight = {"Origin": "https://player.example", "Access-Control-Request-Method": "GET"}
    async with http.options(
        base + "720p/1.m4s", headers={**preflight, "Access-Control-Request-Headers": "range"}
    ) as response:
        assert response.status == 200
        assert "Range" in response.headers["access-control-allow-headers"]
    async with http.get(base + "720p/1.m4s", headers={"Origin": "https://player.example"}) as response:
        assert response.headers["access-control-allow-origin"] == "https://player.example"
        assert "Content-Range" in response.headers["access-control-expose-headers"]
    async with http.get(base + "720p/1.m4s", headers={"Origin": "https://evil.example"}) as response:
        assert "access-control-allow-origin" not in response.headers


async def test_responses_and_durations_are_counted_by_kind(http: Http, gateway: Gateway, base: str) -> None:
    name = 'gateway_media_responses_total{kind="manifest",source="storage",status="2xx"}'
    duration = (
        'http_request_seconds_count{method="GET",route="/media/{token}/{key}",served_from="application",status="200"'
    )
    before, seen = await metric(gateway, name), await metric(gateway, duration)
    async with http.get(base + "master.m3u8") as response:
        await response.read()
    assert await metric(gateway, name) == before + 1
    assert await metric(gateway, duration) == seen + 1


async def test_without_a_storage_or_keys_the_edge_is_unavailable(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo)
    async with aiohttp.ClientSession(gateway.url) as http:
        assert await refusal(http, f"/media/{token()}/{PREFIX}a.m4s") == (503, "MEDIA_UNAVAILABLE")
