"""VersionedCommand to rows, and the statements that write them."""

import json
from typing import Final

from catalog.application.commands import ApplyEntry, ApplyList, ApplyScores, ApplySeason, ApplyTitle
from catalog.infrastructure import tables
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
    "gone_at",
    "successor_id",
    "successor_kind",
    "successor_tmdb_id",
    version="imported_version",
)


def facts(title: ApplyTitle) -> Row:
    """Give the row of `FACTS`."""
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
        title.deleted_at,
        successor.media_id if successor else None,
        successor.kind if successor else None,
        successor.tmdb_id if successor else None,
    )


DOCUMENTS: Final = VersionedUpsert(
    tables.documents,
    "media_id",
    "version",
    "card",
    "detail",
    "found",
    "billing",
    "texts",
    "offers",
    "certifications",
    "seasons",
    version="version",
)


def document(title: ApplyTitle) -> Row:
    """Give the row of `DOCUMENTS`."""
    return (
        title.media_id,
        title.version,
        title.card,
        title.detail,
        title.found,
        title.billing,
        title.texts,
        title.offers.decode(),
        title.certifications.decode(),
        title.seasons,
    )


GENRES: Final = Replacement(tables.media_genres, "media_id", "tmdb_id", "slug", "name", parent="media_id")


def genres(title: ApplyTitle) -> list[Row]:
    """Give the rows of `GENRES`."""
    by_number = {genre.tmdb_id: genre for genre in title.genres}
    return [(title.media_id, number, genre.slug, genre.name) for number, genre in sorted(by_number.items())]


RELEASES: Final = Replacement(tables.media_releases, "media_id", "region", "theatrical", "digital", parent="media_id")


def releases(title: ApplyTitle) -> list[Row]:
    """Return the rows of `RELEASES`."""
    by_region = {dates.region: dates for dates in title.releases}
    return [(title.media_id, region, dates.theatrical, dates.digital) for region, dates in sorted(by_region.items())]


NAMES: Final = Replacement(tables.media_names, "media_id", "name", parent="media_id")


def names(title: ApplyTitle) -> list[Row]:
    """Give the rows of `NAMES`."""
    return [(title.media_id, name) for name in sorted(set(title.names))]


SEASONS: Final = VersionedUpsert(
    tables.seasons, "season_id", "media_id", "number", "version", "summary", "detail", "withdrawn_at", version="version"
)


def season(news: ApplySeason) -> Row:
    """Give the row of `SEASONS`."""
    return news.season_id, news.media_id, news.number, news.version, news.summary, news.detail, news.withdrawn_at


EPISODES: Final = Replacement(
    tables.episodes,
    "season_id",
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


def episodes(news: ApplySeason) -> list[Row]:
    """Give the rows of `EPISODES`."""
    by_number = {episode.number: episode for episode in news.episodes}
    return [
        (
            news.season_id,
            number,
            news.media_id,
            news.number,
            episode.title,
            episode.starts_at,
            episode.aired_at,
            episode.air_date,
            episode.scheduled,
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
    "total_watchers",
    "source_popularity",
    "stats",
    version="stats_version",
)


def score(news: ApplyScores) -> Row:
    """Give the row of `SCORES`."""
    return (
        news.media_id,
        news.kind,
        news.tmdb_id,
        news.version,
        news.ratingo,
        news.popularity,
        news.total_watchers,
        news.source_popularity,
        news.stats,
    )


LISTS: Final = VersionedUpsert(tables.lists, "list_id", "kind", "region", "version", "taken_at", version="version")


def ranked_list(news: ApplyList) -> Row:
    """Give the row of `LISTS`."""
    return news.list_id, news.kind, news.region, news.version, news.taken_at


LIST_ITEMS: Final = Replacement(tables.list_items, "list_id", "media_id", "rank", parent="list_id")


def list_items(news: ApplyList) -> list[Row]:
    """Give the rows of `LIST_ITEMS`."""
    return [(news.list_id, media_id, rank) for media_id, rank in sorted(news.ranks.items())]


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


def entry(news: ApplyEntry) -> Row:
    """Give the row of `ENTRIES`."""
    return (
        news.user_id,
        news.media_id,
        news.version,
        news.state,
        news.rating,
        news.season,
        news.episode,
        json.dumps(news.seasons) if news.seasons else None,
        news.removed,
        news.changed_at,
    )
