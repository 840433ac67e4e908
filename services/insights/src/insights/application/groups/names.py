"""Recording the names of services from events; batches may be repeated and in any order."""

from collections.abc import Iterable

from insights.application.groups.ports import ServiceNameWork
from insights.domain.groups.group import ServiceName, newest_names


async def record_service_names(work: ServiceNameWork, stated: Iterable[ServiceName]) -> None:
    """Keep the newest name of each service."""
    if names := newest_names(stated):
        await work.save_names(names)
