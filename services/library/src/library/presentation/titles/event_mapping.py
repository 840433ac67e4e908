"""Mapping from events to titles and seasons."""

from collections.abc import Mapping
from typing import Final

from contracts.readers.library import Episode, MediaImported, MediaPublished, SeasonSynced, StatsUpdated
from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.titles.details import CAST_KEPT, Details, EpisodeDetails, ExternalIds, Genre, Person, Role
from library.domain.titles.names import match_names
from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title

ENDED_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses of shows without further episodes, in TMDB's spelling."""
ROLES: Final[Mapping[str, Role]] = {
    "Director": "director",
    "Writer": "writer",
    "Screenplay": "writer",
    "Creator": "writer",
}
"""The jobs of the crew that are kept, in TMDB's spelling."""


def title_update(event: MediaImported | StatsUpdated | MediaPublished) -> Title:
    """Return the parts of a title that an event states."""
    if isinstance(event, MediaImported):
        return _imported(event)
    return _scored(event) if isinstance(event, StatsUpdated) else _published(event)


def _imported(event: MediaImported) -> Title:
    facts = Facts(
        version=event.version,
        name=event.title,
        poster_path=event.poster_path,
        release_date=event.release_date,
        deleted_at=event.gone_at,
        successor_id=event.successor_id if event.gone_at else None,
        ended=event.status in ENDED_STATUSES,
        listed_seasons=tuple(sorted({season.number for season in event.seasons})),
        last_listed=_last_listed(event),
        details=_details(event),
    )
    return Title(event.media_id, event.kind, event.tmdb_id, facts=facts)


def _details(event: MediaImported) -> Details:
    translated = [translation.title for translation in event.translations.values()]
    ids = event.external_ids
    return Details(
        original_name=event.original_title,
        names=match_names([event.title, event.original_title, *translated]),
        external_ids=ExternalIds(ids.imdb, ids.tvdb, ids.trakt, ids.tvmaze),
        status=event.status,
        runtime_minutes=event.runtime_minutes,
        language=event.original_language,
        countries=event.origin_countries,
        genres=tuple(Genre(genre.tmdb_id, genre.name) for genre in event.genres),
        people=_people(event),
        popularity=event.popularity,
        streams={
            region: tuple(provider.provider_id for provider in offers.stream)
            for region, offers in event.availability.items()
            if offers.stream
        },
    )


def _people(event: MediaImported) -> tuple[Person, ...]:
    cast = sorted(event.credits.cast, key=lambda member: member.order)[:CAST_KEPT]
    crew = [(member, ROLES[member.job]) for member in event.credits.crew if member.job in ROLES]
    people = [
        *(Person(member.tmdb_id, member.name, role) for member, role in crew),
        *(Person(member.tmdb_id, member.name, "cast") for member in cast),
    ]
    return tuple(dict.fromkeys(people))


def _last_listed(event: MediaImported) -> EpisodeNumber | None:
    regular = [(season.number, season.episode_count) for season in event.seasons if season.number != SPECIALS]
    return max((EpisodeNumber(number, count) for number, count in regular if count), default=None)


def season_update(event: SeasonSynced) -> UpdateSeasonPart:
    """Return the part of a season that an event states."""
    return UpdateSeasonPart(
        season_id=event.season_id,
        part=event.part,
        parts=event.parts,
        media_id=event.media_id,
        number=event.number,
        version=event.version,
        episodes=tuple(_episode(episode) for episode in event.episodes),
    )


def _published(event: MediaPublished) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id, address=Address(event.version, event.slug))


def _scored(event: StatsUpdated) -> Title:
    score = ScoreSnapshot(event.version, event.scores.ratingo)
    return Title(event.media_id, event.kind, event.tmdb_id, score=score)


def _episode(episode: Episode) -> EpisodeDetails:
    own = episode.numbering.get("tmdb")
    return EpisodeDetails(
        number=episode.number,
        source_id=own.id if own else None,
        name=episode.title,
        air_date=episode.air_date,
        airs_at=episode.airs_at,
        runtime_minutes=episode.runtime_minutes,
    )
