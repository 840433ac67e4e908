"""Mapping between rows and titles."""

from typing import Any

from chassis.storage.reads import Record
from insights.domain.titles.title import Address, Facts, ScoreSnapshot, Title


def to_title_row(title: Title) -> dict[str, Any]:
    """Return the row of a title."""
    facts, score, address = title.facts, title.score, title.address
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "facts_version": facts.version if facts else None,
        "name": facts.name if facts else None,
        "original_name": facts.original_name if facts else None,
        "poster_path": facts.poster_path if facts else None,
        "backdrop_path": facts.backdrop_path if facts else None,
        "gone_at": facts.deleted_at if facts else None,
        "release_date": facts.release_date if facts else None,
        "genres": facts.genres if facts else None,
        "countries": facts.countries if facts else None,
        "providers": facts.providers if facts else None,
        "standing_version": score.version if score else None,
        "ratingo_score": score.score if score else None,
        "tmdb_rating": score.tmdb_rating if score else None,
        "tmdb_votes": score.tmdb_votes if score else None,
        "slug_version": address.version if address else None,
        "slug": address.slug if address else None,
    }


def to_title(row: Record) -> Title:
    """Return the title of a row."""
    facts = score = address = None
    if row["facts_version"] is not None:
        facts = Facts(
            version=row["facts_version"],
            name=row["name"],
            original_name=row["original_name"],
            poster_path=row["poster_path"],
            backdrop_path=row["backdrop_path"],
            deleted_at=row["gone_at"],
            release_date=row["release_date"],
            genres=tuple(row["genres"] or ()),
            countries=tuple(row["countries"] or ()),
            providers=tuple(row["providers"] or ()),
        )
    if row["standing_version"] is not None:
        score = ScoreSnapshot(row["standing_version"], row["ratingo_score"], row["tmdb_rating"], row["tmdb_votes"])
    if row["slug_version"] is not None:
        address = Address(row["slug_version"], row["slug"])
    return Title(row["media_id"], row["kind"], row["tmdb_id"], facts, score, address)
