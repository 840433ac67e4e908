"""Maps a season record to `season.synced`."""

from collections.abc import Mapping

from contracts import identity
from contracts import ingestion as wire
from ingestion.domain.seasons.episodes import Episode
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Text


def season_synced(record: SeasonRecord) -> wire.SeasonSyncedV1:
    if record.merged is None or record.synced_at is None:
        raise ValueError(f"season {record.number} of show {record.show_id} has nothing to publish")
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
        translations=_translations(season.translations),
        episodes=tuple(_episode(record.show_id, record.number, episode) for episode in season.episodes),
        synced_at=record.synced_at,
        withdrawn_at=record.synced_at if season.withdrawn else None,
    )


def _translations(texts: Mapping[str, Text]) -> dict[str, wire.Translation]:
    return {tag: wire.Translation(title=text.title, overview=text.overview) for tag, text in texts.items()}


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
        translations=_translations(episode.translations),
    )
