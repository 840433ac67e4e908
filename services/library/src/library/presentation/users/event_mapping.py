"""Mapping from events to the preferences and services of users."""

from contracts.auth import UserChangedV1
from contracts.catalog import UserServicesChangedV1
from library.domain.users.preferences import Preferences
from library.domain.users.services import UserServices


def preferences(event: UserChangedV1) -> Preferences:
    """Return the preferences that an event states."""
    return Preferences(
        user_id=event.user_id,
        version=event.version,
        region=event.preferred_region,
        language=event.preferred_language,
        time_zone=event.time_zone,
        rating_scale=event.rating_scale,
        profile_public=event.profile_public,
        show_watch_history=event.show_watch_history,
        show_ratings=event.show_ratings,
        username_digest=event.username_digest,
    )


def services(event: UserServicesChangedV1) -> UserServices:
    """Return the services that an event states."""
    return UserServices(event.user_id, event.version, event.region, event.provider_ids)
