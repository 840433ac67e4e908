"""Rows of playback sessions."""

from typing import Any

from chassis.storage.statements import Row
from playback.domain.assets.asset import Access
from playback.domain.assets.subject import Subject
from playback.domain.sessions.session import Session

_SAME = (
    "id",
    "user_id",
    "auth_session_id",
    "device_id",
    "device_name",
    "asset_id",
    "version",
    "duration_ms",
    "purchase_id",
    "granted_version",
    "country",
    "started_at",
    "last_seen_at",
    "expires_at",
    "position_ms",
    "state",
    "reported_at",
    "ended_at",
    "end_reason",
    "request",
)
"""The columns that are fields of the same name."""


def session_of(row: Row) -> Session:
    """Return the session of a row."""
    return Session(
        subject=Subject(row["media_id"], row["season"], row["episode"], row["trailer"]),
        access=Access(row["access"]),
        **{name: row[name] for name in _SAME},
    )


def row_of(session: Session) -> dict[str, Any]:
    """Return the row of a session."""
    subject = session.subject
    return {
        **{name: getattr(session, name) for name in _SAME},
        "media_id": subject.media_id,
        "season": subject.season,
        "episode": subject.episode,
        "trailer": subject.trailer,
        "access": session.access.value,
    }
