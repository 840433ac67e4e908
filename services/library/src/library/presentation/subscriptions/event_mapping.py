"""Mapping from events to occurrences, and to dates that lie ahead."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from contracts.ingestion import AvailabilityChangedV1, MediaChangedV1
from contracts.insights import TrendChangedV1
from contracts.readers.library import MediaImported, SeasonSynced
from library.domain.entries.progress import SPECIALS
from library.domain.subscriptions.occurrence import (
    Occurrence,
    OccurrenceDetails,
    ReleaseName,
    Subject,
    date_announced,
    episode_aired,
    rising,
    season_added,
    status_changed,
    streaming,
)
from library.domain.subscriptions.upcoming import LATE_BY, Airing, ReleaseDay, UpcomingDates

STREAMING_WAYS: Final = frozenset({"stream", "ads", "free"})
"""Ways of an offer that cost nothing for the title itself."""
DATE_NAMES: Final[Mapping[str, ReleaseName]] = {
    "theatrical_release": "theatrical",
    "digital_release": "digital",
    "release": "primary",
}
RELEASE_TYPES: Final[Mapping[str, ReleaseName]] = {"theatrical": "theatrical", "digital": "digital"}


def changes(event: MediaChangedV1, event_id: UUID) -> list[Occurrence]:
    """Return what a refresh of a title found: seasons, aired episodes, days of releases, a new status at last."""
    subject = Subject(event.media_id, event.kind, event.tmdb_id, event_id)
    occurrences = [
        season_added(subject, event.observed_at, OccurrenceDetails(season=season.number, air_date=season.air_date))
        for season in event.seasons_added
    ]
    for episode in event.episodes_aired:
        details = OccurrenceDetails(
            season=episode.season,
            episode=episode.number,
            episode_title=episode.title,
            air_date=episode.air_date,
            airs_at=episode.airs_at,
        )
        occurrences += episode_aired(subject, event.observed_at, details)
    if event.kind == "movie":
        occurrences += _announced(event, subject)
    if event.status is not None:
        occurrences.append(status_changed(subject, event.observed_at, event.status.before, event.status.after))
    return occurrences


def _announced(event: MediaChangedV1, subject: Subject) -> list[Occurrence]:
    """Return the days of releases that were announced or moved; the primary one if it is the only one."""
    days = {DATE_NAMES[change.name]: change for change in event.dates if change.name in DATE_NAMES and change.after}
    if len(days) > 1:
        days.pop("primary", None)
    return [
        date_announced(
            subject,
            event.observed_at,
            OccurrenceDetails(date_name=name, date_before=change.before, date_after=change.after),
        )
        for name, change in days.items()
    ]


def arrivals(event: AvailabilityChangedV1, event_id: UUID) -> list[Occurrence]:
    """Return the services that began to stream a title, each once per region."""
    subject = Subject(event.media_id, event.kind, event.tmdb_id, event_id)
    offers = {
        (region, offer.provider_id): offer.name
        for region, changed in event.regions.items()
        for offer in changed.added
        if offer.way in STREAMING_WAYS
    }
    return [
        streaming(
            subject,
            event.observed_at,
            OccurrenceDetails(region=region, provider_id=provider_id, provider_name=name),
        )
        for (region, provider_id), name in offers.items()
    ]


def rises(event: TrendChangedV1, event_id: UUID) -> list[Occurrence]:
    """Return the rise of an audience, if that is what changed."""
    if event.direction != "up":
        return []
    subject = Subject(event.media_id, event.kind, event.tmdb_id, event_id)
    return [rising(subject, event.changed_at, event.window_days)]


def upcoming_airings(event: SeasonSynced, event_id: UUID) -> UpcomingDates:
    """Return the airings of a part of a season that lie ahead, as far as their instants are known; no specials."""
    earliest = event.synced_at - LATE_BY
    airings = tuple(
        Airing(event.number, episode.number, episode.airs_at, episode.title, episode.air_date)
        for episode in event.episodes
        if event.number != SPECIALS and episode.airs_at is not None and episode.airs_at > earliest
    )
    subject = Subject(event.media_id, "show", event.show_tmdb_id, event_id)
    return UpcomingDates(event.season_id, event.part, event.version, subject, airings=airings)


def upcoming_releases(event: MediaImported, event_id: UUID) -> UpcomingDates:
    """Return the releases of a movie that lie ahead: of each region, for all others those of the publisher's region."""
    subject = Subject(event.media_id, event.kind, event.tmdb_id, event_id)
    if event.kind != "movie" or event.gone_at is not None:
        return UpcomingDates(event.media_id, 1, event.version, subject)
    regional = _regional(event)
    general: dict[ReleaseName, date] = {}
    if event.theatrical_release_date is not None:
        general["theatrical"] = event.theatrical_release_date
    if event.digital_release_date is not None:
        general["digital"] = event.digital_release_date
    if not general and event.release_date is not None:
        general["primary"] = event.release_date
    earliest = _day_of(event.imported_at - LATE_BY)
    releases = [ReleaseDay(name, day, region) for (region, name), day in sorted(regional.items()) if day >= earliest]
    releases += [ReleaseDay(name, day) for name, day in general.items() if day >= earliest]
    regions = tuple(sorted({region for region, _ in regional}))
    return UpcomingDates(event.media_id, 1, event.version, subject, releases=tuple(releases), regions=regions)


def _regional(event: MediaImported) -> dict[tuple[str, ReleaseName], date]:
    """Return by region the first theatrical and digital release, as the catalog shows them."""
    first: dict[tuple[str, ReleaseName], date] = {}
    releases = sorted(event.releases or (), key=lambda release: release.date)
    for release in releases:
        if release.type in RELEASE_TYPES:
            first.setdefault((release.region, RELEASE_TYPES[release.type]), release.date)
    for release in releases:
        if release.type == "limited":
            first.setdefault((release.region, "theatrical"), release.date)
    return first


def _day_of(instant: datetime) -> date:
    return instant.astimezone(UTC).date()
