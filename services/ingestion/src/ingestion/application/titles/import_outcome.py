"""The pure end of an import: the stored record and the gathered responses become a record, events and follow-ups."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ingestion.application.titles.provider_gatherer import GatheredResponses
from ingestion.application.titles.season_update import FetchedSeasons, SeasonUpdate, update_seasons
from ingestion.domain.events import DomainEvent, SignalsCollected
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.seasons.show_merging import with_previous_runtime, with_seasons
from ingestion.domain.titles.facts import SOURCES, Facts, RatedBy, Source, TitleKey
from ingestion.domain.titles.merging import merge, next_version
from ingestion.domain.titles.observations import Observation, ProviderResponse, observe
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.title_events import title_events

RETRY_AFTER: Final = timedelta(minutes=5)
_RATINGS_FROM: Final[Mapping[RatedBy, Source]] = {
    "tmdb": "tmdb",
    "trakt": "trakt",
    "imdb": "omdb",
    "metacritic": "omdb",
    "rotten_tomatoes": "omdb",
}


@dataclass(frozen=True, slots=True)
class EpisodeRetry:
    """A later sync of a show's episodes: something could not be fetched now."""

    run_at: datetime


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import stores and publishes. `record` is null when the title stays as it is."""

    record: TitleRecord | None
    seasons: tuple[SeasonRecord, ...] = ()
    events: tuple[DomainEvent, ...] = ()
    follow_ups: tuple[EpisodeRetry, ...] = ()
    failures: tuple[SourceFailed, ...] = ()
    """Why seasons could not be fetched."""


def apply_responses(
    key: TitleKey,
    record: TitleRecord | None,
    gathered: GatheredResponses,
    fetched: FetchedSeasons | None,
    now: datetime,
) -> ImportOutcome:
    """Return the outcome of an import.

    `record` is the stored state, null for a new title. `fetched` are the seasons, null when none were fetched.
    """
    observations = observations_after(record, gathered.responses)
    merged = merge(observations, first_open_day(now))
    update = update_seasons(key.tmdb_id, fetched, now) if fetched is not None else None
    if update is not None:
        merged = with_seasons(merged, observations, update.published, now)
    elif key.kind == "show":
        merged = with_previous_runtime(merged, record.merged if record else None)
    last_aired = record.last_aired if record else None
    imported = TitleRecord(
        key=key,
        version=next_version(record.version if record else None, now),
        observations=observations,
        merged=merged,
        imported_at=now,
        offers_at=now,
        last_aired=update.last_aired(last_aired, now) if update is not None else last_aired,
    )
    signals = signals_of(key, gathered.responses, merged.facts, now)
    return ImportOutcome(
        imported,
        seasons=update.records if update is not None else (),
        events=(
            *title_events(record, imported, now, update.counted if update is not None else ()),
            *(update.events if update is not None else ()),
            *(() if signals.empty else (signals,)),
        ),
        follow_ups=_follow_ups(gathered.responses["tvmaze"], update, now) if update is not None else (),
        failures=update.failures if update is not None else (),
    )


def apply_episodes(
    record: TitleRecord, tvmaze: ProviderResponse | None, fetched: FetchedSeasons | None, now: datetime
) -> ImportOutcome:
    """Return the outcome of a sync of a show's episodes; `tvmaze` is null when TVMaze was not queried.

    TMDB is not queried for the title, so `imported_at` stays. The title itself stays as it is when nothing differs.
    """
    update = update_seasons(record.key.tmdb_id, fetched, now) if fetched is not None else None
    renewed = _renewed(record, tvmaze, update, now)
    counted = update.counted if update is not None else ()
    return ImportOutcome(
        renewed,
        seasons=update.records if update is not None else (),
        events=(
            *(title_events(record, renewed, now, counted) if renewed is not None else ()),
            *(update.events if update is not None else ()),
        ),
        failures=update.failures if update is not None else (),
    )


def _renewed(
    record: TitleRecord, tvmaze: ProviderResponse | None, update: SeasonUpdate | None, now: datetime
) -> TitleRecord | None:
    last_aired = update.last_aired(record.last_aired, now) if update is not None else record.last_aired
    observations = dict(record.observations)
    if tvmaze is not None:
        observations["tvmaze"] = observe(record.observed("tvmaze"), tvmaze)
    merged = merge(observations, first_open_day(now))
    if update is not None:
        merged = with_seasons(merged, observations, update.published, now)
    else:
        merged = with_previous_runtime(merged, record.merged)
    is_same_runtime = merged.facts.runtime_minutes == record.merged.facts.runtime_minutes
    if tvmaze is None and last_aired == record.last_aired and is_same_runtime:
        return None
    return replace(
        record,
        version=next_version(record.version, now),
        observations=observations,
        merged=merged,
        last_aired=last_aired,
    )


def observations_after(
    record: TitleRecord | None, responses: Mapping[Source, ProviderResponse]
) -> dict[Source, Observation]:
    """Return what each provider last returned for a title, after new responses."""
    before = record.observations if record else {}
    return {source: observe(before.get(source), responses[source]) for source in SOURCES if source in responses}


def signals_of(
    key: TitleKey, responses: Mapping[Source, ProviderResponse], facts: Facts, now: datetime
) -> SignalsCollected:
    """Return the signals that an import observed: only what was returned now, never what was stored."""
    trakt = responses["trakt"].facts if "trakt" in responses else None
    return SignalsCollected(
        title=key,
        observed_at=now,
        day=now.date(),
        live_watchers=trakt.live_watchers if trakt else None,
        total_watchers=trakt.total_watchers if trakt else None,
        total_plays=trakt.total_plays if trakt else None,
        popularity=facts.popularity,
        ratings={by: rating for by, rating in (facts.ratings or {}).items() if _is_current(by, responses)},
    )


def _is_current(by: RatedBy, responses: Mapping[Source, ProviderResponse]) -> bool:
    """Return whether a rating was returned now, or stated to be unchanged."""
    response = responses.get(_RATINGS_FROM[by])
    return response is not None and response.outcome == "ok" and f"ratings.{by}" not in response.unread


def _follow_ups(tvmaze: ProviderResponse, update: SeasonUpdate, now: datetime) -> tuple[EpisodeRetry, ...]:
    if tvmaze.outcome == "failed" and tvmaze.cause in WAITING:
        return (EpisodeRetry(tvmaze.retry_at or now),)
    if update.failures or tvmaze.outcome == "failed":
        return (EpisodeRetry(now + RETRY_AFTER),)
    return ()
