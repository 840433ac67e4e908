"""Applications that share prepared routes have a state, methods and a document of their own."""

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from chassis.http.app import create_app
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

owners = APIRouter(prefix="/owners")
pages = APIRouter(prefix="/pages")


@owners.get("/{number}")
async def owner(number: int, request: Request) -> JSONResponse:
    return JSONResponse(f"{request.app.state.owner} {number}")


@owners.post("/{number}")
async def rename(number: int, request: Request) -> str:
    return f"{request.app.state.owner} {number}"


@pages.get("/first")
async def first() -> str:
    return "first"


def application(owner: str, *routers: APIRouter) -> FastAPI:
    return create_app(
        title=owner,
        description="",
        routers=routers,
        errors={},
        health=Health(),
        state={"owner": owner},
        shared_routes=True,
    )


async def test_each_application_has_its_own_state_and_checks() -> None:
    # The first is never served: what the second needs must not depend on it.
    application("Grace", owners)
    for name in ("Ada", "Alan"):
        async with client_for(application(name, owners)) as client:
            read = await client.get("/api/v1/owners/1")
            renamed = await client.post("/api/v1/owners/2")
            unknown = await client.get("/api/v1/owners/1", params={"extra": 1})
            wrong_method = await client.delete("/api/v1/owners/1")
        assert (read.json(), renamed.json()) == (f"{name} 1", f"{name} 2")
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
        assert (wrong_method.status_code, wrong_method.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_other_routers_are_not_shared() -> None:
    application("Ada", owners)
    async with client_for(application("Alan", owners, pages)) as client:
        assert (await client.get("/api/v1/pages/first")).json() == "first"
    async with client_for(application("Grace", pages)) as client:
        assert (await client.get("/api/v1/owners/1")).status_code == 404


def test_each_application_has_its_own_document() -> None:
    one, two = application("Ada", owners).openapi(), application("Alan", owners).openapi()
    assert (one["info"]["title"], two["info"]["title"]) == ("Ada", "Alan")
    assert one["paths"] == two["paths"]
    assert set(one["paths"]) == {"/api/v1/owners/{number}"}
