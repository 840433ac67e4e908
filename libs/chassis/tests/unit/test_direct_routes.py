"""A route that is served directly responds exactly as FastAPI does, and is found in the order of registration."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Cookie, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from pydantic import Field
from starlette.responses import PlainTextResponse

from chassis.http.app import create_app
from chassis.http.errors import ApiError
from chassis.http.routing.inputs import MOST_QUERIES
from chassis.http.routing.table import RouteTable
from chassis.http.schemas import Parameters
from chassis.http.tokens import CurrentPrincipal, OptionalPrincipal
from chassis.runtime.health import Health
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.unit

TOKENS = Tokens()
USER = UUID("11111111-2222-4333-8444-555555555555")
router = APIRouter()
outer = APIRouter(prefix="/outer")


class Color(Enum):
    """A color."""

    RED = "red"


class Listing(Parameters):
    """The parameters of a list."""

    page_size: int = Field(default=20, ge=1, le=50)
    name: str | None = None


class Filters(Listing):
    """Parameters that may be repeated."""

    colors: list[Color] = Field(default_factory=list, max_length=2)
    years: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(2000,))


def shown(**values: object) -> Response:
    return PlainTextResponse(repr(values))


async def double(limit: Annotated[int, Query(ge=1, le=50)] = 7) -> int:
    return 2 * limit


@router.get("/single/{number}/{day}")
async def single(
    request: Request,
    number: Annotated[int, Path(ge=1)],
    day: date,
    doubled: Annotated[int, Depends(double)],
    color: Color | None = None,
    needed: str = Query(),
) -> Response:
    return shown(url=request.url.path, number=number, day=day, doubled=doubled, color=color, needed=needed)


async def turn() -> None:
    await asyncio.sleep(0)


@router.get("/waiting/{number}", dependencies=[Depends(turn)])
async def waiting(number: int) -> Response:
    return shown(number=number)


@router.get("/model")
async def model(params: Annotated[Listing, Query()], principal: OptionalPrincipal) -> Response:
    return shown(params=params, user=principal.user_id if principal else None)


@router.get("/filtered")
async def filtered(params: Annotated[Filters, Query()]) -> Response:
    """Show the parameters, and change them: the next request has its own."""
    response = shown(params=params)
    params.colors.append(Color.RED)
    return response


@router.get("/mine")
async def mine(principal: CurrentPrincipal, flag: bool = False) -> PlainTextResponse:
    return PlainTextResponse(f"{principal.user_id} {flag}")


@router.get("/failing")
async def failing() -> Response:
    raise ApiError(418, "TEAPOT", "no coffee here")


@router.get("/broken")
async def broken() -> Response:
    raise RuntimeError("hunter2")


@router.get("/items/{item_id}")
async def item(item_id: str) -> Response:
    return shown(item=item_id)


@router.get("/items/late")
async def late() -> Response:
    return shown(never=True)


@outer.get("/fixed")
async def fixed() -> Response:
    return shown(fixed=True)


@outer.get("/{name}")
async def named(name: str) -> Response:
    return shown(name=name)


@outer.put("/{name}")
async def put(name: str) -> Response:
    return shown(put=name)


@outer.get("/files/{name:path}")
async def files(name: str) -> Response:
    return shown(file=name)


@outer.get("/files/{name}")
async def behind(name: str) -> Response:
    return shown(never=name)


router.include_router(outer)


@router.get("/indirect")
async def indirect(
    response: Response, language: Annotated[str, Header()] = "en", session: Annotated[str, Cookie()] = "none"
) -> Response:
    return shown(language=language, session=session)


@router.get("/generated")
async def generated(ids: Annotated[list[int], Query()] = []) -> Response:  # noqa: B006 - FastAPI copies it
    return shown(ids=ids)


def application() -> FastAPI:
    return create_app(
        title="Items", description="", routers=[router], errors={}, health=Health(), verifier=TOKENS.verifier()
    )


def through_fastapi() -> FastAPI:
    """Return the same application with no route served directly."""
    app = application()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "chassis.http.routing.table.application_of", lambda context: AsyncExitStackMiddleware(context.app)
        )
        app.middleware_stack = app.build_middleware_stack()
    return app


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clients() -> AsyncIterator[list[httpx2.AsyncClient]]:
    async with client_for(application()) as direct, client_for(through_fastapi()) as general:
        yield [direct, general]


def route_table(app: FastAPI) -> RouteTable:
    app.middleware_stack = app.build_middleware_stack()
    routes: RouteTable = app.state.route_table
    return routes


@pytest.mark.parametrize(
    ("path", "direct"),
    [
        ("single/1/2026-11-28", True),
        ("model", True),
        ("filtered", True),
        ("mine", True),
        ("outer/fixed", True),
        ("indirect", False),
        ("generated", False),
    ],
)
def test_route_is_direct_when_it_needs_only_parameters_and_dependencies(path: str, direct: bool) -> None:
    match = route_table(application()).find("GET", f"/api/v1/{path}")
    assert match is not None
    assert isinstance(match[0].app, AsyncExitStackMiddleware) is not direct


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "single/1/2026-11-28?needed=x", 200),
        ("GET", "single/1/2026-11-28?needed=y&color=red&limit=3", 200),
        ("GET", "single/1/2026-11-28?needed=x&needed=y", 400),
        ("GET", "single/1/2026-11-28?needed=", 200),
        ("GET", "single/1/2026-11-28?needed=%D1%83+a%26b", 200),
        ("GET", "single/1/2026-11-28", 400),
        ("GET", "single/0/2026-11-28?needed=x", 400),
        ("GET", "single/1.0/today?needed=x&limit=51&color=blue&other=1", 400),
        ("GET", "model", 200),
        ("GET", "model?pageSize=5&name=a", 200),
        ("GET", "model?page_size=5", 400),
        ("GET", "model?pageSize=5.0", 400),
        ("GET", "model?pageSize=51&other=1", 400),
        ("GET", "filtered", 200),
        ("GET", "filtered?colors=red&years=3&name=a&colors=red", 200),
        ("GET", "filtered?years=3&years=4", 200),
        ("GET", "filtered?colors=", 400),
        ("GET", "filtered?colors=red&colors=blue", 400),
        ("GET", "filtered?colors=red&colors=red&colors=red", 400),
        ("GET", "filtered?years=3.0", 400),
        ("GET", "filtered?years=0&years=x", 400),
        ("GET", "filtered?name=a&name=b&years=1", 400),
        ("GET", "mine?flag=true", 200),
        ("GET", "mine?flag=1", 400),
        ("GET", "failing", 418),
        ("GET", "broken", 500),
        ("GET", "items/late", 200),
        ("GET", "items/late/", 404),
        ("GET", "outer/fixed", 200),
        ("GET", "outer/other", 200),
        ("PUT", "outer/other", 200),
        ("PUT", "outer/fixed", 405),
        ("DELETE", "outer/other", 405),
        ("HEAD", "model", 200),
        ("GET", "outer/files/a/b", 200),
        ("GET", "outer/files/a", 200),
        ("GET", "indirect", 200),
        ("GET", "generated?ids=1&ids=2", 200),
    ],
)
async def test_response_is_that_of_fastapi(
    clients: list[httpx2.AsyncClient], method: str, path: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {TOKENS.issue(USER)}", "X-Request-Id": "same-for-both"}
    direct, general = [await client.request(method, f"/api/v1/{path}", headers=headers) for client in clients]
    assert (direct.status_code, direct.text, direct.headers) == (general.status_code, general.text, general.headers)
    assert direct.status_code == status
    assert "never" not in direct.text, "a route behind another one"


async def test_missing_token_is_rejected_before_parameters(clients: list[httpx2.AsyncClient]) -> None:
    for path in ("mine", "mine?flag=1"):
        assert [(await client.get(f"/api/v1/{path}")).status_code for client in clients] == [401, 401]


async def test_overridden_dependency_is_used() -> None:
    app = application()
    app.dependency_overrides[double] = lambda: 99
    async with client_for(app) as client:
        response = await client.get("/api/v1/single/1/2026-11-28?needed=x")
    assert "'doubled': 99" in response.text


async def test_router_of_another_kind_in_front_keeps_its_precedence() -> None:
    app = application()

    async def first(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("mounted")(scope, receive, send)

    app.mount("/api/v1/model", first)
    app.router.routes.insert(0, app.router.routes.pop())
    async with client_for(app) as client:
        assert (await client.get("/api/v1/model/")).text == "mounted"
        assert (await client.get("/api/v1/items/1")).status_code == 200
    assert route_table(app).find("GET", "/api/v1/model") is None


async def test_values_of_a_repeated_query_are_shared_and_those_of_the_path_are_not(
    clients: list[httpx2.AsyncClient],
) -> None:
    direct, _ = clients
    query = "needed=a&limit=3"

    bodies = [(await direct.get(f"/api/v1/single/{number}/2026-01-0{number}?{query}")).text for number in (1, 2, 1)]

    assert bodies[0] == bodies[2] != bodies[1]
    assert "'number': 2" in bodies[1]
    assert "'doubled': 6" in bodies[1]
    for limit in range(MOST_QUERIES + 10):
        status = (await direct.get(f"/api/v1/model?pageSize={limit}")).status_code
        assert status == (200 if 1 <= limit <= 50 else 400), limit


async def test_concurrent_requests_of_one_query_have_their_own_paths(clients: list[httpx2.AsyncClient]) -> None:
    direct, _ = clients

    bodies = await asyncio.gather(*(direct.get(f"/api/v1/waiting/{number}") for number in range(5)))

    assert [response.text for response in bodies] == [f"{{'number': {number}}}" for number in range(5)]
