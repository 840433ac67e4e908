"""A 405 names every method of its address."""

import pytest
from fastapi import APIRouter

from chassis.http.app import create_app
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

notes = APIRouter(prefix="/notes")
others = APIRouter()


@notes.get("/{number}")
async def read(number: int) -> int:
    return number


@notes.put("/{number}")
async def write(number: int) -> int:
    return number


@others.delete("/notes/{number}")
async def remove(number: int) -> int:
    return number


@others.get("/notes/{number}/pages")
async def pages(number: int) -> int:
    return number


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/api/v1/notes/1", "DELETE, GET, HEAD, PUT"),
        ("POST", "/api/v1/notes/1/pages", "GET, HEAD"),
        ("POST", "/health/live", "GET, HEAD"),
    ],
)
async def test_405_lists_every_method_of_the_path(method: str, path: str, allowed: str) -> None:
    app = create_app(title="Notes", description="Notes.", routers=[notes, others], errors={}, health=Health())
    async with client_for(app) as client:
        response = await client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)
    assert response.json()["error"]["code"] == "METHOD_NOT_ALLOWED"
