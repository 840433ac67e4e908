"""The schedules of ingestion. An administrator can change them; these are the initial ones."""

from typing import Final

from ingestion.domain.jobs import JobKind, Priority
from jobs.schedules import Schedule

DEFAULTS: Final = (
    Schedule(
        name="tracked-shows",
        kind=JobKind.TRACKED_SHOWS,
        cron="0 8,20 * * *",
        description="Refresh every running show that a user follows",
        priority=Priority.TRACKED,
    ),
    Schedule(
        name="snapshots",
        kind=JobKind.SNAPSHOTS,
        cron="0 3 * * *",
        description="Collect the day's watchers and popularity of every title",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="trending",
        kind=JobKind.TRENDING,
        cron="0 */6 * * *",
        description="Take the trending lists and import what is missing",
        payload={"pages": 5, "syncStats": True},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="now-playing",
        kind=JobKind.NOW_PLAYING,
        cron="0 6 * * *",
        description="Take the list of movies in cinemas and import what is missing",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="now-playing-flags",
        kind=JobKind.NOW_PLAYING_FLAGS,
        cron="30 6 * * *",
        description="Take the list of movies in cinemas again, without imports",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="new-releases",
        kind=JobKind.NEW_RELEASES,
        cron="0 4 * * 1,4",
        description="Find movies released in cinemas lately and import what is missing",
        payload={"daysBack": 30},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="new-on-digital",
        kind=JobKind.NEW_ON_DIGITAL,
        cron="0 5 * * *",
        description="Find movies released on digital services lately and import what is missing",
        payload={"daysBack": 14},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="change-feed",
        kind=JobKind.CHANGE_FEED,
        cron="15 * * * *",
        description="Refresh known titles that TMDB says have changed",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="provider-offers",
        kind=JobKind.PROVIDER_OFFERS,
        cron="0 2 * * *",
        description="Look where every title can be watched, and tell what is different",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="mend",
        kind=JobKind.RETRY_MISSING,
        cron="*/30 * * * *",
        description="Import again titles for which an optional source failed or was out of quota",
        priority=Priority.SNAPSHOT,
    ),
)
