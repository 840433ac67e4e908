"""Examples of the events that library publishes."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import NOON, SHOW, USER
from contracts.identity import media_id
from contracts.library import (
    LibraryChangedV1,
    LibraryEntryChangedV1,
    LibraryImportEndedV1,
    ListPublishedV1,
    PlayRecordedV1,
    Progress,
    SubscriptionTriggeredV1,
    SubscriptionUpcomingV1,
    TitleRequestedV1,
    TriggerPayload,
)

EXAMPLES: Final[tuple[Event, ...]] = (
    LibraryEntryChangedV1(
        version=4,
        user_id=USER,
        media_id=media_id("show", SHOW),
        kind="show",
        tmdb_id=SHOW,
        state="watching",
        rating=90,
        rated_at=NOON,
        progress=Progress(season=1, episode=1),
        seasons={0: 2, 1: 1},
        changed_at=NOON,
    ),
    PlayRecordedV1(
        play_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"),
        user_id=USER,
        media_id=media_id("show", SHOW),
        kind="show",
        season=1,
        episode=1,
        watched_at=NOON,
    ),
    SubscriptionTriggeredV1(
        subscription_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"),
        user_id=USER,
        media_id=media_id("show", SHOW),
        kind="show",
        tmdb_id=SHOW,
        trigger="new_episode",
        occurrence="episode:1x02",
        payload=TriggerPayload(
            season=1, episode=2, episode_title="Cat's in the Bag...", air_date=date(2026, 11, 2), airs_at=NOON
        ),
        title="Breaking Bad",
        slug="breaking-bad",
        occurred_at=NOON,
        triggered_at=NOON,
        cause_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a21"),
    ),
    SubscriptionUpcomingV1(
        subscription_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"),
        user_id=USER,
        media_id=media_id("show", SHOW),
        kind="show",
        tmdb_id=SHOW,
        season=1,
        episode=3,
        revision=1,
        airs_at=NOON + timedelta(days=7),
        air_date=date(2026, 11, 9),
        episode_title="...And the Bag's in the River",
        title="Breaking Bad",
        slug="breaking-bad",
        announced_at=NOON,
        cause_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a21"),
    ),
    LibraryImportEndedV1(
        user_id=USER,
        import_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a22"),
        source="letterboxd",
        counts={"committed": 118, "unmatched": 2},
        started_at=NOON - timedelta(minutes=2),
        ended_at=NOON,
    ),
    TitleRequestedV1(kind="movie", imdb_id="tt0133093", requested_at=NOON),
    TitleRequestedV1(kind="show", tvdb_id=81189, title="Breaking Bad", year=2008, requested_at=NOON),
    ListPublishedV1(
        version=2,
        list_id=UUID("0199a2f3-61b0-7d52-a3c4-5e6f70818293"),
        user_id=USER,
        is_public=True,
        name="Noir",
        changed_at=NOON,
    ),
    LibraryChangedV1(keys=("library:lists", f"library:user:{USER}"), changed_at=NOON),
)
