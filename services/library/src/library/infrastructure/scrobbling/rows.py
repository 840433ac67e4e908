"""Mapping between rows and keys, and between JSON and scrobbles without a title."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from library.application.scrobbling.read_models import UnmatchedScrobble
from library.domain.positions.position import Device
from library.domain.scrobbling.keys import ScrobbleKey
from library.domain.scrobbling.scrobble import Account, ProviderIds, Scrobble, Subject


def to_key(row: RowMapping) -> ScrobbleKey:
    """Return the key of a row."""
    return ScrobbleKey(
        id=row["key_id"],
        user_id=row["user_id"],
        source=row["source"],
        name=row["name"],
        accounts=tuple(row["accounts"]),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        last_error=row["last_error"],
        last_error_at=row["last_error_at"],
    )


def to_unmatched(row: RowMapping) -> UnmatchedScrobble:
    """Return the scrobble without a title of a row."""
    return UnmatchedScrobble(
        id=row["scrobble_id"],
        scrobble=_from_document(row["scrobble"]),
        reason=row["reason"],
        at=row["at"],
        received_at=row["received_at"],
    )


def to_scrobble_document(scrobble: Scrobble) -> dict[str, Any]:
    """Return a scrobble as JSON."""
    subject = scrobble.subject
    return {
        "source": scrobble.source,
        "action": scrobble.action,
        "kind": subject.kind,
        "name": subject.name,
        "year": subject.year,
        "ids": _ids(subject.ids),
        "episode_ids": _ids(subject.episode_ids),
        "season": subject.season,
        "episodes": list(subject.episodes),
        "position": scrobble.position_seconds,
        "duration": scrobble.duration_seconds,
        "at": scrobble.at.isoformat() if scrobble.at else None,
        "completed": scrobble.completed,
        "device": [scrobble.device.id, scrobble.device.name],
        "account": [scrobble.account.id, scrobble.account.name],
        "server": scrobble.server_id,
        "session": scrobble.session_id,
        "item": scrobble.item_id,
        "report": scrobble.report_id,
    }


def _from_document(document: dict[str, Any]) -> Scrobble:
    return Scrobble(
        source=document["source"],
        action=document["action"],
        subject=Subject(
            kind=document["kind"],
            name=document["name"],
            year=document["year"],
            ids=ProviderIds(*document["ids"]),
            episode_ids=ProviderIds(*document["episode_ids"]),
            season=document["season"],
            episodes=tuple(document["episodes"]),
        ),
        position_seconds=document["position"],
        duration_seconds=document["duration"],
        at=datetime.fromisoformat(document["at"]) if document["at"] else None,
        completed=document["completed"],
        device=Device(*document["device"]),
        account=Account(*document["account"]),
        server_id=document["server"],
        session_id=document["session"],
        item_id=document["item"],
        report_id=document["report"],
    )


def _ids(ids: ProviderIds) -> list[str | int | None]:
    return [ids.imdb, ids.tmdb, ids.tvdb]
