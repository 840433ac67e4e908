"""An operation that is going to end: marked in the document, with the headers of RFC 9745 and RFC 8594."""

from datetime import date
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter
from fastapi.responses import Response
from starlette.types import ASGIApp

from chassis.http.app import create_app
from chassis.http.routing.deprecation import deprecated
from chassis.http.schemas import Success
from chassis.runtime.health import Health
from chassis.testing.clients import InProcess

pytestmark = pytest.mark.unit

SINCE, SUNSET = date(2027, 1, 1), date(2027, 8, 1)
HEADERS = ("@1798761600", "Sun, 01 Aug 2027 00:00:00 GMT")

router = APIRouter()


@router.get("/old", summary="Get the old", **deprecated(SINCE, SUNSET))
async def old() -> Success[int]:
    return Success(data=1)


@router.get("/old/{name}", summary="Get an old picture", **deprecated(SINCE, SUNSET))
async def old_picture(name: str) -> Response:
    return Response(name)


@router.get("/new", summary="Get the new")
async def new() -> Success[int]:
    return Success(data=2)


@pytest.fixture(scope="module")
def app() -> Any:
    return create_app(title="Titles", description="What it does.", routers=[router], errors={}, health=Health())


async def headers_of(app: ASGIApp, path: str) -> tuple[str | None, str | None]:
    async with httpx2.AsyncClient(transport=InProcess(app), base_url="http://service.test") as client:
        response = await client.get(path)
    assert response.status_code == 200
    return response.headers.get("deprecation"), response.headers.get("sunset")


async def test_responses_say_when_the_operation_ends(app: Any) -> None:
    assert await headers_of(app, "/api/v1/old") == HEADERS
    assert await headers_of(app, "/api/v1/old/x") == HEADERS
    assert await headers_of(app, "/api/v1/new") == (None, None)


def test_the_document_says_when_the_operation_ends(app: Any) -> None:
    document = app.openapi()
    operation = document["paths"]["/api/v1/old"]["get"]
    assert (operation["deprecated"], operation["x-deprecated-since"], operation["x-sunset"]) == (
        True,
        "2027-01-01",
        "2027-08-01",
    )
    for name in ("Deprecation", "Sunset"):
        assert operation["responses"]["200"]["headers"][name] == {"$ref": f"#/components/headers/{name}"}
        assert document["components"]["headers"][name]["description"]
    new_operation = document["paths"]["/api/v1/new"]["get"]
    assert "deprecated" not in new_operation
    assert "Sunset" not in new_operation["responses"]["200"]["headers"]


def test_clients_have_half_a_year() -> None:
    with pytest.raises(ValueError, match="at least 180 days"):
        deprecated(SINCE, date(2027, 6, 1))
