"""What is requested under `/api`: services learn it from a header that only the gateway sets."""

from typing import TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, StartGateway

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/catalog/movies/trending", ["pages"]),
        ("/api/catalog/shows/new-episodes?days=3", ["lists"]),
        ("/api/user-media/continue", ["nothing"]),
        ("/api/v1/catalog/movies/trending", []),
        ("/api/v1/catalog/shows/new-episodes", []),
    ],
)
async def test_services_learn_the_shape_from_the_gateway_alone(http: Http, path: str, expected: list[str]) -> None:
    claimed = {"X-Marquee-Nesting": "nothing", "X_Marquee_Nesting": "lists"}
    async with http.get(path, headers=claimed) as response:
        seen = await response.json()

    assert seen["path"].startswith("/api/v1/")
    assert [value for name, value in seen["headers"] if "nesting" in name.lower()] == expected


@pytest.mark.parametrize(
    ("path", "headers", "status", "versioned", "compatible"),
    [
        ("catalog//x", {}, 400, "BAD_PATH", "VALIDATION_ERROR"),
        ("me/x", {"Authorization": "Bearer x.y.z"}, 401, "UNAUTHORIZED", "UNAUTHORIZED"),
        ("nothing/x", {}, 404, "RESOURCE_NOT_FOUND", "RESOURCE_NOT_FOUND"),
        ("stats/slow", {}, 504, "GATEWAY_TIMEOUT", "EXTERNAL_API_ERROR"),
    ],
)
async def test_errors_of_the_gateway_have_the_codes_of_their_status(
    echo: Echo,
    start_gateway: StartGateway,
    path: str,
    headers: dict[str, str],
    status: int,
    versioned: str,
    compatible: str,
) -> None:
    gateway = await start_gateway(echo, deadline_seconds=0.3)
    async with aiohttp.ClientSession(gateway.url) as http:
        for prefix, code in (("/api/v1/", versioned), ("/api/", compatible)):
            async with http.get(prefix + path, headers=headers) as response:
                body = await response.json()
            assert (response.status, body["error"]["statusCode"], body["error"]["code"]) == (status, status, code)
            assert body["error"]["requestId"] == response.headers["x-request-id"]
