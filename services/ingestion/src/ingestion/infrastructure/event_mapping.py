"""Each of ingestion's own events as its contract: the one place where both are known."""

from collections.abc import Iterable, Mapping
from typing import Final

from contracts import identity
from contracts import ingestion as wire
from contracts.changes import SourceRecoveredV1
from contracts.event import Event, WireMessage, encode
from ingestion.domain import events
from ingestion.domain.changes import WAYS
from ingestion.domain.episodes import Episode
from ingestion.domain.facts import EpisodeMention, Facts, Offers, RatedBy, Rating
from ingestion.domain.merging import Observation
from ingestion.domain.records import SeasonRecord, TitleRecord
from ingestion.infrastructure import change_mapping
from ingestion.infrastructure.event_size import within_limit

SOURCE: Final = "ingestion"


def messages(happenings: Iterable[events.Happening]) -> list[WireMessage]:
    """Return the records of events, in order; a season that is too large for one record becomes several."""
    return [encode(event, SOURCE) for happening in happenings for event in within_limit(contract_of(happening))]


def contract_of(happening: events.Happening) -> Event:
    """Give the contract of an event; total over `Happening`."""
    match happening:
        case events.TitleImported(record):
            return _media(record)
        case events.SeasonSynced(record):
            return _season(record)
        case events.SignalsCollected():
            return _signals(happening)
        case events.ListRefreshed():
            return _list(happening)
        case events.ChangesSeen():
            return change_mapping.changes(happening)
        case events.OffersChanged():
            return change_mapping.offers_changed(happening)
        case events.SourceDegraded(source, trouble):
            return change_mapping.degraded(source, trouble)
        case events.SourceRecovered(source, since, at):
            return SourceRecoveredV1(source=source, since=since, recovered_at=at)
        case events.JobStateChanged():
            return _progress(happening)


def _media(record: TitleRecord) -> wire.MediaImportedV1:
    facts = record.merged.facts
    successor = record.successor
    return wire.MediaImportedV1(
        version=record.version,
        media_id=identity.media_id(record.key.kind, record.key.tmdb_id),
        kind=record.key.kind,
        tmdb_id=record.key.tmdb_id,
        external_ids=wire.ExternalIds(
            imdb=facts.imdb_id,
            trakt=facts.trakt_id,
            trakt_slug=facts.trakt_slug,
            tvdb=facts.tvdb_id,
            tvmaze=facts.tvmaze_id,
        ),
        title=facts.title or str(record.key),
        original_title=facts.original_title,
        original_language=facts.original_language,
        origin_countries=facts.origin_countries or (),
        overview=facts.overview,
        translations={
            tag: wire.Translation(title=text.title, overview=text.overview)
            for tag, text in (facts.translations or {}).items()
        },
        status=facts.status,
        release_date=facts.release_date,
        theatrical_release_date=facts.theatrical_release_date,
        digital_release_date=facts.digital_release_date,
        releases=_releases(facts) if record.key.kind == "movie" else None,
        certifications=dict(facts.certifications or {}),
        runtime_minutes=facts.runtime_minutes,
        budget=facts.budget,
        revenue=facts.revenue,
        genres=tuple(wire.Genre(tmdb_id=each.tmdb_id, name=each.name) for each in facts.genres or ()),
        keywords=facts.keywords or (),
        poster_path=facts.poster_path,
        backdrop_path=facts.backdrop_path,
        videos=_videos(facts),
        credits=_credits(facts),
        availability={region: _offers(offers) for region, offers in (facts.availability or {}).items()},
        ratings=ratings(facts.ratings or {}),
        popularity=facts.popularity,
        total_seasons=facts.total_seasons,
        total_episodes=facts.total_episodes,
        last_air_date=facts.last_air_date,
        next_air_date=facts.next_air_date,
        last_episode=_mention(facts.last_episode),
        next_episode=_mention(facts.next_episode),
        seasons=_outlines(facts),
        sources={source: _status(seen) for source, seen in record.observations.items()},
        imported_at=record.imported_at,
        gone_at=record.gone_at,
        successor_id=identity.media_id(successor.kind, successor.tmdb_id) if successor else None,
        successor_tmdb_id=successor.tmdb_id if successor else None,
    )


def _releases(facts: Facts) -> tuple[wire.Release, ...]:
    return tuple(
        wire.Release(
            region=each.region, type=each.type, date=each.day, note=each.note, certification=each.certification
        )
        for each in facts.releases or ()
    )


def _mention(episode: EpisodeMention | None) -> wire.EpisodeMention | None:
    if episode is None:
        return None
    return wire.EpisodeMention(
        season=episode.season, number=episode.number, name=episode.name, air_date=episode.air_date
    )


def _videos(facts: Facts) -> tuple[wire.Video, ...]:
    return tuple(
        wire.Video(
            key=each.key,
            name=each.name,
            site=each.site,
            type=each.type,
            official=each.official,
            language=each.language,
            country=each.country,
        )
        for each in facts.videos or ()
    )


def _credits(facts: Facts) -> wire.Credits:
    return wire.Credits(
        cast=tuple(
            wire.CastMember(
                tmdb_id=each.tmdb_id,
                name=each.name,
                character=each.character,
                profile_path=each.profile_path,
                order=each.order,
            )
            for each in facts.cast or ()
        ),
        crew=tuple(
            wire.CrewMember(
                tmdb_id=each.tmdb_id,
                name=each.name,
                job=each.job,
                department=each.department,
                profile_path=each.profile_path,
            )
            for each in facts.crew or ()
        ),
    )


def _outlines(facts: Facts) -> tuple[wire.SeasonSummary, ...]:
    return tuple(
        wire.SeasonSummary(
            number=each.number,
            name=each.name,
            episode_count=each.episode_count,
            air_date=each.air_date,
            poster_path=each.poster_path,
        )
        for each in facts.seasons or ()
    )


def _offers(offers: Offers) -> wire.Offers:
    listed = {
        way: tuple(
            wire.Provider(
                provider_id=each.provider_id,
                name=each.name,
                logo_path=each.logo_path,
                display_priority=each.display_priority,
            )
            for each in getattr(offers, way)
        )
        for way in WAYS
    }
    return wire.Offers(link=offers.link, **listed)


def ratings(said: Mapping[RatedBy, Rating]) -> wire.Ratings:
    """Give the ratings by source; percentages are whole numbers."""

    def of_ten(by: RatedBy) -> wire.Rating | None:
        return wire.Rating(rating=said[by].value, votes=said[by].votes) if by in said else None

    def of_hundred(by: RatedBy) -> wire.PercentRating | None:
        return wire.PercentRating(rating=round(said[by].value)) if by in said else None

    return wire.Ratings(
        tmdb=of_ten("tmdb"),
        imdb=of_ten("imdb"),
        trakt=of_ten("trakt"),
        metacritic=of_hundred("metacritic"),
        rotten_tomatoes=of_hundred("rotten_tomatoes"),
    )


def _status(seen: Observation) -> wire.SourceStatus:
    return wire.SourceStatus(fetched_at=seen.fetched_at, outcome=seen.outcome)


def _season(record: SeasonRecord) -> wire.SeasonSyncedV1:
    if record.merged is None or record.synced_at is None:
        raise ValueError(f"season {record.number} of show {record.show_id} has nothing to tell")
    season = record.merged
    return wire.SeasonSyncedV1(
        version=record.version,
        season_id=identity.season_id(record.show_id, record.number),
        media_id=identity.media_id("show", record.show_id),
        show_tmdb_id=record.show_id,
        number=record.number,
        name=season.name,
        overview=season.overview,
        poster_path=season.poster_path,
        air_date=season.air_date,
        episodes=tuple(_episode(record.show_id, record.number, each) for each in season.episodes),
        synced_at=record.synced_at,
        withdrawn_at=record.synced_at if season.withdrawn else None,
    )


def _episode(show_id: int, season: int, episode: Episode) -> wire.Episode:
    return wire.Episode(
        episode_id=identity.episode_id(show_id, season, episode.number),
        number=episode.number,
        title=episode.title,
        overview=episode.overview,
        air_date=episode.air_date,
        airs_at=episode.airs_at,
        air_precision=episode.precision,
        runtime_minutes=episode.runtime_minutes,
        still_path=episode.still_path,
        ratings={
            source: wire.Rating(rating=rating.value, votes=rating.votes) for source, rating in episode.ratings.items()
        },
        numbering={
            source: wire.EpisodeNumbering(season=place.season, number=place.number, id=place.id)
            for source, place in episode.numbering.items()
        },
    )


def _signals(seen: events.SignalsCollected) -> wire.SignalsCollectedV1:
    return wire.SignalsCollectedV1(
        media_id=identity.media_id(seen.title.kind, seen.title.tmdb_id),
        kind=seen.title.kind,
        tmdb_id=seen.title.tmdb_id,
        observed_at=seen.observed_at,
        day=seen.day,
        origin=seen.origin,
        live_watchers=seen.live_watchers,
        total_watchers=seen.total_watchers,
        total_plays=seen.total_plays,
        popularity=seen.popularity,
    )


def _list(taken: events.ListRefreshed) -> wire.ListRefreshedV1:
    ranked = taken.ranked
    return wire.ListRefreshedV1(
        version=taken.version,
        list_id=ranked.list_id,
        kind=ranked.kind,
        region=ranked.region,
        taken_at=ranked.taken_at,
        items=tuple(
            wire.ListItem(
                media_id=identity.media_id(item.title.kind, item.title.tmdb_id),
                kind=item.title.kind,
                tmdb_id=item.title.tmdb_id,
                rank=item.rank,
                score=item.score,
            )
            for item in ranked.items
        ),
    )


def _progress(moved: events.JobStateChanged) -> wire.ImportProgressedV1:
    job = moved.job
    return wire.ImportProgressedV1(
        job_id=job.id,
        job_kind=job.kind.value,
        status=job.phase.value,
        media_id=identity.media_id(job.title.kind, job.title.tmdb_id) if job.title else None,
        kind=job.title.kind if job.title else None,
        tmdb_id=job.title.tmdb_id if job.title else None,
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        reason=job.reason,
        missing=job.missing,
        occurred_at=job.updated_at,
    )
