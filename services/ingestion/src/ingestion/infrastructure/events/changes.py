"""What ingestion tells of changes, as contracts: in titles, in offers, in how a provider does."""

from collections.abc import Iterable

from contracts import ingestion as wire
from contracts.identity import episode_id, media_id
from ingestion.domain.events import OffersChanged, TitleChanged
from ingestion.domain.provider_health import Outage
from ingestion.domain.titles.changes import OfferChange
from ingestion.domain.titles.facts import Source


def changes(seen: TitleChanged) -> wire.MediaChangedV1:
    """Give what is different in a title."""
    title, found = seen.title, seen.changes
    status = found.status
    return wire.MediaChangedV1(
        media_id=media_id(title.kind, title.tmdb_id),
        kind=title.kind,
        tmdb_id=title.tmdb_id,
        media_version=seen.version,
        observed_at=seen.at,
        status=wire.StatusChange(before=status.before, after=status.after) if status else None,
        dates=tuple(wire.DateChange(name=each.name, before=each.before, after=each.after) for each in found.dates),
        seasons_added=tuple(
            wire.SeasonAdded(
                number=each.number, name=each.name, air_date=each.air_date, episode_count=each.episode_count
            )
            for each in found.seasons_added
        ),
        episodes_aired=tuple(
            wire.EpisodeAired(
                episode_id=episode_id(title.tmdb_id, each.season, each.episode.number),
                season=each.season,
                number=each.episode.number,
                title=each.episode.title,
                air_date=each.episode.air_date,
                airs_at=each.episode.airs_at,
            )
            for each in found.episodes_aired
        ),
    )


def offers_changed(seen: OffersChanged) -> wire.AvailabilityChangedV1:
    """Give what is different among a title's offers."""

    def listed(some: Iterable[OfferChange]) -> tuple[wire.OfferChange, ...]:
        return tuple(
            wire.OfferChange(way=each.way, provider_id=each.offer.provider_id, name=each.offer.name) for each in some
        )

    return wire.AvailabilityChangedV1(
        media_id=media_id(seen.title.kind, seen.title.tmdb_id),
        kind=seen.title.kind,
        tmdb_id=seen.title.tmdb_id,
        media_version=seen.version,
        observed_at=seen.at,
        regions={
            region: wire.RegionOffers(added=listed(change.added), removed=listed(change.removed))
            for region, change in seen.regions.items()
        },
    )


def degraded(source: Source, trouble: Outage) -> wire.SourceDegradedV1:
    """Give a provider's trouble."""
    return wire.SourceDegradedV1(
        source=source, health=trouble.health, reason=trouble.reason, since=trouble.since, until=trouble.until
    )
