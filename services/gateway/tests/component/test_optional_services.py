"""An installation without one of the optional services."""

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, StartGateway

pytestmark = pytest.mark.integration


async def test_a_service_that_is_not_installed_has_no_routes(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, music_url="")
    async with aiohttp.ClientSession(gateway.url, headers=echo.tokens.bearer()) as http:
        for path in ("/api/v1/music/albums", "/api/v1/admin/music/folders"):
            async with http.get(path) as response:
                assert (response.status, (await response.json())["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")
        async with http.get("/api/v1/stats/x") as response:
            assert response.status == 200


async def test_an_installed_service_has_its_routes(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo)
    async with (
        aiohttp.ClientSession(gateway.url, headers=echo.tokens.bearer()) as http,
        http.get("/api/v1/music/albums") as response,
    ):
        assert response.status == 200
