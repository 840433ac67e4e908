"""VersionedCommand to rows, and the statements that write them."""

import json
from collections.abc import Iterable
from typing import Final

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    Genre,
)
from catalog.infrastructure import tables
from catalog.infrastructure.formats import filter_bits, release_days
from catalog.infrastructure.writing.upserts import Replacement, Row, VersionedUpsert

FACTS: Final = VersionedUpsert(
    tables.media,
    "media_id",
    "kind",
    "tmdb_id",
    "imported_version",
    "title",
    "release_date",
    "theatrical_release_date",
    "digital_release_date",
    "last_air_date",
    "next_air_date",
    "last_episode_season",
    "last_episode_number",
    "last_episode_date",
    "imported_popularity",
    "votes_tmdb",
    "votes_trakt",
    "ended",
    "imdb_id",
    "hit",
    "artwork",
    "gone_at",
    "successor_id",
    "successor_kind",
    "successor_tmdb_id",
    "genre_bits",
    "service_bits",
    "filters_version",
    version="imported_version",
)


def facts(title: ApplyTitle) -> Row:
    """Return the row of `FACTS`."""
    successor, last = title.successor, title.last_episode
    return (
        title.media_id,
        title.kind,
        title.tmdb_id,
        title.version,
        title.title,
        title.release_date,
        title.theatrical_release_date,
        title.digital_release_date,
        title.last_air_date,
        title.next_air_date,
        last.season if last else None,
        last.number if last else None,
        last.air_date if last else None,
        title.popularity,
        title.votes_tmdb,
        title.votes_trakt,
        title.ended,
        title.imdb_id,
        title.hit,
        title.artwork,
        title.deleted_at,
        successor.media_id if successor else None,
        successor.kind if successor else None,
        successor.tmdb_id if successor else None,
        filter_bits.genre_bits(genre.slug for genre in title.genres),
        filter_bits.service_bits(offer.provider_id for offer in title.discovery.offers),
        title.version,
    )


DOCUMENTS: Final = VersionedUpsert(
    tables.documents,
    "media_id",
    "version",
    "card",
    "detail",
    "search_result",
    "calendar_header",
    "texts",
    "offers",
    "certifications",
    "seasons",
    "appraisal",
    "slug",
    "release_days",
    version="version",
)


def document(title: ApplyTitle, slug: str | None) -> Row:
    """Return the row of `DOCUMENTS`."""
    documents = title.documents
    return (
        title.media_id,
        title.version,
        documents.card,
        documents.detail,
        documents.search_result,
        documents.calendar_header,
        documents.texts,
        documents.offers.decode(),
        documents.certifications.decode(),
        documents.seasons,
        documents.appraisal,
        slug,
        release_days.pack(title.releases),
    )


GENRES: Final = Replacement(tables.media_genres, "tmdb_id", "slug", "name", "names", parent="media_id")


def genres(listed: Iterable[Genre]) -> list[Row]:
    """Return the rows of `GENRES` of a title."""
    by_number = {genre.tmdb_id: genre for genre in listed}
    return [
        (number, genre.slug, genre.name, json.dumps(genre.names) if genre.names else None)
        for number, genre in sorted(by_number.items())
    ]


RELEASES: Final = Replacement(tables.media_releases, "region", "theatrical", "digital", parent="media_id")


def releases(title: ApplyTitle) -> list[Row]:
    """Return the rows of `RELEASES` of a title."""
    by_region = {dates.region: dates for dates in title.releases}
    return [(region, dates.theatrical, dates.digital) for region, dates in sorted(by_region.items())]


SEASONS: Final = VersionedUpsert(
    tables.seasons,
    "season_id",
    "media_id",
    "number",
    "version",
    "summary",
    "detail",
    "withdrawn_at",
    "episode_texts",
    version="version",
)


def season(command: ApplySeason) -> Row:
    """Return the row of `SEASONS`."""
    return (
        command.season_id,
        command.media_id,
        command.number,
        command.version,
        command.summary,
        command.detail,
        command.withdrawn_at,
        command.episode_texts,
    )


EPISODES: Final = Replacement(
    tables.episodes,
    "number",
    "media_id",
    "season",
    "title",
    "starts_at",
    "aired_at",
    "air_date",
    "scheduled",
    parent="season_id",
)


def episodes(command: ApplySeason) -> list[Row]:
    """Return the rows of `EPISODES` of a season."""
    by_number = {episode.number: episode for episode in command.episodes}
    return [
        (
            number,
            command.media_id,
            command.number,
            episode.title,
            episode.starts_at,
            episode.aired_at,
            episode.air_date,
            episode.calendar_entry,
        )
        for number, episode in sorted(by_number.items())
    ]


SCORES: Final = VersionedUpsert(
    tables.media,
    "media_id",
    "kind",
    "tmdb_id",
    "stats_version",
    "ratingo_score",
    "popularity_score",
    "quality_score",
    "total_watchers",
    "source_popularity",
    "stats",
    "stats_at",
    version="stats_version",
)


def score(command: ApplyScores) -> Row:
    """Return the row of `SCORES`."""
    return (
        command.media_id,
        command.kind,
        command.tmdb_id,
        command.version,
        command.ratingo,
        command.popularity,
        command.quality,
        command.total_watchers,
        command.source_popularity,
        command.stats,
        command.computed_at,
    )


DROP_OFFS: Final = VersionedUpsert(
    tables.media, "media_id", "kind", "tmdb_id", "drop_off_version", "drop_off", version="drop_off_version"
)


def drop_off(command: ApplyDropOff) -> Row:
    """Return the row of `DROP_OFFS`."""
    return command.media_id, command.kind, command.tmdb_id, command.version, command.drop_off


TRENDS: Final = VersionedUpsert(
    tables.media, "media_id", "kind", "tmdb_id", "trend_version", "trend", version="trend_version"
)


def trend(command: ApplyTrend) -> Row:
    """Return the row of `TRENDS`."""
    return command.media_id, command.kind, command.tmdb_id, command.version, command.direction


LISTS: Final = VersionedUpsert(tables.lists, "list_id", "kind", "region", "version", "taken_at", version="version")


def ranked_list(command: ApplyList) -> Row:
    """Return the row of `LISTS`."""
    return command.list_id, command.kind, command.region, command.version, command.taken_at


LIST_ITEMS: Final = Replacement(tables.list_items, "media_id", "rank", parent="list_id")


def list_items(command: ApplyList) -> list[Row]:
    """Return the rows of `LIST_ITEMS` of a list."""
    return sorted(command.ranks.items())


ENTRIES: Final = VersionedUpsert(
    tables.user_states,
    "user_id",
    "media_id",
    "version",
    "state",
    "rating",
    "season",
    "episode",
    "seasons",
    "removed",
    "changed_at",
    version="version",
)


def entry(command: ApplyEntry) -> Row:
    """Return the row of `ENTRIES`."""
    return (
        command.user_id,
        command.media_id,
        command.version,
        command.state,
        command.rating,
        command.season,
        command.episode,
        json.dumps(command.seasons) if command.seasons else None,
        command.removed,
        command.changed_at,
    )
