"""Reading the audit log over HTTP, on Postgres."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import PASSWORD
from services.auth.tests.integration.test_administration import SignedIn, claims, error, signed_in
from sqlalchemy import delete, insert, text

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container
from auth.infrastructure.batches import BATCH_ROWS
from auth.infrastructure.tables import audit_entries
from chassis.http.follow_up.cursors import encode_cursor
from chassis.testing.statements import executed_reads
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

OWN = "/api/v1/auth/audit"
ALL = "/api/v1/admin/audit"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)

Register = Callable[..., Awaitable[dict[str, str]]]
Json = dict[str, Any]


@pytest_asyncio.fixture
async def root(client: httpx2.AsyncClient, container: Container) -> SignedIn:
    await container.application.accounts.ensure_administrator(RegisterAccount("root@example.org", "root", PASSWORD))
    return await signed_in(client, "root")


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, register: Register) -> SignedIn:
    return SignedIn(client, await register())


async def page(user: SignedIn, path: str, **params: Any) -> Json:
    response = await user.client.get(path, params=params, headers=user.headers)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


async def kinds(user: SignedIn, path: str, **params: Any) -> list[str]:
    return [entry["kind"] for entry in (await page(user, path, **params))["data"]]


async def pages(user: SignedIn, path: str, **params: Any) -> list[list[int]]:
    """Return the numbers of the entries of every page."""
    numbers: list[list[int]] = []
    cursor: dict[str, str] = {}
    while True:
        body = await page(user, path, **params, **cursor)
        numbers.append([entry["id"] for entry in body["data"]])
        if not body["meta"]["hasMore"]:
            assert body["meta"]["nextCursor"] is None
            return numbers
        cursor = {"cursor": body["meta"]["nextCursor"]}


async def write(container: Container, *rows: Json) -> None:
    """Replace the entries by others."""
    empty: Json = {
        "account_id": None,
        "actor_id": None,
        "session_id": None,
        "address": "",
        "user_agent": "",
        "details": {},
    }
    async with container.runtime.engine.begin() as connection:
        await connection.execute(delete(audit_entries))
        await connection.execute(
            insert(audit_entries), [{**empty, "kind": "signed_in", "at": NOW, **row} for row in rows]
        )


async def test_users_read_what_happened_to_their_account(
    client: httpx2.AsyncClient, root: SignedIn, register: Register
) -> None:
    tokens = await register()
    wrong = {"username": "ada_l", "password": "Another-phrase-77"}
    headers = {"User-Agent": FIREFOX, "X-Forwarded-For": "203.0.113.77"}
    assert (await client.post("/api/v1/auth/login", json=wrong, headers=headers)).status_code == 401
    ada = SignedIn(client, tokens)
    assert (await root.put(ada.id, {"roles": ["user", "editor"]})).status_code == 200

    body = await page(ada, OWN)

    changed, failed, opened, registered = body["data"]
    assert changed == {
        "id": changed["id"],
        "kind": "roles_changed",
        "at": changed["at"],
        "actor": "administrator",
        "sessionId": None,
        "device": None,
        "network": None,
        "details": {"before": "user", "after": "user editor"},
    }
    assert (failed["kind"], failed["actor"], failed["sessionId"]) == ("sign_in_failed", None, None)
    assert (failed["device"], failed["network"]) == ("Firefox on Linux", "203.0.113.0/24")
    assert (opened["kind"], opened["actor"], opened["details"]) == ("signed_in", "user", {"methods": "pwd"})
    assert opened["sessionId"] == claims(tokens)["sid"]
    assert registered["kind"] == "registered"
    assert "203.0.113.77" not in str(body)
    assert body["meta"] == {"count": 4, "limit": 50, "hasMore": False, "nextCursor": None}
    # What an administrator did is in the list of whom it happened to.
    assert await kinds(root, OWN) == ["signed_in", "registered"]


async def test_a_session_that_has_ended_reads_nothing(ada: SignedIn, root: SignedIn) -> None:
    for user, path in ((ada, OWN), (root, ALL)):
        assert (await user.client.post("/api/v1/auth/logout", headers=user.headers)).status_code == 204
        assert error(await user.client.get(path, headers=user.headers)) == (401, "UNAUTHORIZED")


async def test_filters(container: Container, root: SignedIn) -> None:
    user, other = str(uuid4()), str(uuid4())
    await write(
        container,
        {"account_id": UUID(user), "actor_id": UUID(user), "kind": "registered", "at": NOW - timedelta(hours=3)},
        {"account_id": UUID(user), "actor_id": UUID(other), "kind": "suspended", "at": NOW - timedelta(hours=2)},
        {"account_id": UUID(other), "actor_id": UUID(other), "at": NOW - timedelta(hours=1)},
        {"kind": "sign_in_failed", "address": "203.0.113.77", "user_agent": FIREFOX},
    )

    assert await kinds(root, ALL) == ["sign_in_failed", "signed_in", "suspended", "registered"]
    assert await kinds(root, ALL, userId=user) == ["suspended", "registered"]
    assert await kinds(root, ALL, actorId=other) == ["signed_in", "suspended"]
    assert await kinds(root, ALL, actorId=other, userId=user) == ["suspended"]
    assert await kinds(root, ALL, kind="registered") == ["registered"]
    assert await kinds(root, ALL, since="2026-11-29T10:00:00Z", until="2026-11-29T12:00:00Z") == [
        "signed_in",
        "suspended",
    ]
    assert await kinds(root, ALL, since="0001-01-01T00:00:00+14:00", until="9999-12-31T23:59:59-14:00") == await kinds(
        root, ALL
    )
    [failed] = (await page(root, ALL, kind="sign_in_failed"))["data"]
    assert failed == {
        "id": failed["id"],
        "kind": "sign_in_failed",
        "at": "2026-11-29T12:00:00Z",
        "userId": None,
        "actorId": None,
        "sessionId": None,
        "device": "Firefox on Linux",
        "userAgent": FIREFOX,
        "address": "203.0.113.77",
        "details": {},
    }


async def test_viewers_see_no_entries_about_unknown_accounts(
    client: httpx2.AsyncClient, container: Container, register: Register, root: SignedIn, ada: SignedIn
) -> None:
    await register("viewer_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,viewer}' where username = 'viewer_x'"))
    viewer = await signed_in(client, "viewer_x")
    await write(container, {"kind": "sign_in_failed"}, {"account_id": UUID(ada.id)})

    assert await kinds(viewer, ALL) == ["signed_in"]
    assert await kinds(root, ALL) == ["signed_in", "sign_in_failed"]
    assert error(await client.get(ALL, headers=ada.headers)) == (403, "FORBIDDEN")


async def test_an_entry_of_a_newer_version_is_shown(container: Container, root: SignedIn) -> None:
    await write(container, {"kind": "invented_later"})
    assert await kinds(root, ALL) == ["invented_later"]


async def test_pages_have_each_entry_once_while_more_are_written(container: Container, root: SignedIn) -> None:
    # Entries of one transaction have one time.
    await write(
        container, *({"at": NOW - timedelta(hours=number // 3), "account_id": UUID(root.id)} for number in range(9))
    )
    newest = [entry["id"] for entry in (await page(root, ALL))["data"]]

    assert await pages(root, ALL, limit=4) == [newest[:4], newest[4:8], newest[8:]]
    assert await pages(root, OWN, limit=4) == [newest[:4], newest[4:8], newest[8:]]
    assert await pages(root, ALL, limit=3, userId=root.id) == [newest[:3], newest[3:6], newest[6:]]

    first = await page(root, ALL, limit=4)
    async with container.runtime.engine.begin() as connection:
        row = {"kind": "signed_in", "at": NOW + timedelta(hours=1), "address": "", "user_agent": "", "details": {}}
        await connection.execute(insert(audit_entries), [row])
    second = await page(root, ALL, limit=4, cursor=first["meta"]["nextCursor"])
    assert [entry["id"] for entry in second["data"]] == newest[4:8]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"kind": "signed_up"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"userId": "ada_l"}, "userId"),
        ({"actorId": "1"}, "actorId"),
        ({"since": "2026-11-29"}, "since"),
        ({"until": "1764400000"}, "until"),
        ({"limit": "101"}, "limit"),
        ({"offset": "0"}, "offset"),
        ({"cursor": "m5vRkq0T2lZlWzQyXQ"}, "cursor"),
        ({"cursor": encode_cursor([1, 1], "own")}, "cursor"),
        ({"cursor": encode_cursor([2**70, 1], "{}")}, "cursor"),
        ({"cursor": encode_cursor([1, 2**63], "{}")}, "cursor"),
        ({"cursor": encode_cursor(["x", None], "{}")}, "cursor"),
        ({"cursor": encode_cursor([1], "{}")}, "cursor"),
        ({"cursor": encode_cursor([1, 1], "{}"), "kind": "suspended"}, "cursor"),
    ],
)
async def test_an_invalid_parameter_is_named(root: SignedIn, params: dict[str, str], field: str) -> None:
    response = await root.client.get(ALL, params=params, headers=root.headers)
    assert error(response) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]


async def test_a_cursor_that_a_client_computed_reads_an_empty_page(root: SignedIn) -> None:
    for position in ([0, 1], [1, 2**63 - 1]):
        assert await kinds(root, ALL, cursor=encode_cursor(position, "{}")) == []
    assert error(await root.client.get(OWN, params={"kind": "signed_in"}, headers=root.headers)) == (
        400,
        "VALIDATION_ERROR",
    )


async def test_housekeeping_deletes_entries_after_the_retention(container: Container, root: SignedIn) -> None:
    async with container.runtime.transactions.read() as connection:
        now: datetime = (await connection.execute(text("select now()"))).scalar_one()
    old = [{"at": now - timedelta(days=400, minutes=1)}] * (BATCH_ROWS + 1)
    await write(container, {"at": now - timedelta(days=399), "kind": "registered"}, *old)

    await container.application.delete_expired()

    assert await kinds(root, ALL) == ["registered"]


FILL = """
insert into auth.audit_entries (at, kind, account_id, actor_id, address, user_agent, details)
select timestamptz '2026-01-01' + n * interval '1 minute',
       case when n % 2000 = 0 then 'token_reused' else 'signed_in' end,
       md5('account' || n % 500)::uuid, md5('account' || n % 500)::uuid, '', '', '{}'
from generate_series(1, 20000) n
"""
ACCOUNT = "f7dd0d46-5acf-5fe4-b7e9-4b8d9d5c1d1e"


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "ix_audit_entries_time"),
        ({"userId": ACCOUNT}, "ix_audit_entries_account_time"),
        ({"actorId": ACCOUNT}, "ix_audit_entries_actor_time"),
        ({"kind": "token_reused"}, "ix_audit_entries_kind_time"),
        ({"cursor": encode_cursor([1_780_000_000_000_000, 1], "{}")}, "ix_audit_entries_time"),
        ({"since": "2026-01-02T00:00:00Z", "until": "2026-01-03T00:00:00Z"}, "ix_audit_entries_time"),
    ],
)
async def test_a_page_is_read_by_one_index(
    container: Container, urls: DatabaseUrls, root: SignedIn, filters: dict[str, str], index: str
) -> None:
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text(FILL))
    with executed_reads(container.runtime.reads) as executed:
        await page(root, ALL, limit=10, **filters)
    statement, values = executed[-1]
    literals = ", ".join(f"'{value}'" for value in values)

    database = await asyncpg.connect(
        urls.superuser, server_settings={"search_path": "auth", "plan_cache_mode": "force_generic_plan"}
    )
    try:
        await database.execute(f"analyze audit_entries; prepare planned as {statement}")
        explained = await database.fetchval(
            f"explain (format json) execute planned{f'({literals})' if literals else ''}"
        )
    finally:
        await database.close()

    plan = json.loads(explained)[0]["Plan"]
    [scan] = plan["Plans"]
    assert plan["Node Type"] == "Limit"
    assert (scan["Node Type"], scan["Index Name"], scan["Scan Direction"]) == ("Index Scan", index, "Backward")
    assert "Filter" not in scan
