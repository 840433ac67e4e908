"""Consumed events to names of services."""

from datetime import UTC

from contracts.readers.insights import MediaImported
from insights.domain.groups.group import ServiceName


def to_service_names(event: MediaImported) -> list[ServiceName]:
    """Return the services that stream the title, also for free or with advertisements, by the day of the import."""
    day = event.imported_at.astimezone(UTC).date()
    services = {
        (provider.provider_id, provider.name)
        for offers in event.availability.values()
        for provider in (*offers.stream, *offers.ads, *offers.free)
    }
    return [ServiceName(number, name, day) for number, name in services]
