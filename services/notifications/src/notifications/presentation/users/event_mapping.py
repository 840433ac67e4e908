"""Mapping from events to what is known of users."""

from contracts.auth import UserChangedV1
from notifications.application.users.updates import ProfileUpdate


def profile(event: UserChangedV1) -> ProfileUpdate:
    """Return what an event says of a user."""
    return ProfileUpdate(
        user_id=event.user_id,
        version=event.version,
        language=event.preferred_language,
        region=event.preferred_region,
        time_zone=event.time_zone,
        is_administrator="admin" in event.roles,
    )
