"""Occurrences: what happened to a title, with a key that is the same whenever and however often it is observed.

Services, statuses and audiences come and go, so that their keys name the month: each counts once a month.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from library.domain.subscriptions.trigger import FINAL_STATUSES, TriggerName

ReleaseName = Literal["primary", "theatrical", "digital"]

STALE_AFTER: Final = timedelta(days=14)
"""What happened longer ago is no news: a replay of the log, or an outage, does not report it."""
FIRST_EPISODE: Final = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """The title of an occurrence, and the event from which it is known."""

    media_id: UUID
    kind: str
    tmdb_id: int
    cause_id: UUID


@dataclass(frozen=True, slots=True)
class OccurrenceDetails:
    """What happened, as far as it applies to the trigger."""

    season: int | None = None
    episode: int | None = None
    episode_title: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    date_name: ReleaseName | None = None
    date_before: date | None = None
    date_after: date | None = None
    provider_id: int | None = None
    provider_name: str | None = None
    region: str | None = None
    status_before: str | None = None
    status_after: str | None = None
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened to a title. Regions and services in its details must be those of the subscription."""

    subject: Subject
    trigger: TriggerName
    key: str
    occurred_at: datetime
    details: OccurrenceDetails = OccurrenceDetails()
    day: date | None = None
    """Of a release: it happens when this day begins where the user is."""
    other_regions: tuple[str, ...] = ()
    """Regions in which it does not count, because they have an occurrence of their own."""

    @property
    def ends_show(self) -> bool:
        """Whether no further season or episode will follow."""
        return self.subject.kind == "show" and self.details.status_after in FINAL_STATUSES

    @property
    def counts_until(self) -> datetime:
        """The latest subscription that it can trigger; a day has begun everywhere twelve hours after it did in UTC."""
        return self.occurred_at if self.day is None else self.occurred_at + timedelta(hours=12)

    def is_stale(self, now: datetime) -> bool:
        """Return whether it happened too long ago to be reported."""
        return self.occurred_at < now - STALE_AFTER


def season_added(subject: Subject, observed_at: datetime, details: OccurrenceDetails) -> Occurrence:
    """Return the occurrence of a season that was announced."""
    return Occurrence(subject, "new_season", f"season:{details.season}", observed_at, details)


def episode_aired(subject: Subject, observed_at: datetime, details: OccurrenceDetails) -> list[Occurrence]:
    """Return the occurrences of an episode that has aired; the first one of a season is its premiere."""
    at = details.airs_at or min(observed_at, _end_of(details.air_date, observed_at))
    key = f"episode:{details.season}x{details.episode or 0:02}"
    aired = [Occurrence(subject, "new_episode", key, at, details)]
    if details.episode is not None and details.episode <= FIRST_EPISODE:
        aired.append(replace(aired[0], trigger="new_season", key=f"premiere:{details.season}"))
    return aired


def date_announced(subject: Subject, observed_at: datetime, details: OccurrenceDetails) -> Occurrence:
    """Return the occurrence of a release whose day was announced or moved."""
    return Occurrence(subject, "release", f"date:{details.date_name}:{details.date_after}", observed_at, details)


def released(
    subject: Subject,
    name: ReleaseName,
    day: date,
    *,
    region: str | None = None,
    other_regions: tuple[str, ...] = (),
) -> Occurrence:
    """Return the occurrence of a release on its day, in one region or in all but those with days of their own."""
    details = OccurrenceDetails(date_name=name, date_after=day, region=region)
    begins = datetime.combine(day, time(), UTC)
    return Occurrence(subject, "release", f"release:{name}:{day}", begins, details, day, other_regions)


def streaming(subject: Subject, observed_at: datetime, details: OccurrenceDetails) -> Occurrence:
    """Return the occurrence of a service that began to stream the title in a region."""
    key = f"streaming:{details.region}:{details.provider_id}:{observed_at:%Y-%m}"
    return Occurrence(subject, "on_streaming", key, observed_at, details)


def status_changed(subject: Subject, observed_at: datetime, before: str, after: str) -> Occurrence:
    """Return the occurrence of a new status."""
    details = OccurrenceDetails(status_before=before, status_after=after)
    return Occurrence(subject, "status_changed", f"status:{after}:{observed_at:%Y-%m}", observed_at, details)


def rising(subject: Subject, changed_at: datetime, window_days: int) -> Occurrence:
    """Return the occurrence of an audience that grows faster than in the period before."""
    details = OccurrenceDetails(window_days=window_days)
    return Occurrence(subject, "rising", f"rising:{changed_at:%Y-%m}", changed_at, details)


def _end_of(day: date | None, observed_at: datetime) -> datetime:
    """Return when a day has ended everywhere, as ingestion and catalog count it: at noon of the next day in UTC."""
    return observed_at if day is None else datetime.combine(day, time(12), UTC) + timedelta(days=1)
