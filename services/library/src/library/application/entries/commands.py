"""Commands: the input of the use cases about entries."""

from dataclasses import dataclass
from uuid import UUID

from library.application.entries.preconditions import IfMatch
from library.application.idempotency import IdempotencyKey


@dataclass(frozen=True, slots=True)
class WriteEntry:
    """Write the entry of a user for a title, under preconditions."""

    user_id: UUID
    media_id: UUID
    if_match: IfMatch | None = None
    idempotency_key: IdempotencyKey | None = None
