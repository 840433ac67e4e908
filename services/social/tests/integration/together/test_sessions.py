"""Sessions of several users: who joins, who sees what, who leaves, is removed, blocked or erased."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.integration.together.party import ITEM, TITLE, begin, join, roles
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society
from sqlalchemy import func, select

from contracts.auth import UserDeletedV1
from social.domain.together.limits import ATTEMPT_WINDOW, ATTEMPTS, CODE_LASTS, EMPTY_ENDS, HOST_AWAY, SESSIONS_PER_USER
from social.infrastructure.activity.tables import titles
from social.infrastructure.together.housekeeping import PruneSessions
from social.infrastructure.together.tables import (
    together_attempts,
    together_items,
    together_kicks,
    together_members,
    together_sessions,
)

pytestmark = pytest.mark.integration

NOT_FOUND = (404, "TOGETHER_SESSION_NOT_FOUND")
NO_CODE = (404, "TOGETHER_CODE_NOT_FOUND")
ROLE = (403, "TOGETHER_ROLE_REQUIRED")


async def test_members_join_by_a_code_and_have_roles(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    await society.user(DAN, profile_public=False)
    async with society.container.runtime.engine.begin() as connection:
        values = {"media_id": TITLE, "version": 1, "title": "Severance", "slug": "severance", "is_listed": True}
        await connection.execute(titles.insert().values(values))
    session = await begin(society, ADA, name="  Evening ")
    path = f"/sessions/{session['id']}"
    assert (session["name"], session["role"], session["adding"], session["queue"]) == (
        "Evening",
        "host",
        "everyone",
        [],
    )
    assert session["playback"] == {
        "state": "paused",
        "positionMs": 0,
        "at": now.isoformat().replace("+00:00", "Z"),
        "rate": 1.0,
        "version": 1,
        "item": session["playback"]["item"],
    }
    item = session["playback"]["item"]
    assert (item["title"], item["slug"], item["episode"], item["addedBy"]["username"]) == (
        "Severance",
        "severance",
        2,
        "Ada_L",
    )
    assert await society.refusal(BEN, "GET", path) == NOT_FOUND

    code: str = session["code"]
    joined = await join(society, BEN, code.lower())
    assert (joined["id"], joined["role"], joined["code"], joined["codeExpiresAt"]) == (
        session["id"],
        "listener",
        None,
        None,
    )
    assert (await join(society, BEN, code.replace("-", "")))["revision"] == joined["revision"]
    # A private profile takes part, and is shown to the members only.
    await join(society, DAN, code)
    everyone = {"Ada_L": "host", "ben": "listener", "dan_99": "listener"}
    assert await roles(society, BEN, session["id"]) == everyone
    assert [one["id"] for one in await society.get(DAN, "/sessions")] == [session["id"]]
    assert await society.get(CLEO, "/sessions") == []

    for method, place, options in (
        ("PATCH", path, {"json": {"name": "X"}}),
        ("DELETE", path, {}),
        ("POST", f"{path}/code", {}),
        ("PUT", f"{path}/members/{BEN}", {"json": {"role": "dj"}}),
        ("DELETE", f"{path}/members/{DAN}", {}),
    ):
        assert await society.refusal(BEN, method, place, **options) == ROLE, (method, place)
        assert await society.refusal(CLEO, method, place, **options) == NOT_FOUND, (method, place)
    patch = await society.request(ADA, "PATCH", path, json={"adding": "djs"}, expect=200)
    assert (patch.json()["data"]["name"], patch.json()["data"]["adding"]) == ("Evening", "djs")
    await society.request(ADA, "PUT", f"{path}/members/{BEN}", json={"role": "dj"}, expect=200)
    unknown = (404, "TOGETHER_MEMBER_NOT_FOUND")
    assert await society.refusal(ADA, "PUT", f"{path}/members/{CLEO}", json={"role": "dj"}) == unknown
    assert await society.refusal(ADA, "PUT", f"{path}/members/{ADA}", json={"role": "dj"}) == ROLE
    # The host hands over, and stays a DJ; the new one has the code.
    handed = await society.request(ADA, "PUT", f"{path}/members/{DAN}", json={"role": "host"}, expect=200)
    assert handed.json()["data"]["code"] is None
    assert await roles(society, ADA, session["id"]) == {"Ada_L": "dj", "ben": "dj", "dan_99": "host"}
    assert (await society.get(DAN, path))["code"] == code
    await society.request(DAN, "POST", f"{path}/leave", expect=204)
    assert await roles(society, BEN, session["id"]) == {"Ada_L": "host", "ben": "dj"}
    await society.request(ADA, "DELETE", path, expect=204)
    for user_id in (ADA, BEN):
        assert await society.refusal(user_id, "GET", path) == NOT_FOUND
        assert await society.refusal(user_id, "POST", f"{path}/leave") == NOT_FOUND
    assert await society.refusal(BEN, "POST", "/sessions/join", json={"code": code}) == NO_CODE
    society.clock.instant = now + timedelta(hours=2)
    await PruneSessions(society.container.runtime.engine, society.clock)()
    assert await rows(society) == [0, 0, 0, 0, 0]


async def test_codes_expire_are_replaced_and_cannot_be_guessed(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path, code = f"/sessions/{session['id']}", session["code"]
    await join(society, BEN, code)
    await society.request(ADA, "DELETE", f"{path}/members/{BEN}", expect=204)
    assert await society.refusal(BEN, "GET", path) == NOT_FOUND
    assert await society.refusal(BEN, "POST", "/sessions/join", json={"code": code}) == NO_CODE
    renewed = (await society.request(ADA, "POST", f"{path}/code", expect=200)).json()["data"]["code"]
    assert renewed != code
    assert await society.refusal(CLEO, "POST", "/sessions/join", json={"code": code}) == NO_CODE
    await join(society, BEN, renewed)

    for _ in range(ATTEMPTS - 1):
        assert await society.refusal(CLEO, "POST", "/sessions/join", json={"code": "BBBB-BBBB"}) == NO_CODE
    refused = await society.request(CLEO, "POST", "/sessions/join", json={"code": renewed})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RATE_LIMITED")
    assert 0 < int(refused.headers["Retry-After"]) <= ATTEMPT_WINDOW.total_seconds()
    society.clock.instant = now + ATTEMPT_WINDOW
    await join(society, CLEO, renewed)
    society.clock.instant = now + CODE_LASTS
    await society.user(DAN)
    assert await society.refusal(DAN, "POST", "/sessions/join", json={"code": renewed}) == NO_CODE
    assert (await society.get(ADA, path))["code"] is None


async def test_a_user_has_so_many_sessions(society: Society) -> None:
    codes = [(await begin(society, ADA, name=f"S{number}"))["code"] for number in range(SESSIONS_PER_USER)]
    limit = (409, "TOGETHER_LIMIT_REACHED")
    body = {"kind": "watching", "name": "S"}
    assert await society.refusal(ADA, "POST", "/sessions", json=body) == limit
    other = await begin(society, BEN)
    assert await society.refusal(ADA, "POST", "/sessions/join", json={"code": other["code"]}) == limit
    assert (await join(society, ADA, codes[0]))["role"] == "host"


async def test_users_with_a_block_share_no_session_of_one_of_them(society: Society) -> None:
    await society.user(DAN)
    session = await begin(society, ADA)
    path, code = f"/sessions/{session['id']}", session["code"]
    await society.request(DAN, "PUT", f"/blocks/{ADA}", expect=204)
    assert await society.refusal(DAN, "POST", "/sessions/join", json={"code": code}) == NO_CODE
    await society.request(DAN, "DELETE", f"/blocks/{ADA}", expect=204)
    for user_id in (BEN, CLEO, DAN):
        await join(society, user_id, code)
    await society.request(CLEO, "POST", f"{path}/queue", json=ITEM, expect=201)
    # Who blocks the host, or is blocked by the host, is out.
    before = (await society.get(ADA, path))["revision"]
    await society.request(DAN, "PUT", f"/blocks/{ADA}", expect=204)
    assert await society.refusal(DAN, "GET", path) == NOT_FOUND
    assert await roles(society, ADA, session["id"]) == {"Ada_L": "host", "ben": "listener", "cleo": "listener"}
    assert (await society.get(ADA, path))["revision"] > before
    # Two others stay, and do not see each other.
    await society.request(BEN, "PUT", f"/blocks/{CLEO}", expect=204)
    assert await roles(society, BEN, session["id"]) == {"Ada_L": "host", "ben": "listener"}
    assert await roles(society, CLEO, session["id"]) == {"Ada_L": "host", "cleo": "listener"}
    [item] = (await society.get(BEN, path))["queue"]
    assert item["addedBy"] is None
    # One of the two becomes the host: the other is out.
    await society.request(ADA, "PUT", f"{path}/members/{BEN}", json={"role": "host"}, expect=200)
    assert await society.refusal(CLEO, "GET", path) == NOT_FOUND
    assert await roles(society, ADA, session["id"]) == {"Ada_L": "dj", "ben": "host"}


async def test_a_host_who_is_away_is_followed_and_an_empty_session_ends(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    attend = society.container.application.together.attend
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}"
    for seconds, user_id in ((1, BEN), (2, CLEO)):
        society.clock.instant = now + timedelta(seconds=seconds)
        await join(society, user_id, session["code"])
    society.clock.instant = now + HOST_AWAY
    assert await attend() == 0
    # A member who does something is present.
    await society.request(CLEO, "POST", f"{path}/queue", json=ITEM, expect=201)
    society.clock.instant = now + HOST_AWAY + timedelta(seconds=1)
    assert (await attend(), await attend()) == (1, 0)
    assert await roles(society, ADA, session["id"]) == {"Ada_L": "dj", "ben": "listener", "cleo": "host"}
    society.clock.instant = now + HOST_AWAY + EMPTY_ENDS - timedelta(seconds=1)
    assert await attend() == 0
    society.clock.instant += timedelta(seconds=2)
    assert await attend() == 1
    assert await society.refusal(CLEO, "GET", path) == NOT_FOUND


async def test_a_user_exports_sessions_and_leaves_no_trace(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    hosted, other = await begin(society, BEN), await begin(society, ADA)
    await join(society, ADA, hosted["code"])
    await join(society, BEN, other["code"])
    await society.request(BEN, "POST", f"/sessions/{other['id']}/queue", json=ITEM, expect=201)
    await society.request(BEN, "POST", f"/sessions/{hosted['id']}/queue", json=ITEM, expect=201)
    export: dict[str, Any] = (await society.request(BEN, "GET", "/me/export", expect=200)).json()
    assert {(one["sessionId"], one["role"]) for one in export["sessionsTogether"]} == {
        (hosted["id"], "host"),
        (other["id"], "listener"),
    }
    assert len(export["addedToSessions"]) == 3
    assert await society.refusal(BEN, "POST", "/sessions/join", json={"code": "BBBBBBBB"}) == NO_CODE
    third = await begin(society, CLEO)
    await join(society, BEN, third["code"])
    await society.request(CLEO, "DELETE", f"/sessions/{third['id']}/members/{BEN}", expect=204)
    alone = await begin(society, BEN)

    await society.apply(UserDeletedV1(version=9, user_id=BEN, deleted_at=society.clock.now()))
    assert await roles(society, ADA, hosted["id"]) == {"Ada_L": "host"}
    session = await society.get(ADA, f"/sessions/{hosted['id']}")
    assert session["name"] == "…"
    assert [item["addedBy"] for item in (session["playback"]["item"], *session["queue"])] == [None, None]
    assert await society.refusal(BEN, "POST", "/sessions", json={"kind": "watching", "name": "S"}) == (
        403,
        "ACCOUNT_ERASED",
    )
    async with society.container.runtime.engine.connect() as connection:
        for table in (together_members, together_kicks, together_attempts):
            query = select(func.count()).select_from(table).where(table.c.user_id == BEN)
            assert await connection.scalar(query) == 0
        added = select(func.count()).select_from(together_items).where(together_items.c.added_by == BEN)
        assert await connection.scalar(added) == 0
        mine = together_sessions.c.id == UUID(alone["id"])
        ended = select(together_sessions.c.ended_at.is_not(None), together_sessions.c.name).where(mine)
        assert (await connection.execute(ended)).one() == (True, "")


async def test_invalid_sessions_are_refused(society: Society) -> None:
    title = {"mediaItemId": str(TITLE)}
    bodies: list[dict[str, Any]] = [
        {"kind": "watching"},
        {"kind": "dancing", "name": "S"},
        {"kind": "watching", "name": " "},
        {"kind": "watching", "name": "x" * 81},
        {"kind": "watching", "name": "a\0"},
    ]
    items: list[dict[str, Any]] = [
        {},
        {**title, "season": 1},
        {**title, "season": 1, "episode": 10**30},
        {**title, "durationMs": 10**30},
        {**title, "trackId": str(TITLE)},
        {"trackId": str(TITLE), "season": 1, "episode": 2},
    ]
    bodies += [{"kind": "watching", "name": "S", "item": item} for item in items]
    invalid = (400, "VALIDATION_ERROR")
    for body in bodies:
        assert await society.refusal(ADA, "POST", "/sessions", json=body) == invalid, body
    tracks = {"kind": "watching", "name": "S", "item": {"trackId": str(TITLE)}}
    assert await society.refusal(ADA, "POST", "/sessions", json=tracks) == (400, "TOGETHER_ITEM_KIND")
    for code in ("", "BBBB", "BBBB-BBBB-BBBB", "ÄÄÄÄÄÄÄÄ", "BBBB-BBB\0"):
        assert await society.refusal(ADA, "POST", "/sessions/join", json={"code": code}) == invalid, code


async def rows(society: Society) -> list[int]:
    """Return how many rows each table of sessions has."""
    tables = (together_sessions, together_members, together_items, together_kicks, together_attempts)
    async with society.container.runtime.engine.connect() as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
