"""Mapping from events to episodes that lie ahead."""

from contracts.library import SubscriptionUpcomingV1
from notifications.domain.upcoming.episode import EpisodeKey, UpcomingEpisode


def upcoming(event: SubscriptionUpcomingV1) -> UpcomingEpisode:
    """Return what an event says of an airing."""
    return UpcomingEpisode(
        EpisodeKey(event.subscription_id, event.season, event.episode),
        event.user_id,
        event.media_id,
        event.revision,
        event.airs_at,
        {
            "title": event.title,
            "slug": event.slug,
            "media_kind": "show",
            "season": event.season,
            "episode": event.episode,
            "episode_title": event.episode_title,
            "airs_at": None if event.airs_at is None else event.airs_at.isoformat(),
            "date": None if event.air_date is None else event.air_date.isoformat(),
            "is_upcoming": True,
        },
    )
