"""Plan of an import: which optional providers to query, in which order, and under which ids.

Pure: the gatherer carries the plan out. TMDB is queried first, because its ids lead to the other providers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, Self

from ingestion.application.job_factory import EVERY_SEASON
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import SOURCES, Source, TitleKey
from ingestion.domain.titles.identity import Ids, imdb_origin, tmdb_origin

Skip = Literal["not_configured", "not_asked"]

BY_IMDB_ID: Final[tuple[Source, ...]] = tuple(source for source in SOURCES if source not in ("tmdb", "trakt", "tvmaze"))
"""The providers that need nothing but an IMDb id; the others have rules of their own."""
ALL_AT_ONCE: Final[tuple[tuple[Source, ...], ...]] = (("trakt", "tvmaze", *BY_IMDB_ID),)
ONE_BY_ONE: Final[tuple[tuple[Source, ...], ...]] = (("trakt",), ("tvmaze",), BY_IMDB_ID)


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a job has to import.

    With `force` no entity tag is sent and every season is fetched. Without `live` the current watchers are not counted.
    """

    key: TitleKey
    force: bool = False
    live: bool = True
    every_season: bool = False

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the request of a job; raise ValueError for a job without a title."""
        if job.title is None:
            raise ValueError(f"job {job.id} has no title")
        payload = job.payload
        return cls(
            job.title,
            force=bool(payload.get("force")),
            live=bool(payload.get("live", True)),
            every_season=bool(payload.get(EVERY_SEASON)),
        )


@dataclass(frozen=True, slots=True)
class Query:
    """One provider of an import, and the ids that lead to the title there, the best first.

    With `skip` the provider is not queried, and that is its outcome. `origins` is null when no id matters.
    """

    source: Source
    origins: tuple[str, ...] | None
    skip: Skip | None = None
    reason: str | None = None


def query_stages(ids: Ids) -> tuple[tuple[Source, ...], ...]:
    """Return the optional providers in stages; those of one stage are queried at the same time.

    Without an IMDb id at TMDB, the ids that one provider returns lead to the next.
    """
    return ALL_AT_ONCE if ids.imdb_id is not None else ONE_BY_ONE


def plan_query(
    source: Source, key: TitleKey, ids: Ids, configured: Collection[Source], *, syncs_episodes: bool
) -> Query:
    """Return how to query an optional provider for a title, or why not."""
    query = _planned(source, key, ids, syncs_episodes=syncs_episodes)
    if source not in configured and query.origins is not None:
        return Query(source, query.origins, "not_configured")
    return query


def _planned(source: Source, key: TitleKey, ids: Ids, *, syncs_episodes: bool) -> Query:
    if source == "trakt":
        return Query(source, (tmdb_origin(key),))
    if source in BY_IMDB_ID:
        if ids.imdb_id is None:
            return Query(source, (), "not_asked", "the title has no IMDb id")
        return Query(source, (imdb_origin(ids.imdb_id),))
    if key.kind == "movie":
        return Query(source, None, "not_asked")
    if not syncs_episodes:
        return Query(source, ids.origins, "not_asked", "no user follows the show")
    return Query(source, ids.origins)
