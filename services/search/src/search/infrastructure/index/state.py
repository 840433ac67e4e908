"""The state of a title, stored with its document: what later events are merged into."""

from typing import Any
from uuid import UUID

import orjson

from search.domain.entry import Name
from search.domain.titles.title import Contributor, Facts, Publication, Score, Series, Title


def pack_title(title: Title) -> bytes:
    """Return a title as it is stored."""
    return orjson.dumps(
        (
            title.media_id,
            title.kind,
            title.tmdb_id,
            pack_facts(title.facts),
            pack_score(title.score),
            pack_publication(title.publication),
        )
    )


def unpack_title(stored: bytes) -> Title:
    """Return a stored title."""
    media_id, kind, tmdb_id, facts, score, publication = orjson.loads(stored)
    return Title(
        UUID(media_id), kind, tmdb_id, unpack_facts(facts), unpack_score(score), unpack_publication(publication)
    )


def pack_facts(facts: Facts | None) -> tuple[object, ...] | None:
    """Return facts as values of JSON."""
    if facts is None:
        return None
    series = facts.series
    return (
        facts.version,
        facts.name,
        [(name.text, name.language) for name in facts.names],
        facts.original_name,
        facts.language,
        facts.year,
        facts.poster_path,
        facts.ids,
        facts.genres,
        facts.countries,
        facts.providers,
        facts.certifications,
        [(person.tmdb_id, person.name, person.portrait_path, person.leading) for person in facts.people],
        (series.tmdb_id, series.name, series.poster_path) if series is not None else None,
        facts.keywords,
        facts.popularity,
        facts.rating,
        facts.votes,
        facts.deleted,
    )


def unpack_facts(stored: Any) -> Facts | None:
    """Return facts by their values of JSON."""
    if stored is None:
        return None
    version, name, names, original_name, language, year, poster_path, ids, genres, countries, *more = stored
    providers, certifications, people, series, keywords, popularity, rating, votes, deleted = more
    return Facts(
        version,
        name,
        tuple(Name(text, of) for text, of in names),
        original_name,
        language,
        year,
        poster_path,
        tuple(ids),
        tuple(genres),
        tuple(countries),
        {region: tuple(numbers) for region, numbers in providers.items()},
        certifications,
        tuple(Contributor(*person) for person in people),
        Series(*series) if series is not None else None,
        tuple(keywords),
        popularity,
        rating,
        votes,
        deleted,
    )


def pack_score(score: Score | None) -> tuple[object, ...] | None:
    """Return a score as values of JSON."""
    return (score.version, score.value, score.votes, score.watchers) if score is not None else None


def unpack_score(stored: Any) -> Score | None:
    """Return a score by its values of JSON."""
    return Score(*stored) if stored is not None else None


def pack_publication(publication: Publication | None) -> tuple[object, ...] | None:
    """Return a publication as values of JSON."""
    if publication is None:
        return None
    return (publication.version, publication.slug, publication.listed, publication.name)


def unpack_publication(stored: Any) -> Publication | None:
    """Return a publication by its values of JSON."""
    return Publication(*stored) if stored is not None else None
