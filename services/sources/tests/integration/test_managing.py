"""Users add, change, pause and delete their sources; administrators those of everyone."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.sources.tests.library import MemoryAdapters
from sqlalchemy import text

from chassis.testing.tokens import Tokens
from jobs.ports import JobFilter
from sources.bootstrap import Container
from sources.domain.media_sources.errors import SourceFailed

pytestmark = pytest.mark.integration

USER, OTHER = UUID(int=1), UUID(int=2)
URL = "https://files.example/movies"
NEW: dict[str, Any] = {
    "kind": "webdav",
    "name": "Movies",
    "configuration": {"address": URL},
    "credentials": {"password": "open sesame"},
}
SOURCES = "/api/v1/sources"


async def added(client: httpx2.AsyncClient, tokens: Tokens, **changes: Any) -> dict[str, Any]:
    """Add a source of the first user, and return its body."""
    response = await client.post(SOURCES, json=NEW | changes, headers=tokens.bearer(USER))
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()["data"]
    return body


async def scan_states(container: Container) -> list[str]:
    async with container.runtime.engine.connect() as connection:
        return list((await connection.execute(text("select status from jobs order by created_at, id"))).scalars())


async def test_source_is_added_after_it_was_read_and_its_scan_is_queued(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    response = await client.post(SOURCES, json=NEW, headers=tokens.bearer(USER))
    source = response.json()["data"]
    assert response.status_code == 201
    assert response.headers["ETag"] == '"1"'
    assert (source["configuration"], source["isOwned"]) == ({"address": URL, "depth": 3}, True)
    assert "sesame" not in response.text
    async with container.units.begin() as work:
        [job] = (await work.jobs.find(JobFilter()))[0]
        assert await work.media_sources.credentials(UUID(source["id"])) == {"password": "open sesame"}
    assert (job.dedup_key, job.priority, job.requested_by) == (f"scan-source:{source['id']}", 0, (USER,))


async def test_source_that_cannot_be_read_is_not_stored(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    refused = await client.post(SOURCES, json=NEW | {"credentials": {"password": "wrong"}}, headers=tokens.bearer(USER))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "SOURCE_UNREADABLE")
    assert refused.json()["error"]["details"]["cause"] == "credentials_refused"
    assert "wrong" not in refused.text
    assert (await client.get(SOURCES, headers=tokens.bearer(USER))).json()["data"] == []
    assert await scan_states(container) == []


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"configuration": {}}, "configuration.address", "missing"),
        ({"configuration": {"address": 5}}, "configuration.address", "string_type"),
        ({"configuration": {"address": URL, "color": "red"}}, "configuration.color", "extra_forbidden"),
        ({"configuration": {"address": "x" * 2049}}, "configuration.address", "string_too_long"),
        ({"configuration": {"address": URL, "depth": "x"}}, "configuration.depth", "int_parsing"),
        ({"credentials": {"password": None}}, "credentials.password", "string_type"),
        ({"credentials": "open sesame"}, "credentials", "dict_type"),
        ({"name": " "}, "name", "string_too_short"),
        ({"name": "x" * 101}, "name", "string_too_long"),
        ({"kind": "ftp"}, "kind", "literal_error"),
        ({"kind": "plex"}, "kind", "kind_unavailable"),
        ({"visibility": "friends"}, "visibility", "literal_error"),
        ({"owner": "me"}, "owner", "extra_forbidden"),
    ],
)
async def test_invalid_source_names_the_field_and_its_rule(
    client: httpx2.AsyncClient, tokens: Tokens, changes: dict[str, Any], field: str, rule: str
) -> None:
    response = await client.post(SOURCES, json=NEW | changes, headers=tokens.bearer(USER))
    assert response.status_code == 400, response.text
    [problem] = response.json()["error"]["details"]["errors"]
    assert (problem["field"], problem["rule"]) == (field, rule)


async def test_kinds_state_their_fields(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    kinds = (await client.get(f"{SOURCES}/kinds", headers=tokens.bearer(USER))).json()["data"]
    [webdav] = kinds
    assert [(field["name"], field["type"], field["isRequired"], field["isSecret"]) for field in _fields(webdav)] == [
        ("address", "text", True, False),
        ("depth", "integer", False, False),
        ("password", "text", True, True),
    ]
    kinds = (await client.get(f"{SOURCES}/kinds", headers=tokens.bearer(USER, roles=("admin",)))).json()["data"]
    assert [kind["kind"] for kind in kinds] == ["webdav", "folder"]


def _fields(kind: dict[str, Any]) -> list[dict[str, Any]]:
    return [*kind["configuration"], *kind["credentials"]]


async def test_what_only_administrators_may_do(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    user, admin = tokens.bearer(USER), tokens.bearer(USER, roles=("admin",))
    folder = NEW | {"kind": "folder", "credentials": {}}
    for refused in (folder, NEW | {"visibility": "everyone"}):
        response = await client.post(SOURCES, json=refused, headers=user)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "FOR_ADMINISTRATORS")
        assert (await client.post(SOURCES, json=refused, headers=admin)).status_code == 201
    source = await added(client, tokens)
    path, change = f"{SOURCES}/{source['id']}", {"visibility": "everyone"}
    assert (await client.patch(path, json=change, headers=user | {"If-Match": "*"})).status_code == 403
    other = tokens.bearer(OTHER, roles=("admin",))
    response = await client.patch(
        f"/api/v1/admin/sources/{source['id']}", json=change, headers=other | {"If-Match": "*"}
    )
    assert (response.json()["data"]["visibility"], response.json()["data"]["ownerId"]) == ("everyone", str(USER))


async def test_a_user_has_a_number_of_sources_also_when_they_are_added_at_once(
    client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    responses = await asyncio.gather(*(client.post(SOURCES, json=NEW, headers=tokens.bearer(USER)) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [201, 201, 201, 409, 409]
    response = await client.post(SOURCES, json=NEW, headers=tokens.bearer(USER))
    assert response.json()["error"]["code"] == "TOO_MANY_SOURCES"
    assert (await client.post(SOURCES, json=NEW, headers=tokens.bearer(OTHER))).status_code == 201


async def test_change_needs_the_revision_that_was_read(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    source = await added(client, tokens)
    path, user = f"{SOURCES}/{source['id']}", tokens.bearer(USER)
    assert (await client.patch(path, json={"name": "Series"}, headers=user)).status_code == 428
    renamed = await client.patch(path, json={"name": "Series"}, headers=user | {"If-Match": '"1"'})
    assert (renamed.json()["data"]["name"], renamed.headers["ETag"]) == ("Series", '"2"')
    again = await client.patch(path, json={"name": "Clips"}, headers=user | {"If-Match": '"1"'})
    assert (again.status_code, again.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")
    assert (await client.get(path, headers=user)).json()["data"]["name"] == "Series"
    assert (await client.delete(path, headers=user | {"If-Match": '"1"'})).status_code == 412
    assert (await client.delete(path, headers=user | {"If-Match": '"2"'})).status_code == 204
    assert (await client.get(path, headers=user)).status_code == 404


async def test_other_configuration_and_credentials_are_read_before_they_are_stored(
    client: httpx2.AsyncClient, tokens: Tokens, adapters: MemoryAdapters, container: Container
) -> None:
    source = await added(client, tokens)
    path, user = f"{SOURCES}/{source['id']}", tokens.bearer(USER) | {"If-Match": "*"}
    other = "https://files.example/series"
    adapters.library(other).failure = SourceFailed("unreachable", "the server accepts no connection")
    move = {"configuration": {"address": other}, "credentials": {"password": "open sesame"}}
    refused = await client.patch(path, json=move, headers=user)
    assert (refused.status_code, refused.json()["error"]["details"]["cause"]) == (409, "unreachable")
    adapters.library(other).failure = None
    moved = await client.patch(path, json=move, headers=user)
    assert moved.json()["data"]["configuration"]["address"] == other
    adapters.library(other).password = "changed"
    refused = await client.put(f"{path}/credentials", json={"credentials": {"password": "wrong"}}, headers=user)
    assert refused.json()["error"]["details"]["cause"] == "credentials_refused"
    checked = await client.post(f"{path}/check", headers=user)
    assert checked.json()["error"]["details"]["cause"] == "credentials_refused"
    replaced = await client.put(f"{path}/credentials", json={"credentials": {"password": "changed"}}, headers=user)
    assert (replaced.status_code, replaced.headers["ETag"]) == (200, '"3"')
    checked = await client.post(f"{path}/check", headers=user)
    assert checked.json()["data"] == {"name": "Memory", "version": "1.0"}
    async with container.units.begin() as work:
        assert await work.media_sources.credentials(UUID(source["id"])) == {"password": "changed"}


async def test_stored_credentials_are_sent_to_the_address_only_that_they_were_stated_for(
    client: httpx2.AsyncClient, tokens: Tokens, adapters: MemoryAdapters, container: Container
) -> None:
    source = await added(client, tokens)
    path, user = f"{SOURCES}/{source['id']}", tokens.bearer(USER) | {"If-Match": "*"}
    other = "https://collector.example"
    refused = await client.patch(path, json={"configuration": {"address": other}}, headers=user)
    assert refused.status_code == 400
    [problem] = refused.json()["error"]["details"]["errors"]
    assert (problem["field"], problem["rule"]) == ("credentials", "credentials_again")
    assert other not in adapters.libraries
    deeper = await client.patch(path, json={"configuration": {"address": URL, "depth": 2}}, headers=user)
    assert deeper.json()["data"]["configuration"] == {"address": URL, "depth": 2}
    adapters.library(other).password = "changed"
    move = {"configuration": {"address": other}, "credentials": {"password": "changed"}}
    assert (await client.patch(path, json=move, headers=user)).status_code == 200
    async with container.units.begin() as work:
        assert await work.media_sources.credentials(UUID(source["id"])) == {"password": "changed"}


async def test_pause_cancels_the_scan_that_waits(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    source = await added(client, tokens)
    path, user = f"{SOURCES}/{source['id']}", tokens.bearer(USER) | {"If-Match": "*"}
    paused = await client.patch(path, json={"isPaused": True}, headers=user)
    assert paused.json()["data"]["isPaused"] is True
    assert await scan_states(container) == ["cancelled"]


async def test_sources_of_others_are_hidden_or_cannot_be_changed(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    private = await added(client, tokens)
    admin = tokens.bearer(USER, roles=("admin",))
    response = await client.post(SOURCES, json=NEW | {"visibility": "everyone"}, headers=admin)
    everyone = response.json()["data"]
    other = tokens.bearer(OTHER) | {"If-Match": "*"}
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine"}),
        ("DELETE", "", None),
        ("POST", "/check", {}),
        ("PUT", "/credentials", {"credentials": {"password": "x"}}),
    ):
        hidden = await client.request(method, f"{SOURCES}/{private['id']}{path}", json=body, headers=other)
        assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "SOURCE_NOT_FOUND")
        shown = await client.request(method, f"{SOURCES}/{everyone['id']}{path}", json=body, headers=other)
        assert shown.status_code == (200 if method == "GET" else 403)
    seen = (await client.get(f"{SOURCES}/{everyone['id']}", headers=other)).json()["data"]
    assert (seen["configuration"], seen["isOwned"]) == ({}, False)
