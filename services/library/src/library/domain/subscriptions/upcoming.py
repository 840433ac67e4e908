"""Dates that lie ahead: the releases of a movie by region, the airings of a season."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from library.domain.subscriptions.occurrence import (
    Occurrence,
    OccurrenceDetails,
    ReleaseName,
    Subject,
    episode_aired,
    released,
)

LATE_BY: Final = timedelta(days=2)
"""For how long after its time a date is still looked for, so that a restart loses none."""
ANNOUNCED_BEFORE: Final = timedelta(days=8)
"""How long before its instant an airing is announced: longer than any lead time that users can choose."""


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """The day of a release in a region; null: everywhere but in the regions with days of their own."""

    name: ReleaseName
    day: date
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Airing:
    """The instant at which an episode airs."""

    season: int
    episode: int
    airs_at: datetime
    title: str | None = None
    air_date: date | None = None


@dataclass(frozen=True, slots=True)
class AheadAiring:
    """An airing that is announced to the subscribers of its show."""

    subject: Subject
    season_id: UUID
    airing: Airing


@dataclass(frozen=True, slots=True)
class UpcomingDates:
    """The dates that one event states of a movie, or of a part of a season, and that lay ahead of it."""

    subject_id: UUID
    """The movie or the season."""
    part: int
    version: int
    subject: Subject
    releases: tuple[ReleaseDay, ...] = ()
    airings: tuple[Airing, ...] = ()
    regions: tuple[str, ...] = ()
    """The regions with release days of their own, past ones too."""

    @property
    def days(self) -> list[date]:
        """Every day of these dates, in order; that of an airing in UTC."""
        aired = {airing.airs_at.astimezone(UTC).date() for airing in self.airings}
        return sorted(aired | {release.day for release in self.releases})

    def due(self, now: datetime) -> list[Occurrence]:
        """Return what has happened by now; a release also when its day has only begun east of Greenwich."""
        occurrences = [
            occurrence
            for airing in self.airings
            if now - LATE_BY < airing.airs_at <= now
            for occurrence in episode_aired(
                self.subject,
                airing.airs_at,
                OccurrenceDetails(
                    season=airing.season,
                    episode=airing.episode,
                    episode_title=airing.title,
                    air_date=airing.air_date,
                    airs_at=airing.airs_at,
                ),
            )
        ]
        days = days_around(now)
        occurrences += [
            released(
                self.subject,
                release.name,
                release.day,
                region=release.region,
                other_regions=() if release.region else self.regions,
            )
            for release in self.releases
            if release.day in days
        ]
        return occurrences

    def ahead(self, now: datetime) -> list[AheadAiring]:
        """Return the airings that are to be announced by now."""
        return [
            AheadAiring(self.subject, self.subject_id, airing)
            for airing in self.airings
            if now < airing.airs_at <= now + ANNOUNCED_BEFORE
        ]


def days_ahead(now: datetime) -> Collection[date]:
    """Return the days of airings that are to be announced by now."""
    today = now.astimezone(UTC).date()
    return [today + timedelta(days=offset) for offset in range(ANNOUNCED_BEFORE.days + 1)]


def days_around(now: datetime) -> Collection[date]:
    """Return the days of which something may have happened by now, somewhere on Earth."""
    today = now.astimezone(UTC).date()
    return [today + timedelta(days=offset) for offset in range(-LATE_BY.days, 2)]
