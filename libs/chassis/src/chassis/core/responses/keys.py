"""The keys by which public responses of a service name what they depend on, and announcements what has changed.

Every key begins with the name of the service, so that a change is announced by the service that has applied it.
"""

from collections.abc import Iterable
from uuid import UUID


class ResponseKeys:
    """The keys of one service."""

    def __init__(self, service: str) -> None:
        self.everything = service
        """Of every response."""
        self.titles = f"{service}:titles"
        """Of whatever shows several titles: any of them may enter or leave it."""

    def subject(self, name: str) -> str:
        """Return the key of the responses about one subject of the service, such as its rankings."""
        return f"{self.everything}:{name}"

    def title(self, media_id: UUID) -> str:
        """Return the key of the responses about one title."""
        return self.subject(f"title:{media_id}")

    def of_titles(self, media_ids: Iterable[UUID]) -> tuple[str, ...]:
        """Return the keys of all that a change of titles changes: none without a title."""
        keys = tuple(map(self.title, sorted(set(media_ids))))
        return (self.titles, *keys) if keys else ()
