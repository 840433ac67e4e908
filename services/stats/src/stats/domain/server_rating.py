"""The average rating of a title by the users of this server: a source of its own, beside the providers."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ServerRating:
    """An average from 0 to 100 and its number of users; both are null, which is unknown, of a group that is too small.

    `version` grows with every change.
    """

    media_id: UUID
    version: int
    average: float | None
    raters: int | None
