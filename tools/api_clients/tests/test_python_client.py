"""The client that is built from a document: what it sends, what it returns, its errors, sessions, pages and events."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest

pytestmark = pytest.mark.unit

URL: Final = "http://api.test"
MEDIA_ID: Final = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
Handler = Callable[[httpx2.Request], httpx2.Response]


def title(slug: str) -> dict[str, Any]:
    return {"slug": slug, "mediaId": MEDIA_ID}


def connected(client: ModuleType, handler: Handler, **options: Any) -> Any:
    return client.Client(URL, transport=httpx2.MockTransport(handler), **options).where_to_watch


def ok(data: Any, **more: Any) -> httpx2.Response:
    return httpx2.Response(200, json={"success": True, "data": data, **more})


def failure(status: int, code: str, **headers: str) -> httpx2.Response:
    error = {"code": code, "message": "no", "statusCode": status, "requestId": "r1", "details": {"errors": []}}
    return httpx2.Response(status, json={"success": False, "error": error}, headers=headers)


class Sessions:
    """An API that issues a token per sign-in or renewal, and accepts only the newest one."""

    def __init__(self, seconds: int = 600) -> None:
        self.seconds = seconds
        self.issued = 0
        self.renewals = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Handle a request."""
        if request.url.path == "/api/v1/auth/login":
            assert json.loads(request.content) == {"username": "ada", "password": "secret"}
            return self._tokens()
        if request.url.path == "/api/v1/auth/refresh":
            assert json.loads(request.content) == {"refreshToken": f"refresh-{self.issued}"}, "each is exchanged once"
            self.renewals += 1
            return self._tokens()
        if request.headers.get("authorization") != f"Bearer token-{self.issued}":
            return failure(401, "TOKEN_EXPIRED")
        return ok(title("dune"))

    def _tokens(self) -> httpx2.Response:
        self.issued += 1
        tokens = {"accessToken": f"token-{self.issued}", "refreshToken": f"refresh-{self.issued}"}
        return ok({**tokens, "tokenType": "Bearer", "expiresIn": self.seconds})


def test_arguments_are_written_as_the_api_reads_them(client: ModuleType) -> None:
    requests: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return ok([], meta={"hasMore": False})

    titles = connected(client, handler, api_key="mq_1")
    titles.list_titles(limit=5, from_=date(2026, 1, 2), kind=["movie", "show"], all=True)
    assert str(requests[0].url) == f"{URL}/titles?limit=5&from=2026-01-02&kind=movie&kind=show&all=true"
    assert requests[0].headers["x-api-key"] == "mq_1"


def test_results_are_models(client: ModuleType) -> None:
    results = connected(client, lambda _: ok(title("a longer slug"))).get_title("x")
    assert type(results).__name__ == "Title"
    assert (results.slug, results.media_id) == ("a longer slug", UUID(MEDIA_ID))


def test_names_in_the_path_are_escaped(client: ModuleType) -> None:
    paths: list[bytes] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        paths.append(request.url.raw_path)
        return ok(title("x"))

    connected(client, handler).get_title("a/b ?ü")
    assert paths == [b"/titles/a%2Fb%20%3F%C3%BC"]


def test_a_change_sends_the_fields_that_are_set(client: ModuleType) -> None:
    bodies: list[Any] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        bodies.append((request.headers["content-type"], json.loads(request.content)))
        return httpx2.Response(204)

    titles, change = connected(client, handler), client.models.Change
    assert titles.change_title("x", change(title=None)) is None
    titles.change_title("x", change(added_on=date(2026, 1, 2)))
    assert bodies == [("application/json", {"title": None}), ("application/json", {"addedOn": "2026-01-02"})]
    with pytest.raises(ValueError, match="titel"):
        change(titel="x")


def test_other_media_are_text_and_bytes(client: ModuleType) -> None:
    titles = connected(client, lambda request: httpx2.Response(200, content=b"\xc3\xbc"))
    assert titles.export_titles() == "ü"
    assert titles.draw_titles() == b"\xc3\xbc"
    titles = connected(client, lambda _: httpx2.Response(303, headers={"location": "https://elsewhere.test"}))
    assert titles.begin() == "https://elsewhere.test"


@pytest.mark.parametrize(
    ("status", "name"),
    [(400, "InvalidRequest"), (401, "NotSignedIn"), (403, "NotAllowed"), (404, "NotFound"), (409, "Conflict"),
     (412, "Conflict"), (413, "InvalidRequest"), (429, "TooManyRequests"), (500, "ServerError"), (503, "ServerError")],
)  # fmt: skip
def test_errors_are_exceptions_with_their_code(client: ModuleType, status: int, name: str) -> None:
    titles = connected(client, lambda _: failure(status, "SOME_CODE", **{"Retry-After": "7"}))
    with pytest.raises(getattr(client, name)) as caught:
        titles.get_title("x")
    error = caught.value
    assert isinstance(error, client.ApiError)
    assert (error.status, error.code, error.request_id, error.retry_after) == (status, "SOME_CODE", "r1", 7)


def test_a_response_of_something_else_is_an_error(client: ModuleType) -> None:
    with pytest.raises(client.ServerError, match="UNKNOWN"):
        connected(client, lambda _: httpx2.Response(502, content=b"<html>")).get_title("x")
    with pytest.raises(client.UnexpectedResponse):
        connected(client, lambda _: httpx2.Response(200, content=b"<html>")).get_title("x")

    def broken(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    with pytest.raises(client.Unreachable, match="refused"):
        connected(client, broken).get_title("x")


def test_an_expired_token_is_renewed_once(client: ModuleType) -> None:
    api = Sessions()
    marquee = client.Client(URL, transport=httpx2.MockTransport(api))
    marquee.log_in("ada", "secret")
    assert marquee.where_to_watch.get_title("x").slug == "dune"
    marquee.credentials.token = "expired"
    assert marquee.where_to_watch.get_title("x").slug == "dune"
    assert api.renewals == 1


def test_a_token_is_renewed_before_it_expires(client: ModuleType) -> None:
    api = Sessions(seconds=20)
    marquee = client.Client(URL, transport=httpx2.MockTransport(api))
    marquee.log_in("ada", "secret")
    marquee.where_to_watch.get_title("x")
    assert api.renewals == 1


async def test_calls_at_the_same_time_share_a_renewal(client: ModuleType) -> None:
    api = Sessions()
    async with client.AsyncClient(URL, transport=httpx2.MockTransport(api)) as marquee:
        await marquee.log_in("ada", "secret")
        marquee.credentials.token = "expired"
        results = await asyncio.gather(*(marquee.where_to_watch.get_title("x") for _ in range(10)))
    assert [one.slug for one in results] == ["dune"] * 10
    assert api.renewals == 1


def test_a_second_step_is_an_error(client: ModuleType) -> None:
    def handler(_: httpx2.Request) -> httpx2.Response:
        return ok({"accessToken": None, "refreshToken": None, "tokenType": "Cookie", "expiresIn": 1})

    with pytest.raises(client.NotSignedIn, match="second step"):
        client.Client(URL, transport=httpx2.MockTransport(handler)).log_in("ada", "secret")


def page(slugs: str, *, more: bool, cursor: str | None) -> httpx2.Response:
    return ok([title(slug) for slug in slugs], meta={"hasMore": more, "nextCursor": cursor})


async def test_items_follow_pages_by_cursor(client: ModuleType) -> None:
    queries: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        queries.append(str(request.url.query, "ascii"))
        return page("ab", more=True, cursor="c1") if len(queries) % 2 else page("c", more=False, cursor=None)

    titles = connected(client, handler)
    assert [item.slug for item in client.items(titles.list_titles, limit=2, offset=1)] == ["a", "b", "c"]
    assert queries == ["limit=2&offset=1", "limit=2&cursor=c1"]
    async with client.AsyncClient(URL, transport=httpx2.MockTransport(handler)) as marquee:
        listed = client.async_items(marquee.where_to_watch.list_titles, limit=2)
        assert [item.slug async for item in listed] == ["a", "b", "c"]


def test_items_follow_pages_by_offset(client: ModuleType) -> None:
    queries: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        queries.append(str(request.url.query, "ascii"))
        return page("ab", more=len(queries) < 3, cursor=None)

    assert len(list(client.items(connected(client, handler).list_titles))) == 6
    assert queries == ["", "offset=2", "offset=4"]


async def test_events_of_a_stream(client: ModuleType) -> None:
    text = b': still here\n\nevent: title\nid: 7\ndata: {"slug":\ndata: "x"}\n\ndata: 1\n\ndata: cut off'

    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["accept"] == "text/event-stream"
        return httpx2.Response(200, content=text, headers={"content-type": "text/event-stream"})

    events = list(connected(client, handler).follow_titles())
    assert [(event.type, event.id) for event in events] == [("title", "7"), ("message", "7")]
    assert events[0].json() == {"slug": "x"}
    async with client.AsyncClient(URL, transport=httpx2.MockTransport(handler)) as marquee:
        assert [event async for event in marquee.where_to_watch.follow_titles()] == events
    with pytest.raises(client.NotAllowed):
        list(connected(client, lambda _: failure(403, "FORBIDDEN")).follow_titles())
