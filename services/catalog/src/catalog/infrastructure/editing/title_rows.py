"""The stored form of edited titles in Postgres: read under a lock, and written as their editions have it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.commands import Genre
from catalog.application.editing.titles import EditableTitle, Facts
from catalog.domain.editing.edition import Edition
from catalog.domain.merge_chain import Successor
from catalog.infrastructure.editing.tables import provider_facts
from catalog.infrastructure.formats.filter_bits import genre_bits
from catalog.infrastructure.writing import rows
from chassis.storage.rows import arrays_of, upsert_arrays

# A statement of its own: one that waits for a lock reads the other tables as they were before it waited.
_LOCK: Final = text("select from media where media_id = :media_id for update")
_STORED: Final = text(
    """
    select m.media_id, m.kind, m.tmdb_id, m.title, m.release_date, m.gone_at,
           m.successor_id, m.successor_kind, m.successor_tmdb_id,
           d.card, d.detail, d.found as search_result, d.billing as calendar_header, d.texts,
           cast(d.certifications as text) as certifications
    from media m join documents d on d.media_id = m.media_id
    where m.media_id = :media_id and m.title is not null
    """
)
_MEDIA: Final = text(
    """
    update media set title = s.title, release_date = s.release_date, gone_at = s.gone_at,
           successor_id = s.successor_id, successor_kind = s.successor_kind, successor_tmdb_id = s.successor_tmdb_id,
           artwork = s.artwork, hidden = s.hidden, genre_bits = s.genre_bits
    from unnest(cast(:media_ids as uuid[]), cast(:titles as text[]), cast(:release_dates as date[]),
                cast(:gone_ats as timestamptz[]), cast(:successor_ids as uuid[]), cast(:successor_kinds as text[]),
                cast(:successor_tmdb_ids as integer[]), cast(:artworks as boolean[]), cast(:hidden as boolean[]),
                cast(:genre_bits as bigint[]))
      as s (media_id, title, release_date, gone_at, successor_id, successor_kind, successor_tmdb_id, artwork, hidden,
            genre_bits)
    where media.media_id = s.media_id
    """
)
_DOCUMENTS: Final = text(
    """
    update documents set card = s.card, detail = s.detail, found = s.search_result, billing = s.calendar_header,
           texts = s.texts, certifications = cast(s.certifications as jsonb)
    from unnest(cast(:media_ids as uuid[]), cast(:cards as bytea[]), cast(:details as bytea[]),
                cast(:search_results as bytea[]), cast(:calendar_headers as bytea[]), cast(:texts as bytea[]),
                cast(:certifications as text[]))
      as s (media_id, card, detail, search_result, calendar_header, texts, certifications)
    where documents.media_id = s.media_id
    """
)
_GENRES: Final = text(
    """
    select distinct on (slug) slug, tmdb_id, name, names from media_genres
    where slug = any(cast(:slugs as text[])) order by slug, names is null, tmdb_id, media_id
    """
)
_FACTS: Final = upsert_arrays(provider_facts, ["media_id", "facts"])


async def lock(connection: AsyncConnection, media_id: UUID) -> EditableTitle | None:
    """Lock an imported title against consumers and other editors, and return it as it is stored."""
    await connection.execute(_LOCK, {"media_id": media_id})
    row = (await connection.execute(_STORED, {"media_id": media_id})).one_or_none()
    if row is None:
        return None
    successor = None
    if row.successor_id is not None:
        successor = Successor(row.successor_id, row.successor_kind, row.successor_tmdb_id)
    return EditableTitle(
        media_id=row.media_id,
        kind=row.kind,
        tmdb_id=row.tmdb_id,
        title=row.title,
        release_date=row.release_date,
        deleted_at=row.gone_at,
        successor=successor,
        card=row.card,
        detail=row.detail,
        search_result=row.search_result,
        calendar_header=row.calendar_header,
        texts=row.texts,
        certifications=row.certifications.encode(),
    )


async def save(connection: AsyncConnection, edited: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
    """Store titles in the order of their ids, one statement per table."""
    ordered = sorted(edited, key=lambda item: item[0].media_id)
    titles = [title for title, _, _ in ordered]
    ids = [title.media_id for title in titles]
    successors = [title.successor for title in titles]
    await connection.execute(
        _MEDIA,
        {
            "media_ids": ids,
            "titles": [title.title for title in titles],
            "release_dates": [title.release_date for title in titles],
            "gone_ats": [title.deleted_at for title in titles],
            "successor_ids": [successor and successor.media_id for successor in successors],
            "successor_kinds": [successor and successor.kind for successor in successors],
            "successor_tmdb_ids": [successor and successor.tmdb_id for successor in successors],
            "artworks": [title.artwork for title in titles],
            "hidden": [title.hidden for title in titles],
            "genre_bits": [genre_bits(genre.slug for genre in title.genres) for title in titles],
        },
    )
    await connection.execute(
        _DOCUMENTS,
        {
            "media_ids": ids,
            "cards": [title.card for title in titles],
            "details": [title.detail for title in titles],
            "search_results": [title.search_result for title in titles],
            "calendar_headers": [title.calendar_header for title in titles],
            "texts": [title.texts for title in titles],
            "certifications": [title.certifications.decode() for title in titles],
        },
    )
    await rows.GENRES(connection, ids, [rows.genres(title.genres) for title in titles])
    await _save_facts(connection, ordered)


async def facts(connection: AsyncConnection, media_id: UUID) -> Facts | None:
    """Return the provider's facts of a title that is stored otherwise."""
    statement = select(provider_facts.c.facts).where(provider_facts.c.media_id == media_id)
    stored = (await connection.execute(statement)).scalar_one_or_none()
    return None if stored is None else from_json(stored)


async def genres(connection: AsyncConnection, slugs: Sequence[str]) -> dict[str, Genre]:
    """Return the genres of the catalog with these slugs, by the index of slugs."""
    result = await connection.execute(_GENRES, {"slugs": list(slugs)})
    return {row.slug: Genre(row.tmdb_id, row.slug, row.name, row.names or {}) for row in result}


async def _save_facts(connection: AsyncConnection, edited: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
    """Keep the provider's facts while an edition replaces any, and only then: a replay ends in the same rows."""
    kept = [
        {"media_id": title.media_id, "facts": to_json(facts)}
        for title, facts, edition in edited
        if edition.changes_facts
    ]
    dropped = [title.media_id for title, _, edition in edited if not edition.changes_facts]
    if kept:
        await connection.execute(_FACTS, arrays_of(provider_facts, ["media_id", "facts"], kept))
    if dropped:
        await connection.execute(delete(provider_facts).where(provider_facts.c.media_id.in_(dropped)))
