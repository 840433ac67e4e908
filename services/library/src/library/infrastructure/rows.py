"""Mapping between rows and titles and entries."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from library.domain.entry import Entry
from library.domain.progress import EpisodeNumber, Progress
from library.domain.title import Address, Facts, ScoreSnapshot, Title


def to_title_row(title: Title) -> dict[str, Any]:
    """Return the row of a title."""
    facts, score, address = title.facts, title.score, title.address
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "facts_version": facts.version if facts else None,
        "name": facts.name if facts else None,
        "poster_path": facts.poster_path if facts else None,
        "release_date": facts.release_date if facts else None,
        "gone_at": facts.deleted_at if facts else None,
        "successor_id": facts.successor_id if facts else None,
        "ended": facts.ended if facts else False,
        "listed_seasons": list(facts.listed_seasons) if facts else None,
        "last_season": facts.last_listed.season if facts and facts.last_listed else None,
        "last_episode": facts.last_listed.episode if facts and facts.last_listed else None,
        "standing_version": score.version if score else None,
        "ratingo_score": score.score if score else None,
        "slug_version": address.version if address else None,
        "slug": address.slug if address else None,
    }


def to_title(row: Mapping[str, Any] | RowMapping) -> Title:
    """Return the title of a row."""
    facts = score = address = None
    if row["facts_version"] is not None:
        facts = _facts(row)
    if row["standing_version"] is not None:
        score = ScoreSnapshot(row["standing_version"], row["ratingo_score"])
    if row["slug_version"] is not None:
        address = Address(row["slug_version"], row["slug"])
    return Title(row["media_id"], row["kind"], row["tmdb_id"], facts, score, address)


def _facts(row: Mapping[str, Any] | RowMapping) -> Facts:
    last = None if row["last_season"] is None else EpisodeNumber(row["last_season"], row["last_episode"])
    return Facts(
        version=row["facts_version"],
        name=row["name"],
        poster_path=row["poster_path"],
        release_date=row["release_date"],
        deleted_at=row["gone_at"],
        successor_id=row["successor_id"],
        ended=row["ended"],
        listed_seasons=tuple(row["listed_seasons"] or ()),
        last_listed=last,
    )


def to_entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row of an entry."""
    progress = entry.progress
    furthest = progress.furthest if progress else None
    return {
        "user_id": entry.user_id,
        "media_id": entry.media_id,
        "kind": entry.kind,
        "tmdb_id": entry.tmdb_id,
        "version": entry.version,
        "state": entry.state,
        "rating": entry.rating,
        "season": furthest.season if furthest else None,
        "episode": furthest.episode if furthest else None,
        "seasons": {str(season): episode for season, episode in progress.seasons.items()} if progress else None,
        "notes": entry.notes,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
    }


def to_entry(row: RowMapping) -> Entry:
    """Return the entry of a row."""
    return Entry(
        user_id=row["user_id"],
        media_id=row["media_id"],
        kind=row["kind"],
        tmdb_id=row["tmdb_id"],
        version=row["version"],
        state=row["state"],
        rating=row["rating"],
        progress=_progress(row),
        notes=row["notes"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _progress(row: RowMapping) -> Progress | None:
    """Return the progress of a row.

    `seasons` counts only if its furthest season is that of the row: a release without the column may have written the
    row since.
    """
    by_season = {int(season): episode for season, episode in (row["seasons"] or {}).items()}
    progress = Progress.of(by_season)
    furthest = progress.furthest if progress else None
    written = None if row["season"] is None else EpisodeNumber(row["season"], row["episode"])
    if furthest == written:
        return progress
    return None if written is None else Progress.of({written.season: written.episode})


def to_document(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON, for a stored response."""
    progress = entry.progress
    return {
        **asdict(entry),
        "progress": {str(season): episode for season, episode in progress.seasons.items()} if progress else None,
        "user_id": str(entry.user_id),
        "media_id": str(entry.media_id),
        "created_at": entry.created_at.isoformat() if entry.created_at else None,
        "updated_at": entry.updated_at.isoformat() if entry.updated_at else None,
    }


def from_document(document: Mapping[str, Any]) -> Entry:
    """Return the entry of a stored response."""
    seen = document["progress"] or {}
    if "season" in seen:  # stored by a release with one season per entry
        seen = {seen["season"]: seen["episode"]}
    return Entry(
        **{
            **document,
            "user_id": UUID(document["user_id"]),
            "media_id": UUID(document["media_id"]),
            "progress": Progress.of({int(season): episode for season, episode in seen.items()}),
            "created_at": _time(document["created_at"]),
            "updated_at": _time(document["updated_at"]),
        }
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
