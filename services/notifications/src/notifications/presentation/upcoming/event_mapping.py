"""Mapping from events to episodes that lie ahead."""

from contracts.library import SubscriptionUpcomingV1
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Value
from notifications.domain.upcoming.episode import EpisodeKey, UpcomingEpisode


def upcoming(event: SubscriptionUpcomingV1) -> UpcomingEpisode:
    """Return what an event says of an airing."""
    values: dict[str, Value] = {
        "title": event.title,
        "slug": event.slug,
        "media_kind": "show",
        "season": event.season,
        "airs_at": None if event.airs_at is None else event.airs_at.isoformat(),
        "date": None if event.air_date is None else event.air_date.isoformat(),
        "is_upcoming": True,
    }
    if event.trigger == "new_episode":
        values |= {"episode": event.episode, "episode_title": event.episode_title}
    return UpcomingEpisode(
        EpisodeKey(event.subscription_id, event.season, event.episode),
        KINDS[event.trigger],
        event.user_id,
        event.media_id,
        event.revision,
        event.airs_at,
        values,
    )
