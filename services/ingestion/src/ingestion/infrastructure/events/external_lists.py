"""Maps the events of external lists to their contracts."""

from contracts.event import Event, WireMessage, tombstone
from contracts.ingestion import ListFollowedV1, ListSyncedV1, SyncedItem
from ingestion.application.external.ports import DeletedLists
from ingestion.domain import events


def contract_of(domain_event: events.DomainEvent) -> Event:
    """Return the contract of an event of external lists; raise TypeError for a class without one."""
    match domain_event:
        case events.ExternalListChanged():
            return list_synced(domain_event)
        case events.ListFollowed():
            return list_followed(domain_event)
        case _:
            raise TypeError(f"{type(domain_event).__name__} has no contract")


def list_synced(event: events.ExternalListChanged) -> ListSyncedV1:
    """Return the contract of the content of a list."""
    external = event.external
    return ListSyncedV1(
        version=external.version,
        list_id=external.list_id,
        name=external.name,
        address=external.address or None,
        state=external.state.value,
        owner_id=external.owner_id,
        read_at=external.read_at,
        items=tuple(
            SyncedItem(kind=title.kind, tmdb_id=title.tmdb_id)
            for title in dict.fromkeys(item.title for item in event.items if item.title is not None)
        ),
    )


def list_followed(event: events.ListFollowed) -> ListFollowedV1:
    """Return the contract of a follower."""
    return ListFollowedV1(
        version=event.version,
        user_id=event.user_id,
        list_id=event.list_id,
        follows=event.follows,
        changed_at=event.at,
    )


def tombstones(deleted: DeletedLists, source: str) -> list[WireMessage]:
    """Return the records after which the log keeps no event of deleted lists and of their followers."""
    return [
        *(tombstone(ListFollowedV1, f"{user_id}:{list_id}", source) for user_id, list_id in deleted.followers),
        *(tombstone(ListSyncedV1, str(list_id), source) for list_id in deleted.list_ids),
    ]
