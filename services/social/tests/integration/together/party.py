"""Sessions of the users of a test."""

from typing import Any
from uuid import UUID

from services.social.tests.society import Society

TITLE = UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
ITEM = {"mediaItemId": str(TITLE), "season": 1, "episode": 2, "durationMs": 60_000}


async def begin(society: Society, user_id: UUID, **values: Any) -> dict[str, Any]:
    """Begin a session of watching, and return it."""
    body = {"kind": "watching", "name": "Evening", "item": ITEM, **values}
    response = await society.request(user_id, "POST", "/sessions", json=body, expect=201)
    return dict(response.json()["data"])


async def join(society: Society, user_id: UUID, code: str) -> dict[str, Any]:
    """Join a session, and return it."""
    response = await society.request(user_id, "POST", "/sessions/join", json={"code": code}, expect=200)
    return dict(response.json()["data"])


async def roles(society: Society, user_id: UUID, session_id: str) -> dict[str, str]:
    """Return the roles of the members that a user sees, by their names."""
    session = await society.get(user_id, f"/sessions/{session_id}")
    return {member["user"]["username"]: member["role"] for member in session["members"]}
