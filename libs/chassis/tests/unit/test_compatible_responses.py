"""Requests that arrive with the gateway's header get the shapes of the compatible API; all others are as before."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic_core import from_json, to_json

from chassis.http.app import create_app
from chassis.http.compatibility.bodies import nested
from chassis.http.errors import ApiError, ErrorSpec
from chassis.http.middleware import RequestMiddleware
from chassis.http.schemas import Page, ResponseModel, Success, page_meta
from chassis.runtime.health import Health
from chassis.testing.clients import InProcess, client_for

pytestmark = pytest.mark.unit

TAG: Final = 'W/"abc"'
META: Final = {"count": 1, "total": 1, "limit": 20, "offset": 0, "hasMore": False, "nextCursor": None}


class Title(ResponseModel):
    """A title."""

    name: str
    meta: dict[str, dict[str, int]]


ITEM: Final = {"name": 'a],"meta":{"b', "meta": {"deep": {"er": 1}}}


class Missing(Exception):
    """Raised for a title without statistics."""


class Deleted(Exception):
    """Raised for a title that its provider has deleted."""


router = APIRouter()


@router.get("/page")
async def page() -> Page[Title]:
    return Page(data=[Title.model_validate(ITEM)], meta=page_meta(count=1, total=1, limit=20, offset=0))


@router.get("/list")
async def bare_list() -> Success[list[Title]]:
    return Success(data=[Title.model_validate(ITEM)])


@router.get("/single")
async def single() -> Success[Title]:
    return Success(data=Title.model_validate(ITEM))


@router.get("/limited")
async def limited(limit: Annotated[int, Query(le=50)] = 20, offset: Annotated[int, Query(ge=0)] = 0) -> Success[int]:
    return Success(data=limit + offset)


@router.get("/tagged")
async def tagged(request: Request) -> Response:
    conditions = {name: request.headers.get(name, "") for name in ("if-none-match", "if-match")}
    if conditions["if-none-match"] == TAG:
        return Response(status_code=304, headers={"ETag": TAG})
    return Response(to_json(conditions), media_type="application/json", headers={"ETag": TAG})


@router.get("/failures/{kind}")
async def failures(kind: str) -> Response:
    raise {
        "missing": Missing(),
        "deleted": Deleted(),
        "taken": ApiError(409, "NAME_TAKEN", "taken"),
        "bug": KeyError(),
    }[kind]


@router.get("/stream")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b'{"success":true,"data":['
        yield b"]}"

    return StreamingResponse(parts(), media_type="application/json")


@router.get("/text")
async def text() -> PlainTextResponse:
    return PlainTextResponse('{"success":true,"data":[]}')


@router.delete("/page", status_code=204)
async def delete() -> Response:
    return Response(status_code=204)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    errors = {Missing: ErrorSpec(404, "STATS_NOT_FOUND"), Deleted: ErrorSpec(410, "MEDIA_GONE")}
    app = create_app(title="Titles", description="", routers=[router], errors=errors, health=Health())
    async with client_for(app) as client:
        yield client


async def get(client: httpx2.AsyncClient, path: str, nesting: str | None = "pages", **headers: str) -> httpx2.Response:
    own = {} if nesting is None else {"X-Marquee-Nesting": nesting}
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.get(f"/api/v1{path}", headers={**own, **fields})


@pytest.mark.parametrize(
    ("path", "nesting", "data"),
    [
        ("/page", None, [ITEM]),
        ("/page", "pages", {"data": [ITEM], "meta": META}),
        ("/page", "lists", {"data": [ITEM], "meta": META}),
        ("/page", "nothing", [ITEM]),
        ("/page", "unknown", [ITEM]),
        ("/list", "pages", [ITEM]),
        ("/list", "lists", {"data": [ITEM]}),
        ("/list", "nothing", [ITEM]),
        ("/single", "pages", ITEM),
        ("/single", "lists", ITEM),
        ("/single", "outcome", {"success": True, "message": "The operation succeeded", **ITEM}),
        ("/list", "outcome", [ITEM]),
    ],
)
async def test_lists_are_nested_as_requested(
    client: httpx2.AsyncClient, path: str, nesting: str | None, data: Any
) -> None:
    response = await get(client, path, nesting)

    assert response.json()["data"] == data
    assert response.json()["success"] is True
    assert response.headers["content-length"] == str(len(response.content))


@pytest.mark.parametrize(
    "body",
    [
        b'{"success":true,"data":[]}',
        b'{"success":true,"data":[{"a":{}}]}',
        b'{"success":true,"data":{"a":{}}}',
        b'{"success":true,"data":null}',
        b'{"status":"up","checks":{}}',
        b"[]",
        b"",
    ],
)
def test_only_a_list_with_meta_is_a_page(body: bytes) -> None:
    assert nested(body, "pages") == body


def test_every_member_beside_the_list_moves_with_it() -> None:
    body = b'{"success":true,"data":[],"meta":{"count":0}}'

    assert from_json(nested(body, "pages")) == {"success": True, "data": {"data": [], "meta": {"count": 0}}}


async def test_tags_of_the_two_shapes_differ(client: httpx2.AsyncClient) -> None:
    assert (await get(client, "/tagged", None)).headers["etag"] == TAG
    tag = (await get(client, "/tagged")).headers["etag"]
    assert tag == 'W/"abc.c"'

    unchanged = await get(client, "/tagged", if_none_match=f'"x", {tag}')
    assert (unchanged.status_code, unchanged.headers["etag"], unchanged.content) == (304, tag, b"")
    assert (await get(client, "/tagged", if_none_match=TAG)).status_code == 200
    assert (await get(client, "/tagged", None, if_none_match=tag)).status_code == 200


async def test_services_see_their_own_tags_in_conditions(client: httpx2.AsyncClient) -> None:
    seen = (await get(client, "/tagged", if_match='"1.c", "2", W/"3.c", *', if_none_match='"4.c", "5", *')).json()

    assert seen == {"if-match": '"1", "2", W/"3", *', "if-none-match": '"4", *'}


async def test_errors_have_the_codes_of_their_status(client: httpx2.AsyncClient) -> None:
    invalid = await get(client, "/limited?limit=51&offset=-1")
    assert invalid.status_code == 400
    error = invalid.json()["error"]
    assert (error["code"], error["statusCode"]) == ("VALIDATION_ERROR", 400)
    assert error["details"]["errors"] == ["limit: must be at most 50, not 51", "offset: must be at least 0, not -1"]
    assert error["requestId"] == invalid.headers["x-request-id"]
    versioned = (await get(client, "/limited?limit=51", None)).json()["error"]["details"]["errors"]
    assert [problem["field"] for problem in versioned] == ["limit"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("missing", 404, "STATS_NOT_FOUND"),
        ("deleted", 404, "RESOURCE_NOT_FOUND"),
        ("taken", 409, "NAME_TAKEN"),
        ("bug", 500, "INTERNAL_ERROR"),
    ],
)
async def test_statuses_that_old_clients_do_not_know_are_replaced(
    client: httpx2.AsyncClient, kind: str, status: int, code: str
) -> None:
    response = await get(client, f"/failures/{kind}")

    error = response.json()["error"]
    assert (response.status_code, error["statusCode"], error["code"]) == (status, status, code)
    assert response.headers["content-length"] == str(len(response.content))


async def test_other_bodies_are_unchanged(client: httpx2.AsyncClient) -> None:
    assert (await get(client, "/stream", "lists")).json() == {"success": True, "data": []}
    assert (await get(client, "/text", "lists")).text == '{"success":true,"data":[]}'
    deleted = await client.delete("/api/v1/page", headers={"X-Marquee-Nesting": "pages"})
    assert (deleted.status_code, deleted.content) == (204, b"")
    live = await client.get("/health/live", headers={"X-Marquee-Nesting": "lists"})
    assert live.json()["status"] == "live"


async def test_the_gateway_leaves_the_shape_to_the_services() -> None:
    async def proxied(scope: Any, receive: Any, send: Any) -> None:
        await Response(b'{"success":true,"data":[]}', media_type="application/json")(scope, receive, send)

    transport = InProcess(RequestMiddleware(proxied))
    async with httpx2.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
        response = await client.get("/api/catalog/genres", headers={"X-Marquee-Nesting": "lists"})
    assert response.json()["data"] == []
