"""The streaming services of a user."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserServices:
    """The services that a user subscribes to in a region, by TMDB's numbers; a newer version replaces them."""

    user_id: UUID
    version: int
    region: str
    provider_ids: tuple[int, ...] = ()
