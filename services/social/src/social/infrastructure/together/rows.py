"""Sessions as rows."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from social.domain.together.item import Item, SessionKind, Subject
from social.domain.together.members import Member, Role
from social.domain.together.playback import Playback, PlaybackState
from social.domain.together.session import Adding, Session

CURRENT_PLACE = 0


def session_of(row: Any, members: Iterable[Any], items: Iterable[Any], kicked: Collection[UUID]) -> Session:
    """Return the session of a row, and of the rows that belong to it."""
    placed = {item["place"]: item_of(item) for item in items}
    current = placed.pop(CURRENT_PLACE, None)
    playback = Playback(
        PlaybackState(row["state"]), row["position_ms"], row["at"], row["rate"], row["playback_version"]
    )
    return Session(
        id=row["id"],
        kind=SessionKind(row["kind"]),
        name=row["name"],
        adding=Adding(row["adding"]),
        code=row["code"],
        code_expires_at=row["code_expires_at"],
        created_at=row["created_at"],
        playback=playback,
        members=tuple(member_of(member) for member in members),
        current=current,
        queue=tuple(placed[place] for place in sorted(placed)),
        kicked=frozenset(kicked),
        ended_at=row["ended_at"],
        revision=row["revision"],
    )


def member_of(row: Any) -> Member:
    """Return the member of a row."""
    return Member(row["user_id"], Role(row["role"]), row["joined_at"], row["seen_at"])


def item_of(row: Any) -> Item:
    """Return the item of a row."""
    subject = Subject(row["media_id"], row["season"], row["episode"], row["track_id"], row["duration_ms"])
    return Item(row["id"], subject, row["added_by"], row["added_at"])


def row_of_session(session: Session) -> dict[str, Any]:
    """Return the row of a session."""
    playback = session.playback
    return {
        "id": session.id,
        "kind": session.kind.value,
        "name": session.name,
        "adding": session.adding.value,
        "code": session.code,
        "code_expires_at": session.code_expires_at,
        "created_at": session.created_at,
        "ended_at": session.ended_at,
        "revision": session.revision,
        "state": playback.state.value,
        "position_ms": playback.position_ms,
        "at": playback.at,
        "rate": playback.rate,
        "playback_version": playback.version,
    }


def rows_of_members(session: Session) -> dict[UUID, dict[str, Any]]:
    """Return the rows of the members by their ids."""
    return {
        member.user_id: {
            "session_id": session.id,
            "user_id": member.user_id,
            "role": member.role.value,
            "joined_at": member.joined_at,
            "seen_at": member.seen_at,
        }
        for member in session.members
    }


def rows_of_items(session: Session) -> dict[UUID, dict[str, Any]]:
    """Return the rows of the items by their ids."""
    current = [] if session.current is None else [(CURRENT_PLACE, session.current)]
    return {
        item.id: {
            "id": item.id,
            "session_id": session.id,
            "place": place,
            "media_id": item.subject.media_id,
            "season": item.subject.season,
            "episode": item.subject.episode,
            "track_id": item.subject.track_id,
            "duration_ms": item.subject.duration_ms,
            "added_by": item.added_by,
            "added_at": item.added_at,
        }
        for place, item in (*current, *enumerate(session.queue, CURRENT_PLACE + 1))
    }
