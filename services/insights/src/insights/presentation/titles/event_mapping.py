"""Consumed events to updates of titles."""

from collections.abc import Mapping

from contracts.readers.insights import MediaImported, MediaPublished, StatsUpdated, StreamingOffers
from insights.domain.titles.title import Address, Facts, ScoreSnapshot, Title


def to_update(event: MediaImported | StatsUpdated | MediaPublished) -> Title:
    """Return the parts of a title that an event states."""
    if isinstance(event, MediaImported):
        return _imported(event)
    return _scored(event) if isinstance(event, StatsUpdated) else _published(event)


def _imported(event: MediaImported) -> Title:
    facts = Facts(
        version=event.version,
        name=event.title,
        original_name=event.original_title,
        poster_path=event.poster_path,
        backdrop_path=event.backdrop_path,
        deleted_at=event.gone_at,
        release_date=event.release_date,
        genres=tuple(sorted({genre.tmdb_id for genre in event.genres})),
        countries=tuple(sorted(set(event.origin_countries))),
        providers=_providers(event.availability),
    )
    return Title(event.media_id, event.kind, event.tmdb_id, facts=facts)


def _providers(availability: Mapping[str, StreamingOffers]) -> tuple[str, ...]:
    """Return the services that stream a title, also for free or with advertisements; sales and rentals do not count."""
    return tuple(
        sorted(
            {
                f"{region}:{provider.provider_id}"
                for region, offers in availability.items()
                for provider in (*offers.stream, *offers.ads, *offers.free)
            }
        )
    )


def _scored(event: StatsUpdated) -> Title:
    tmdb = event.ratings.tmdb
    score = ScoreSnapshot(
        version=event.version,
        score=event.scores.ratingo,
        tmdb_rating=tmdb.rating if tmdb else None,
        tmdb_votes=tmdb.votes if tmdb else None,
    )
    return Title(event.media_id, event.kind, event.tmdb_id, score=score)


def _published(event: MediaPublished) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id, address=Address(event.version, event.slug))
