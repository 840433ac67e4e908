"""The provider's titles, as ingestion finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProviderTitle:
    """A title at the provider; null where it is unknown."""

    media_id: UUID
    """The id that the title has here, or will have."""
    kind: Literal["movie", "show"]
    tmdb_id: int
    name: str
    is_imported: bool
    """Whether ingestion has imported it; the index may not show it yet, or no more."""
    original_name: str | None = None
    year: int | None = None
    poster_path: str | None = None
    rating: float | None = None
    """At TMDB, 0 to 10."""


class ProviderSearchFailed(Exception):
    """Neither the provider nor its stored responses can be searched now, or not in time."""


class ProviderSearch(Protocol):
    """Finds titles at the provider, on behalf of a user."""

    async def find(
        self, text: str, *, language: str | None, authorization: str, seconds: float
    ) -> Sequence[ProviderTitle]:
        """Return the best titles within `seconds`; raise ProviderSearchFailed or ProviderSearchLimited.

        `authorization` is the header of the user's request: ingestion verifies it and counts for the user.
        """
        ...
