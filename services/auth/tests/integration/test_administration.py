"""Users and their roles over HTTP, on Postgres."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects import postgresql

from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.ports import AccountFilter
from auth.application.sessions.sign_in import SignIn
from auth.bootstrap import Container
from auth.domain.sessions.client import Client
from auth.infrastructure.accounts.reader import matches
from auth.infrastructure.tables import accounts, outbox
from contracts.auth import SessionRevokedV1

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"
USERS = "/api/v1/admin/users"

Register = Callable[..., Awaitable[dict[str, str]]]


def claims(tokens: dict[str, str]) -> dict[str, Any]:
    return jwt.decode(tokens["accessToken"], options={"verify_signature": False})


class SignedIn:
    """A signed-in user."""

    def __init__(self, client: httpx2.AsyncClient, tokens: dict[str, str]) -> None:
        self.client = client
        self.tokens = tokens
        self.id = claims(tokens)["sub"]
        self.headers = {"Authorization": f"Bearer {tokens['accessToken']}"}

    async def find(self, **params: Any) -> httpx2.Response:
        return await self.client.get(USERS, params=params, headers=self.headers)

    async def put(self, user_id: object, body: Any, if_match: str | None = "*") -> httpx2.Response:
        condition = {} if if_match is None else {"If-Match": if_match}
        return await self.client.put(f"{USERS}/{user_id}/roles", json=body, headers={**self.headers, **condition})

    async def me(self) -> httpx2.Response:
        return await self.client.get("/api/v1/auth/me", headers=self.headers)


async def signed_in(client: httpx2.AsyncClient, username: str) -> SignedIn:
    response = await client.post("/api/v1/auth/login", json={"username": username, "password": PASSWORD})
    assert response.status_code == 200, response.text
    return SignedIn(client, response.json()["data"])


def error(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest_asyncio.fixture
async def root(client: httpx2.AsyncClient, container: Container) -> SignedIn:
    await container.application.accounts.ensure_administrator(RegisterAccount("root@example.org", "root", PASSWORD))
    return await signed_in(client, "root")


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, register: Register) -> SignedIn:
    return SignedIn(client, await register("Ada_L"))


async def test_a_user_becomes_an_editor_with_the_next_refresh(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    [listed] = (await root.find(query="ADA_l@")).json()["data"]
    assert listed.pop("createdAt").endswith("Z")
    assert listed == {
        "id": ada.id,
        "username": "Ada_L",
        "email": "Ada_L@example.org",
        "roles": ["user"],
        "status": "active",
        "suspendedAt": None,
        "version": 1,
    }

    changed = await root.put(ada.id, {"roles": ["editor", "user"]}, '"1"')

    assert changed.status_code == 200
    assert (changed.headers["etag"], changed.headers["cache-control"]) == ('"2"', "no-store")
    data = changed.json()["data"]
    assert (data["id"], data["roles"], data["version"]) == (ada.id, ["user", "editor"], 2)
    assert claims(ada.tokens)["roles"] == ["user"]
    refreshed = await client.post("/api/v1/auth/refresh", json={"refreshToken": ada.tokens["refreshToken"]})
    assert claims(refreshed.json()["data"])["roles"] == ["user", "editor"]
    assert (await ada.me()).json()["data"]["role"] == "editor"


async def test_a_removed_role_ends_the_sessions_with_their_events(
    client: httpx2.AsyncClient, container: Container, root: SignedIn, ada: SignedIn
) -> None:
    await root.put(ada.id, {"roles": ["user", "editor"]})
    editor = await signed_in(client, "ada_l")

    assert (await root.put(ada.id, {"roles": ["user"]})).json()["data"]["version"] == 3

    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == "session.revoked")
        events = [SessionRevokedV1.model_validate_json(body) for body in (await connection.execute(query)).scalars()]
    assert {event.session_id for event in events} == {UUID(claims(one.tokens)["sid"]) for one in (ada, editor)}
    assert {(str(event.user_id), event.reason) for event in events} == {(ada.id, "admin")}
    assert error(await editor.me()) == (401, "UNAUTHORIZED")
    refreshed = await client.post("/api/v1/auth/refresh", json={"refreshToken": editor.tokens["refreshToken"]})
    assert error(refreshed) == (401, "INVALID_REFRESH_TOKEN")
    assert claims((await signed_in(client, "ada_l")).tokens)["roles"] == ["user"]


async def test_only_administrators_see_and_change_users(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    await root.put(ada.id, {"roles": ["user", "editor"]})
    editor = await signed_in(client, "ada_l")
    for response in (await editor.find(), await editor.put(editor.id, {"roles": ["user", "admin"]})):
        assert error(response) == (403, "FORBIDDEN")
    anonymous = SignedIn(client, root.tokens)
    anonymous.headers = {}
    for response in (await anonymous.find(), await anonymous.put(root.id, {"roles": ["user"]})):
        assert error(response) == (401, "UNAUTHORIZED")


async def test_users_are_found_by_beginnings_and_id(root: SignedIn, ada: SignedIn, register: Register) -> None:
    await register("adele")
    await register("bob", "bob@bücher.example")

    async def names(**params: Any) -> list[str]:
        return [user["username"] for user in (await root.find(**params)).json()["data"]]

    assert await names() == ["Ada_L", "adele", "bob", "root"]
    assert await names(query="AD") == ["Ada_L", "adele"]
    assert await names(query="ａda") == ["Ada_L"]
    assert await names(query="bob@bücher.example") == ["bob"]
    assert await names(query=ada.id.upper()) == ["Ada_L"]
    assert await names(query="%") == await names(query="_") == await names(query="da") == []
    assert await names(limit=2, offset=1) == ["adele", "bob"]
    meta = (await root.find(query="ad", limit=1)).json()["meta"]
    assert meta == {"count": 1, "total": 2, "limit": 1, "offset": 0, "hasMore": True, "nextCursor": None}


async def test_no_response_has_a_secret(root: SignedIn, ada: SignedIn) -> None:
    for response in (await root.find(), await root.put(ada.id, {"roles": ["user", "editor"]})):
        assert "argon2" not in response.text
        users = response.json()["data"]
        for user in users if isinstance(users, list) else [users]:
            assert user.keys() == {"id", "username", "email", "roles", "createdAt", "status", "suspendedAt", "version"}


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"roles": ["user", "owner"]}, "roles.1", "must be"),
        ({"roles": ["editor"]}, "roles", "must contain user"),
        ({"roles": []}, "roles", "must contain user"),
        ({"roles": ["user", "user"]}, "roles", "must contain each role once"),
        ({"roles": "user"}, "roles", "must be"),
        ({"roles": None}, "roles", "must be"),
        ({"roles": [1]}, "roles.0", "must be"),
        ({}, "roles", "required"),
        ({"roles": ["user"], "extra": 1}, "extra", "unknown"),
        ([], "body", "must be"),
    ],
)
async def test_wrong_roles_are_rejected_by_field_and_rule(
    root: SignedIn, ada: SignedIn, body: Any, field: str, message: str
) -> None:
    response = await root.put(ada.id, body)

    assert error(response) == (400, "VALIDATION_ERROR"), response.text
    [problem] = response.json()["error"]["details"]["errors"]
    assert problem["field"] == field
    assert message in problem["message"], problem
    assert (await root.find(query=ada.id)).json()["data"][0]["version"] == 1


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"query": ""}, "query"),
        ({"query": "a" * 255}, "query"),
        ({"query": "a\x00"}, "query"),
        ({"limit": 0}, "limit"),
        ({"role": "owner"}, "role"),
        ({"status": "deleted"}, "status"),
        ({"limit": 101}, "limit"),
        ({"offset": -1}, "offset"),
        ({"email": "ada@example.org"}, "email"),
        ({"limit": [1, 2]}, "limit"),
    ],
)
async def test_wrong_parameters_are_rejected_by_name(root: SignedIn, params: dict[str, Any], field: str) -> None:
    response = await root.find(**params)
    assert error(response) == (400, "VALIDATION_ERROR")
    assert field in {problem["field"] for problem in response.json()["error"]["details"]["errors"]}


@pytest.mark.parametrize(
    "query", ["%", "\\", "'; --", "\u202e", "\ufffe", "😀", "@", "a@", "@b", ".@.", "a@xn--zz.x", " "]
)
async def test_any_text_can_be_searched(root: SignedIn, query: str) -> None:
    response = await root.find(query=query)
    assert (response.status_code, response.json()["data"]) == (200, [])


async def test_a_change_needs_the_version_that_was_read(root: SignedIn, ada: SignedIn) -> None:
    body = {"roles": ["user", "editor"]}
    assert error(await root.put(ada.id, body, None)) == (428, "PRECONDITION_REQUIRED")
    assert error(await root.put(ada.id, body, '"2"')) == (412, "PRECONDITION_FAILED")
    assert error(await root.put(ada.id, body, 'W/"1"')) == (400, "VALIDATION_ERROR")
    assert (await root.put(ada.id, body, '"1", "7"')).status_code == 200
    assert error(await root.put(ada.id, {"roles": ["user"]}, '"1"')) == (412, "PRECONDITION_FAILED")


async def test_unknown_users_and_the_last_administrator(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    assert error(await root.put(uuid4(), {"roles": ["user"]})) == (404, "USER_NOT_FOUND")
    assert error(await root.put("x", {"roles": ["user"]})) == (400, "VALIDATION_ERROR")
    assert error(await root.put(root.id, {"roles": ["user"]})) == (409, "LAST_ADMINISTRATOR")
    await root.put(ada.id, {"roles": ["user", "admin"]})
    assert error(await root.put(root.id, {"roles": ["user"]})) == (409, "OWN_ADMIN_ROLE")
    assert (await root.me()).json()["data"]["roles"] == ["user", "admin"]
    other = await signed_in(client, "ada_l")
    assert (await other.put(root.id, {"roles": ["user"]})).status_code == 200
    assert error(await root.find()) == (401, "UNAUTHORIZED")


async def test_administrators_who_demote_each_other_leave_one(
    client: httpx2.AsyncClient, container: Container, root: SignedIn, ada: SignedIn
) -> None:
    await root.put(ada.id, {"roles": ["user", "admin"]})
    for _ in range(5):
        one, other = await signed_in(client, "root"), await signed_in(client, "ada_l")

        responses = await asyncio.gather(one.put(other.id, {"roles": ["user"]}), other.put(one.id, {"roles": ["user"]}))

        assert sorted(response.status_code for response in responses) == [200, 401]
        async with container.runtime.transactions.read() as connection:
            query = select(func.count()).where(text("'admin' = any (roles)")).select_from(accounts)
            assert (await connection.execute(query)).scalar_one() == 1
        winner, loser = (one, other) if responses[0].status_code == 200 else (other, one)
        assert (await winner.put(loser.id, {"roles": ["user", "admin"]})).status_code == 200


async def test_two_changes_of_one_version_have_one_winner(root: SignedIn, ada: SignedIn) -> None:
    bodies = ({"roles": ["user", "editor"]}, {"roles": ["user", "admin"]})
    responses = await asyncio.gather(*(root.put(ada.id, body, '"1"') for body in bodies))
    assert sorted(response.status_code for response in responses) == [200, 412]


async def test_a_sign_in_waits_for_a_change_of_its_roles(container: Container, root: SignedIn, ada: SignedIn) -> None:
    """The row is locked by a change that has not been committed yet when the session begins."""
    await root.put(ada.id, {"roles": ["user", "editor"]})
    async with container.runtime.engine.connect() as connection:
        change = text("update accounts set roles = '{user}', version = 3 where id = :id")
        await connection.execute(change, {"id": UUID(ada.id)})
        signing_in = asyncio.create_task(
            container.application.sessions.log_in(SignIn("ada_l", Client("192.0.2.7"), PASSWORD))
        )
        waiting = text(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        while (await connection.execute(waiting)).scalar_one() == 0:
            assert not signing_in.done(), "the session began with the roles of before"
            await connection.execute(text("select pg_stat_clear_snapshot()"))
            await asyncio.sleep(0.02)
        await connection.commit()
    pair = await signing_in
    assert claims({"accessToken": pair.access_token})["roles"] == ["user"]


async def test_a_search_reads_the_indexes_of_beginnings(container: Container, root: SignedIn) -> None:
    row = {"password_hash": "", "roles": ["user"], "version": 1, "created_at": func.now()}
    shown = dict.fromkeys(("is_profile_public", "show_watch_history", "show_ratings", "allow_followers"), True)
    names = [f"{uuid4().hex[:20]}" for _ in range(3000)]
    query = select(accounts.c.id).where(matches(AccountFilter("abc", "abc", UUID(root.id))))
    statement = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
    async with container.runtime.engine.connect() as connection:
        for start in range(0, len(names), 1000):
            rows = [
                {"id": uuid4(), "email": name, "username": name, "email_key": f"{name}@x.example", "username_key": name}
                for name in names[start : start + 1000]
            ]
            await connection.execute(insert(accounts).values([{**one, **row, **shown} for one in rows]))
        await connection.execute(text("analyze accounts"))
        plan = json.dumps((await connection.execute(text(f"explain (format json) {statement}"))).scalar_one())
        last = text("explain (format json) select id from accounts where 'admin' = any (roles) and id <> :id limit 1")
        administrators = json.dumps((await connection.execute(last, {"id": UUID(root.id)})).scalar_one())
    assert "Seq Scan" not in plan
    assert "ix_accounts_email_prefix" in plan
    assert "ix_accounts_username_prefix" in plan
    assert "ix_accounts_administrators" in administrators
