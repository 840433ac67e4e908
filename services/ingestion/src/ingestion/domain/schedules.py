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
        description="Collect today's watchers and popularity of every title",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="statistics",
        kind=JobKind.STATISTICS,
        cron="*/10 * * * *",
        description="Check the watchers and the votes of titles that are due, those that change often more often",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="trending",
        kind=JobKind.TRENDING,
        cron="0 */6 * * *",
        description="Read the trending lists and import missing titles",
        payload={"pages": 5, "syncStats": True},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="now-playing",
        kind=JobKind.NOW_PLAYING,
        cron="0 6 * * *",
        description="Read the list of movies in theaters and import missing titles",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="now-playing-flags",
        kind=JobKind.NOW_PLAYING_FLAGS,
        cron="30 6 * * *",
        description="Refresh the list of movies in theaters without imports",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="new-releases",
        kind=JobKind.NEW_RELEASES,
        cron="0 4 * * 1,4",
        description="Find recent theatrical releases and import missing titles",
        payload={"daysBack": 30},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="new-on-digital",
        kind=JobKind.NEW_ON_DIGITAL,
        cron="0 5 * * *",
        description="Find recent digital releases and import missing titles",
        payload={"daysBack": 14},
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="change-feed",
        kind=JobKind.CHANGE_FEED,
        cron="15 * * * *",
        description="Refresh imported titles that TMDB lists as changed",
        priority=Priority.REFRESH,
    ),
    Schedule(
        name="provider-offers",
        kind=JobKind.PROVIDER_OFFERS,
        cron="0 2 * * *",
        description="Check where every title can be watched, and publish what has changed",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="mend",
        kind=JobKind.RETRY_MISSING,
        cron="*/30 * * * *",
        description="Import again titles for which an optional source failed or was out of quota",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="external-lists",
        kind=JobKind.EXTERNAL_LISTS,
        cron="*/5 * * * *",
        description="Read the external lists that are due, and import their missing titles",
        priority=Priority.REFRESH,
    ),
)
