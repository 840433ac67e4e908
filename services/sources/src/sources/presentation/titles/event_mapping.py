"""Mapping from events to titles."""

from contracts.readers.sources import MediaImported
from sources.domain.files.listed import ExternalIds
from sources.domain.matching.title import Title


def title_of(event: MediaImported) -> Title:
    """Return the title of an event, with its names in every language."""
    names = [event.title, event.original_title, *(translation.title for translation in event.translations.values())]
    return Title(
        media_id=event.media_id,
        kind=event.kind,
        names=tuple(dict.fromkeys(name for name in names if name)),
        year=event.release_date.year if event.release_date else None,
        ids=ExternalIds(event.external_ids.imdb, event.tmdb_id, event.external_ids.tvdb),
        version=event.version,
        is_gone=event.gone_at is not None,
        successor_id=event.successor_id if event.gone_at else None,
        seasons={season.number: season.episode_count for season in event.seasons if season.episode_count is not None},
        countries=event.origin_countries,
    )
