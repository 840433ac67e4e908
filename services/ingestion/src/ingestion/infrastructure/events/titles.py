"""Maps a title record to `media.imported`."""

from collections.abc import Mapping

from contracts import identity
from contracts import ingestion as wire
from ingestion.domain.titles.changes import WAYS
from ingestion.domain.titles.facts import Collection, EpisodeMention, Facts, Offers, RatedBy, Rating
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord


def media_imported(record: TitleRecord) -> wire.MediaImportedV1:
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
        genres=tuple(
            wire.Genre(tmdb_id=item.tmdb_id, name=item.name, names=dict(item.names)) for item in facts.genres or ()
        ),
        keywords=facts.keywords or (),
        collection=_collection(facts.collection) if record.key.kind == "movie" else None,
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
        sources={source: _status(observation) for source, observation in record.observations.items()},
        imported_at=record.imported_at,
        gone_at=record.deleted_at,
        successor_id=identity.media_id(successor.kind, successor.tmdb_id) if successor else None,
        successor_tmdb_id=successor.tmdb_id if successor else None,
    )


def _releases(facts: Facts) -> tuple[wire.Release, ...]:
    return tuple(
        wire.Release(
            region=item.region, type=item.type, date=item.day, note=item.note, certification=item.certification
        )
        for item in facts.releases or ()
    )


def _collection(collection: Collection | None) -> wire.Collection | None:
    if collection is None:
        return None
    return wire.Collection(
        tmdb_id=collection.tmdb_id,
        name=collection.name,
        poster_path=collection.poster_path,
        backdrop_path=collection.backdrop_path,
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
            key=item.key,
            name=item.name,
            site=item.site,
            type=item.type,
            official=item.official,
            language=item.language,
            country=item.country,
            published_at=item.published_at,
        )
        for item in facts.videos or ()
    )


def _credits(facts: Facts) -> wire.Credits:
    return wire.Credits(
        cast=tuple(
            wire.CastMember(
                tmdb_id=item.tmdb_id,
                name=item.name,
                character=item.character,
                profile_path=item.profile_path,
                order=item.order,
            )
            for item in facts.cast or ()
        ),
        crew=tuple(
            wire.CrewMember(
                tmdb_id=item.tmdb_id,
                name=item.name,
                job=item.job,
                department=item.department,
                profile_path=item.profile_path,
            )
            for item in facts.crew or ()
        ),
    )


def _outlines(facts: Facts) -> tuple[wire.SeasonSummary, ...]:
    return tuple(
        wire.SeasonSummary(
            number=item.number,
            name=item.name,
            episode_count=item.episode_count,
            air_date=item.air_date,
            poster_path=item.poster_path,
        )
        for item in facts.seasons or ()
    )


def _offers(offers: Offers) -> wire.Offers:
    listed = {
        way: tuple(
            wire.Provider(
                provider_id=item.provider_id,
                name=item.name,
                logo_path=item.logo_path,
                display_priority=item.display_priority,
            )
            for item in getattr(offers, way)
        )
        for way in WAYS
    }
    return wire.Offers(link=offers.link, **listed)


def ratings(by_source: Mapping[RatedBy, Rating]) -> wire.Ratings:
    """Return the ratings by source; percentages are whole numbers."""

    def of_ten(by: RatedBy) -> wire.Rating | None:
        return wire.Rating(rating=by_source[by].value, votes=by_source[by].votes) if by in by_source else None

    def of_hundred(by: RatedBy) -> wire.PercentRating | None:
        return wire.PercentRating(rating=round(by_source[by].value)) if by in by_source else None

    return wire.Ratings(
        tmdb=of_ten("tmdb"),
        imdb=of_ten("imdb"),
        trakt=of_ten("trakt"),
        metacritic=of_hundred("metacritic"),
        rotten_tomatoes=of_hundred("rotten_tomatoes"),
    )


def _status(observation: Observation) -> wire.SourceStatus:
    return wire.SourceStatus(fetched_at=observation.fetched_at, outcome=observation.outcome)
