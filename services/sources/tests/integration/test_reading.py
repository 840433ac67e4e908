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
            ("Movies", "private"),
            ("Archive", "everyone"),
        ]
        assert response.json()["data"][0]["outage"]["code"] == "unreachable"
        assert "ownerId" not in response.json()["data"][0]
        assert (await client.get("/api/v1/admin/sources", headers=tokens.bearer(USER))).status_code == 403
        admin = await client.get("/api/v1/admin/sources", headers=tokens.bearer(USER, roles=("admin",)))
        assert {item["ownerId"] for item in admin.json()["data"]} == {str(USER), str(OTHER)}
        assert (await client.get("/api/v1/sources")).status_code == 401


async def test_lists_of_sources_are_read_page_by_page(container: Container) -> None:
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    shared = replace(SOURCE, owner_id=OTHER, visibility=Visibility.EVERYONE)
    names = {1: "b", 2: "a", 3: "b"}
    async with container.units.begin() as work:
        for number, name in names.items():
            await work.media_sources.save(replace(SOURCE, id=UUID(int=number), name=name))
        await work.media_sources.save(replace(shared, id=UUID(int=4), name="a"))
        await work.media_sources.save(replace(SOURCE, id=UUID(int=5), owner_id=OTHER, name="private"))
    async with client_for(create_api(container)) as client:

        async def pages(path: str, **query: str) -> list[list[int]]:
            """Return the numbers of the sources on each page of a list."""
            headers = tokens.bearer(USER, roles=("admin",))
            numbers: list[list[int]] = []
            while True:
                response = await client.get(path, params=query | {"limit": "2"}, headers=headers)
                body = response.json()
                numbers.append([UUID(item["id"]).int for item in body["data"]])
                if not body["meta"]["hasMore"]:
                    return numbers
                query = {"cursor": body["meta"]["nextCursor"]}

        assert await pages("/api/v1/sources") == [[2, 1], [3, 4]]
        assert await pages("/api/v1/admin/sources") == [[2, 4], [1, 3], [5]]
        assert await pages("/api/v1/admin/sources", offset="4") == [[5]]
        first = await client.get("/api/v1/sources", params={"limit": 1}, headers=tokens.bearer(USER))
        assert first.json()["meta"] | {"nextCursor": None} == {
            "count": 1,
            "total": 4,
            "limit": 1,
            "offset": 0,
            "hasMore": True,
            "nextCursor": None,
        }
        other = {"cursor": first.json()["meta"]["nextCursor"]}
        refused = await client.get("/api/v1/admin/sources", params=other, headers=tokens.bearer(USER, roles=("admin",)))
        assert (refused.status_code, refused.json()["error"]["details"]["errors"][0]["rule"]) == (400, "cursor_invalid")
