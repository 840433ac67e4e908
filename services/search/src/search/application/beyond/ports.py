"""The provider's titles, as ingestion finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class ProviderTitle:
    """A title at the provider; null where it is unknown."""

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


class ProviderSearchLimited(Exception):
    """The user has searched the provider too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many searches beyond the catalog; try again in {retry_after} s")
        self.retry_after = retry_after


class ProviderSearch(Protocol):
    """Finds titles at the provider, on behalf of a user."""

    async def find(
        self, text: str, *, language: str | None, authorization: str, seconds: float
    ) -> Sequence[ProviderTitle]:
        """Return the best titles within `seconds`; raise ProviderSearchFailed or ProviderSearchLimited.

        `authorization` is the header of the user's request: ingestion verifies it and counts for the user.
        """
        ...
