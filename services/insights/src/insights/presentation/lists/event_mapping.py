"""Consumed events to ranked lists."""

from datetime import UTC

from contracts.readers.insights import ListRefreshed
from insights.domain.lists.ranking import ListDay


def to_list(event: ListRefreshed) -> ListDay:
    """Return the list on the day on which it was read."""
    return ListDay(
        list_id=event.list_id,
        day=event.taken_at.astimezone(UTC).date(),
        version=event.version,
        kind=event.kind,
        region=event.region,
        taken_at=event.taken_at,
        titles={item.rank: item.media_id for item in event.items},
    )
