"""Media sources are shown to those who may see them."""

from dataclasses import replace
from uuid import UUID

import pytest
from services.sources.tests.integration.test_stores import OTHER, SOURCE, USER

from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from sources.api import create_api
from sources.bootstrap import Container
from sources.domain.media_sources.source import Visibility

pytestmark = pytest.mark.integration


async def test_users_see_their_sources_and_those_for_everyone(container: Container) -> None:
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    everyone = replace(SOURCE, id=UUID(int=6), name="Archive", owner_id=OTHER, visibility=Visibility.EVERYONE)
    async with container.units.begin() as work:
        for source in (SOURCE, everyone, replace(SOURCE, id=UUID(int=9), owner_id=OTHER)):
            await work.media_sources.save(source)
    async with client_for(create_api(container)) as client:
        response = await client.get("/api/v1/sources", headers=tokens.bearer(USER))
        assert [(item["name"], item["visibility"]) for item in response.json()["data"]] == [
            ("Archive", "everyone"),
            ("Movies", "private"),
        ]
        assert response.json()["data"][1]["outage"]["code"] == "unreachable"
        assert "ownerId" not in response.json()["data"][1]
        assert (await client.get("/api/v1/admin/sources", headers=tokens.bearer(USER))).status_code == 403
        admin = await client.get("/api/v1/admin/sources", headers=tokens.bearer(USER, roles=("admin",)))
        assert {item["ownerId"] for item in admin.json()["data"]} == {str(USER), str(OTHER)}
        assert (await client.get("/api/v1/sources")).status_code == 401
