"""Row to title or entry and back, so that the domain never meets a driver."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from library.domain.entry import Entry, Progress
from library.domain.title import Address, Facts, Standing, Title


def to_title_row(title: Title) -> dict[str, Any]:
    """Give the row of a title."""
    facts, standing, address = title.facts, title.standing, title.address
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "facts_version": facts.version if facts else None,
        "name": facts.name if facts else None,
        "poster_path": facts.poster_path if facts else None,
        "release_date": facts.release_date if facts else None,
        "standing_version": standing.version if standing else None,
        "ratingo_score": standing.ratingo_score if standing else None,
        "slug_version": address.version if address else None,
        "slug": address.slug if address else None,
    }


def to_title(row: Mapping[str, Any] | RowMapping) -> Title:
    """Give the title of a row."""
    facts = standing = address = None
    if row["facts_version"] is not None:
        facts = Facts(row["facts_version"], row["name"], row["poster_path"], row["release_date"])
    if row["standing_version"] is not None:
        standing = Standing(row["standing_version"], row["ratingo_score"])
    if row["slug_version"] is not None:
        address = Address(row["slug_version"], row["slug"])
    return Title(row["media_id"], row["kind"], row["tmdb_id"], facts, standing, address)


def to_entry_row(entry: Entry) -> dict[str, Any]:
    """Give the row of an entry."""
    return {
        "user_id": entry.user_id,
        "media_id": entry.media_id,
        "kind": entry.kind,
        "tmdb_id": entry.tmdb_id,
        "version": entry.version,
        "state": entry.state,
        "rating": entry.rating,
        "season": entry.progress.season if entry.progress else None,
        "episode": entry.progress.episode if entry.progress else None,
        "notes": entry.notes,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
    }


def to_entry(row: RowMapping) -> Entry:
    """Give the entry of a row."""
    return Entry(
        user_id=row["user_id"],
        media_id=row["media_id"],
        kind=row["kind"],
        tmdb_id=row["tmdb_id"],
        version=row["version"],
        state=row["state"],
        rating=row["rating"],
        progress=None if row["season"] is None else Progress(row["season"], row["episode"]),
        notes=row["notes"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def to_document(entry: Entry) -> dict[str, Any]:
    """Give an entry as JSON, for an answer that is kept."""
    return {
        **asdict(entry),
        "user_id": str(entry.user_id),
        "media_id": str(entry.media_id),
        "created_at": entry.created_at.isoformat() if entry.created_at else None,
        "updated_at": entry.updated_at.isoformat() if entry.updated_at else None,
    }


def from_document(document: Mapping[str, Any]) -> Entry:
    """Give the entry that was kept as JSON."""
    progress = document["progress"]
    return Entry(
        **{
            **document,
            "user_id": UUID(document["user_id"]),
            "media_id": UUID(document["media_id"]),
            "progress": Progress(**progress) if progress else None,
            "created_at": _time(document["created_at"]),
            "updated_at": _time(document["updated_at"]),
        }
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
