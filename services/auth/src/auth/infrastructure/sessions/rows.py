"""Rows of sessions."""

from typing import Any

from sqlalchemy import RowMapping

from auth.domain.sessions.client import Client
from auth.domain.sessions.session import Session


def to_session(row: RowMapping) -> Session:
    """Return the session of a row."""
    return Session(
        id=row["id"],
        account_id=row["account_id"],
        generation=row["generation"],
        created_at=row["created_at"],
        rotated_at=row["rotated_at"],
        idle_until=row["idle_until"],
        expires_at=row["expires_at"],
        sealed_successor=row["sealed_successor"],
        revoked_at=row["revoked_at"],
        client=Client(row["address"], row["user_agent"]),
        methods=tuple(row["methods"]),
        authenticated_at=row["authenticated_at"],
    )


def from_session(session: Session) -> dict[str, Any]:
    """Return the row of a session, without the reason of its revocation."""
    return {
        "id": session.id,
        "account_id": session.account_id,
        "generation": session.generation,
        "created_at": session.created_at,
        "rotated_at": session.rotated_at,
        "idle_until": session.idle_until,
        "expires_at": session.expires_at,
        "sealed_successor": session.sealed_successor,
        "revoked_at": session.revoked_at,
        "address": session.client.address,
        "user_agent": session.client.user_agent,
        "methods": list(session.methods),
        "authenticated_at": session.authenticated_at,
    }
