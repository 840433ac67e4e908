"""Events of the library as entries."""

from auth.domain.library.stats import LibraryEntry
from contracts.library import LibraryEntryChangedV1


def library_entry(event: LibraryEntryChangedV1) -> LibraryEntry:
    """Return what counts of an entry: the watchlist is what the user plans to watch."""
    return LibraryEntry(
        account_id=event.user_id,
        media_id=event.media_id,
        version=event.version,
        kind=event.kind,
        is_planned=not event.removed and event.state == "planned",
        is_rated=not event.removed and event.rating is not None,
    )
