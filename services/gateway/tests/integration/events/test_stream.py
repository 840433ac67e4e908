"""The stream of public events on a real socket and a real log: frames, parameters, limits and its end."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID, uuid4

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.conftest import echo, reset_echo, start_gateway
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, launch, started
from services.gateway.tests.integration.events.streams import (
    ACCEPT,
    EVENTS,
    EXAMPLE_BY_TYPE,
    JSON,
    TOPICS,
    TREND,
    following,
    next_frame,
    next_frames,
    publish,
    stream,
)
from yarl import URL

from chassis.testing.kafka import wait_until
from contracts.event_catalog import PUBLIC_EVENTS
from contracts.public import PUBLIC_FORMS
from devstack.servers.topics import create_topics
from gateway.presentation.events import stream as stream_module

pytestmark = pytest.mark.integration

__all__ = ["echo", "reset_echo", "start_gateway"]

Http = aiohttp.ClientSession


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def topics(kafka_bootstrap: str) -> str:
    """Return the address of a broker with the topics."""
    await create_topics(kafka_bootstrap, TOPICS)
    return kafka_bootstrap


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(echo: Echo, topics: str) -> AsyncIterator[Gateway]:
    shared, stop = launch(echo, kafka_bootstrap=topics, reads_per_minute=100_000)
    yield await started(shared)
    await asyncio.to_thread(stop)


@pytest_asyncio.fixture
async def http(gateway: Gateway) -> AsyncIterator[Http]:
    async with aiohttp.ClientSession(gateway.url, connector=aiohttp.TCPConnector(limit=0)) as session:
        await following(session)
        yield session


async def test_an_event_is_streamed_in_its_public_form(http: Http, topics: str) -> None:
    async with stream(http) as (response, first):
        assert (first.retry, first.event) == ("2000", "")
        assert first.id
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert "content-length" not in response.headers
        assert response.headers["ratelimit"].startswith('"reads"')
        assert response.headers["x-request-id"]
        [event_id] = await publish(topics, [TREND])
        frame = await next_frame(response)
    data = json.loads(frame.data)
    assert (data["id"], data["type"], data["mediaId"]) == (
        event_id,
        "trend.changed.v1",
        str(TREND.model_dump()["media_id"]),
    )
    assert data["payload"] == json.loads(TREND.to_json())
    assert datetime.fromisoformat(data["time"]).tzinfo is not None
    assert frame.event == "trend.changed.v1"
    assert frame.id != first.id


async def test_every_public_type_is_streamed_and_no_other(http: Http, topics: str) -> None:
    internal = [example for event_type, example in EXAMPLE_BY_TYPE.items() if event_type not in PUBLIC_FORMS]
    async with stream(http) as (response, _):
        await publish(topics, internal)
        published = [(await publish(topics, [EXAMPLE_BY_TYPE[event.type]]))[0] for event in PUBLIC_EVENTS]
        frames = await next_frames(response, len(published))
    assert sorted(frame.event for frame in frames) == sorted(PUBLIC_FORMS)
    assert sorted(json.loads(frame.data)["id"] for frame in frames) == sorted(published)


async def test_a_stream_continues_behind_its_last_event(http: Http, topics: str) -> None:
    async with stream(http) as (response, first):
        ids = await publish(topics, [TREND] * 5)
        frames = await next_frames(response, 5)
    assert [json.loads(frame.data)["id"] for frame in frames] == ids
    for after, expected in ((first.id, ids), (frames[2].id, ids[3:])):
        async with stream(http, after=after) as (response, _):
            again = await next_frames(response, len(expected))
        assert [json.loads(frame.data)["id"] for frame in again] == expected
    async with stream(http, f"?after={frames[3].id}") as (response, _):
        assert json.loads((await next_frame(response)).data)["id"] == ids[4]
    async with stream(http, f"?after={frames[0].id}", after=frames[3].id) as (response, _):
        assert json.loads((await next_frame(response)).data)["id"] == ids[4], "what the browser sends counts"


async def test_only_selected_types_and_titles_are_streamed(http: Http, topics: str) -> None:
    title, other = uuid4(), uuid4()
    imported = EXAMPLE_BY_TYPE["media.imported.v1"]
    events = [
        event.model_copy(update={"media_id": media_id}) for event in (TREND, imported) for media_id in (title, other)
    ]
    selections = {
        "?type=trend.changed.v1": {0, 1},
        "?type=trend.changed.v1&type=media.imported.v1": {0, 1, 2, 3},
        f"?mediaId={title}": {0, 2},
        f"?mediaId={title}&mediaId={other}&type=media.imported.v1": {2, 3},
    }
    async with stream(http, f"?mediaId={title}&mediaId={other}") as (response, first):
        ids = await publish(topics, events)
        assert sorted(json.loads(frame.data)["id"] for frame in await next_frames(response, 4)) == sorted(ids)
    for query, expected in selections.items():
        async with stream(http, query, after=first.id) as (response, _):
            frames = await next_frames(response, len(expected))
        assert {ids.index(json.loads(frame.data)["id"]) for frame in frames} == expected, query


async def test_past_events_are_read_page_by_page(http: Http, topics: str) -> None:
    async with stream(http) as (_, first):
        pass
    ids = await publish(topics, [TREND] * 7)
    position, pages = first.id, []

    async def page() -> dict[str, object]:
        async with http.get(f"{EVENTS}?after={position}&limit=3", headers=JSON) as response:
            assert response.status == 200
            assert response.headers["content-type"] == "application/json"
            body: dict[str, object] = await response.json()
        return body

    async def has_arrived() -> bool:
        async with http.get(f"{EVENTS}?after={first.id}", headers=JSON) as response:
            return len((await response.json())["data"]) == 7

    await wait_until(has_arrived, what="the events in memory")
    for _ in range(3):
        body = json.loads(json.dumps(await page()))
        pages.append(body)
        position = body["meta"]["position"]
    assert [[event["id"] for event in body["data"]] for body in pages] == [ids[:3], ids[3:6], ids[6:]]
    assert [body["meta"]["hasMore"] for body in pages] == [True, True, False]
    assert [body["meta"]["count"] for body in pages] == [3, 3, 1]
    assert pages[0]["meta"]["gaps"] == []
    assert pages[0]["data"][1]["position"]
    assert pages[0]["data"][2]["position"] == pages[0]["meta"]["position"]
    assert (await page())["data"] == []


@pytest.mark.parametrize(
    ("query", "headers", "field", "rule"),
    [
        ("?type=media.exploded.v1", {}, "type", "event_type"),
        ("?type=user.deleted.v1", {}, "type", "event_type"),
        ("?type=trend.changed.v1&type=", {}, "type", "event_type"),
        ("?mediaId=550", {}, "mediaId", "uuid_form"),
        ("?mediaId=", {}, "mediaId", "uuid_form"),
        ("?" + "&".join(f"mediaId={UUID(int=n)}" for n in range(101)), {}, "mediaId", "too_long"),
        ("?after=1042", {}, "after", "position"),
        ("?after=", {}, "after", "position"),
        ("?after=%00", {}, "after", "unstorable"),
        ("?after=" + "A" * 5000, {}, "after", "string_too_long"),
        ("", {"Last-Event-ID": "1042"}, "Last-Event-ID", "position"),
        ("?limit=0", JSON, "limit", "greater_than_equal"),
        ("?limit=501", JSON, "limit", "less_than_equal"),
        ("?verbose=1", {}, "verbose", "extra_forbidden"),
        ("", JSON, "after", "missing"),
    ],
)
async def test_an_invalid_request_names_the_field_and_the_rule(
    http: Http, query: str, headers: dict[str, str], field: str, rule: str
) -> None:
    async with http.get(EVENTS + query, headers=headers or ACCEPT) as response:
        error = (await response.json())["error"]
    assert (response.status, error["code"]) == (400, "VALIDATION_ERROR")
    assert [(problem["field"], problem["rule"]) for problem in error["details"]["errors"]] == [(field, rule)]


async def test_an_unknown_type_is_named_with_those_that_exist(http: Http) -> None:
    async with http.get(f"{EVENTS}?type=media.exploded.v1") as response:
        message = (await response.json())["error"]["message"]
    assert all(name in message for name in PUBLIC_FORMS)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", EVENTS, 200),
        ("HEAD", f"{EVENTS}?type=x", 400),
        ("POST", EVENTS, 405),
        ("DELETE", EVENTS, 405),
        ("GET", f"{EVENTS}/", 404),
        ("GET", f"{EVENTS}/x", 404),
        ("GET", "/api/v1/eventsx", 404),
        ("GET", "/api/v1/%65vents", 200),
        ("GET", "/api/events", 200),
        ("GET", "/api/events?type=x", 400),
    ],
)
async def test_paths_and_methods(http: Http, gateway: Gateway, method: str, path: str, status: int) -> None:
    async with http.request(method, URL(gateway.url + path, encoded=True), headers=ACCEPT) as response:
        assert response.status == status


async def test_streams_of_a_user_are_limited(echo: Echo, topics: str, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, kafka_bootstrap=topics, streams_per_user=1)
    async with aiohttp.ClientSession(gateway.url) as http:
        await following(http)
        headers = {**ACCEPT, **echo.tokens.bearer(uuid4())}
        async with http.get(EVENTS, headers=headers) as first, http.get(EVENTS, headers=headers) as second:
            assert (first.status, second.status) == (200, 429)
            assert (await second.json())["error"]["code"] == "TOO_MANY_STREAMS"
            async with http.get(EVENTS, headers=ACCEPT) as other:
                assert other.status == 200
    await wait_until(lambda: len(gateway.container.application.streams) == 0, what="the end of the streams")


async def test_reads_are_limited(echo: Echo, topics: str, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, kafka_bootstrap=topics, reads_per_minute=1)
    async with (
        aiohttp.ClientSession(gateway.url) as http,
        http.get(EVENTS, headers=ACCEPT) as first,
        http.get(EVENTS, headers=ACCEPT) as second,
    ):
        assert first.status in (200, 503)
        assert (second.status, (await second.json())["error"]["code"]) == (429, "RATE_LIMITED")


async def test_a_stream_ends_with_its_token_and_with_its_session(http: Http, gateway: Gateway, echo: Echo) -> None:
    session_id = uuid4()
    token = echo.tokens.issue(uuid4(), session_id=session_id)
    short = echo.tokens.issue(lifetime=1)
    async with (
        http.get(EVENTS, headers={**ACCEPT, "Authorization": f"Bearer {token}"}) as of_session,
        http.get(EVENTS, headers={**ACCEPT, "Authorization": f"Bearer {short}"}) as of_token,
        http.get(EVENTS, headers={**ACCEPT, "Authorization": "Bearer invalid"}) as anonymous,
    ):
        assert {of_session.status, of_token.status, anonymous.status} == {200}
        await next_frame(anonymous)
        async with asyncio.timeout(10):
            assert (await of_token.read()).endswith(b"\n\n")
        gateway.container.application.revoke_session(session_id, time.time() + 600)
        async with http.get(EVENTS, headers=JSON):
            """A request wakes the loop of the gateway, which is that of another thread."""
        async with asyncio.timeout(10):
            assert (await of_session.read()).endswith(b"\n\n")
        with pytest.raises(TimeoutError):
            await next_frame(anonymous, seconds=0.1)


async def test_without_kafka_there_is_no_stream(
    echo: Echo, start_gateway: StartGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "STARTING_SECONDS", 0.0)
    gateway = await start_gateway(echo)
    async with aiohttp.ClientSession(gateway.url) as http, http.get(EVENTS, headers=ACCEPT) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert response.headers["retry-after"] == "1"


async def test_the_operation_is_in_the_document(http: Http) -> None:
    async with http.get("/openapi.json") as response:
        operation = (await response.json())["paths"][EVENTS]["get"]
    assert operation["security"] == []
    assert {parameter["name"] for parameter in operation["parameters"]} == {
        "type",
        "mediaId",
        "after",
        "limit",
        "Last-Event-ID",
    }
    assert set(operation["responses"]["200"]["content"]) == {"text/event-stream", "application/json"}
