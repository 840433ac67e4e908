"""What routes declare as shared reads says how long it may be kept and what it depends on, and has an entity tag."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, HTTPException, Response

from chassis.core.responses.keys import ResponseKeys
from chassis.http.app import create_app
from chassis.http.routing.shared_reads import AT_THE_GATEWAY, PUBLIC, SharedRead
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

KEYS = ResponseKeys("movies")
TITLE = UUID(int=0xABC)

router = APIRouter(prefix="/movies", dependencies=[Depends(SharedRead(KEYS, "lists", "titles", by_title=True))])
plain = APIRouter(prefix="/plain")


@router.get("")
async def movies() -> list[str]:
    return ["Dune"]


@router.get("/titles/{mediaId}")
async def movie(mediaId: UUID) -> Response:  # noqa: N803 - as in paths
    if mediaId.int == 0:
        raise HTTPException(404)
    return Response(b"Dune", media_type="text/plain")


@router.get("/picture")
async def picture() -> Response:
    return Response(b"<svg/>", headers={"ETag": '"own"', "Cache-Control": "public, max-age=300"})


@router.post("")
async def add() -> list[str]:
    return []


@router.get("/lists", dependencies=[Depends(SharedRead(KEYS, "lists"))])
async def lists() -> list[str]:
    return []


@plain.get("")
async def personal() -> list[str]:
    return []


@pytest_asyncio.fixture(params=[False, True], ids=["own routes", "shared routes"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(
        title="t", description="d", routers=[router, plain], errors={}, health=Health(), shared_routes=request.param
    )
    async with client_for(app) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/movies", "movies movies:lists movies:titles"),
        (f"/movies/titles/{str(TITLE).upper()}", f"movies movies:title:{TITLE}"),
        ("/movies/lists", "movies movies:lists"),
    ],
)
async def test_responses_say_what_they_depend_on(client: httpx2.AsyncClient, path: str, keys: str) -> None:
    response = await client.get(f"/api/v1{path}")

    assert response.status_code == 200
    assert response.headers["surrogate-key"] == keys
    assert response.headers["cache-control"] == PUBLIC
    assert response.headers["gateway-cache-control"] == AT_THE_GATEWAY


@pytest.mark.parametrize("path", ["/movies", f"/movies/titles/{TITLE}", "/movies/picture"])
async def test_a_client_that_has_the_response_gets_a_confirmation(client: httpx2.AsyncClient, path: str) -> None:
    first = await client.get(f"/api/v1{path}")
    second = await client.get(f"/api/v1{path}", headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    other = await client.get(f"/api/v1{path}", headers={"If-None-Match": '"x"'})

    assert other.content == first.content
    if path == "/movies/picture":
        assert second.status_code == 200, "a route with a tag of its own compares it itself"
    else:
        assert (second.status_code, second.content) == (304, b"")
        assert second.headers["etag"] == first.headers["etag"]
        assert second.headers["surrogate-key"] == first.headers["surrogate-key"]
        assert "content-type" not in second.headers


async def test_what_a_response_states_itself_is_kept(client: httpx2.AsyncClient) -> None:
    headers = (await client.get("/api/v1/movies/picture")).headers

    assert (headers["etag"], headers["cache-control"]) == ('"own"', "public, max-age=300")
    assert headers["surrogate-key"] == "movies movies:lists movies:titles"


async def test_nothing_else_may_be_kept(client: httpx2.AsyncClient) -> None:
    missing = f"/api/v1/movies/titles/{UUID(int=0)}"
    for response in (
        await client.get("/api/v1/plain"),
        await client.post("/api/v1/movies"),
        await client.get(missing),
        await client.get("/api/v1/movies/titles/no-id"),
        await client.get("/api/v1/movies?unknown=1"),
    ):
        assert not {"surrogate-key", "gateway-cache-control", "etag"} & response.headers.keys(), response.url


async def test_the_document_shows_what_caches_add() -> None:
    app = create_app(title="t", description="d", routers=[router, plain], errors={}, health=Health())
    async with client_for(app):
        paths = app.openapi()["paths"]

    for path in ("/api/v1/movies", "/api/v1/movies/titles/{mediaId}", "/api/v1/movies/lists"):
        responses = paths[path]["get"]["responses"]
        for status in ("200", "304"):
            assert {"ETag", "Cache-Control", "Age", "Cache-Status"} <= responses[status]["headers"].keys(), (
                path,
                status,
            )
    for operation in (paths["/api/v1/plain"]["get"], paths["/api/v1/movies"]["post"]):
        assert "304" not in operation["responses"]
        assert "Cache-Status" not in operation["responses"]["200"]["headers"]
