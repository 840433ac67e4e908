"""Where and when an asset can be played."""

from datetime import datetime

from playback.domain.assets.asset import Availability
from playback.domain.sessions.errors import AvailabilityEnded, NotAvailableYet, RegionNotAvailable


def check_available(availability: Availability, now: datetime, country: str | None, *, unknown_allowed: bool) -> None:
    """Raise NotAvailableYet, AvailabilityEnded or RegionNotAvailable.

    `country` is null where it is not known; `unknown_allowed` decides then.
    """
    if availability.begins_at is not None and now < availability.begins_at:
        raise NotAvailableYet(availability.begins_at)
    if availability.ends_at is not None and now >= availability.ends_at:
        raise AvailabilityEnded(availability.ends_at)
    if availability.regions is None or (country is None and unknown_allowed):
        return
    if country not in availability.regions:
        raise RegionNotAvailable(country)
