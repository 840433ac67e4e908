"""Mapping between rows and titles."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from library.domain.entries.progress import EpisodeNumber
from library.domain.titles.details import Details
from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title
from library.infrastructure.titles.detail_rows import to_details, to_details_row


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
        **to_details_row(facts.details if facts else None),
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
        details=to_details(row) if "details" in row else Details(),
    )
