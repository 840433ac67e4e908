"""Mapping from events to what is known of users."""

from contracts.auth import UserChangedV1
from contracts.catalog import UserServicesChangedV1
from notifications.application.users.updates import ProfileUpdate, ServicesUpdate


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


def services(event: UserServicesChangedV1) -> ServicesUpdate:
    """Return the services of a user; one who has removed all of them names none."""
    return ServicesUpdate(event.user_id, event.version, event.provider_ids or None)
