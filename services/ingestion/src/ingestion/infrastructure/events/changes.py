"""Maps changes of titles and offers, and outages of providers, to their contracts."""

from collections.abc import Iterable

from contracts import ingestion as wire
from contracts.identity import episode_id, media_id
from ingestion.domain.events import OffersChanged, TitleChanged
from ingestion.domain.provider_health import Outage
from ingestion.domain.titles.changes import OfferChange
from ingestion.domain.titles.facts import Source


def title_changed(event: TitleChanged) -> wire.MediaChangedV1:
    """Return the contract of a changed title."""
    title, changes = event.title, event.changes
    status = changes.status
    return wire.MediaChangedV1(
        media_id=media_id(title.kind, title.tmdb_id),
        kind=title.kind,
        tmdb_id=title.tmdb_id,
        media_version=event.version,
        observed_at=event.at,
        status=wire.StatusChange(before=status.before, after=status.after) if status else None,
        dates=tuple(wire.DateChange(name=item.name, before=item.before, after=item.after) for item in changes.dates),
        seasons_added=tuple(
            wire.SeasonAdded(
                number=item.number, name=item.name, air_date=item.air_date, episode_count=item.episode_count
            )
            for item in changes.seasons_added
        ),
        episodes_aired=tuple(
            wire.EpisodeAired(
                episode_id=episode_id(title.tmdb_id, item.season, item.episode.number),
                season=item.season,
                number=item.episode.number,
                title=item.episode.title,
                air_date=item.episode.air_date,
                airs_at=item.episode.airs_at,
            )
            for item in changes.episodes_aired
        ),
    )


def offers_changed(event: OffersChanged) -> wire.AvailabilityChangedV1:
    """Return the contract of changed offers."""

    def mapped(offers: Iterable[OfferChange]) -> tuple[wire.OfferChange, ...]:
        return tuple(
            wire.OfferChange(way=change.way, provider_id=change.offer.provider_id, name=change.offer.name)
            for change in offers
        )

    return wire.AvailabilityChangedV1(
        media_id=media_id(event.title.kind, event.title.tmdb_id),
        kind=event.title.kind,
        tmdb_id=event.title.tmdb_id,
        media_version=event.version,
        observed_at=event.at,
        regions={
            region: wire.RegionOffers(added=mapped(change.added), removed=mapped(change.removed))
            for region, change in event.regions.items()
        },
    )


def source_degraded(source: Source, outage: Outage) -> wire.SourceDegradedV1:
    """Return the contract of an outage."""
    return wire.SourceDegradedV1(
        source=source,
        health=outage.health,
        reason=outage.reason,
        reason_code=outage.cause,
        since=outage.since,
        until=outage.until,
    )
