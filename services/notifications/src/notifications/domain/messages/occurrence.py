"""Something that happened, and the notification of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from notifications.domain.messages.kinds import Kind

Value: TypeAlias = str | int | bool | None
_NAMESPACE: Final = UUID("5b5c7a06-6c1d-5c39-9f55-6f9f1a0f6d11")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened, for one user. The same user and key are the same occurrence, however often reported."""

    kind: Kind
    key: str
    """What happened, unique per user, for example `new_episode:<title>:episode:2x05`."""
    user_id: UUID
    occurred_at: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    """The values of the texts; those in `kind.values` are present."""
    media_id: UUID | None = None
    provider_id: int | None = None
    """TMDB's number of the service that it is about."""
    until: datetime | None = None
    """When there is no point in hearing of it any more: when what is announced happens."""

    @property
    def notification_id(self) -> UUID:
        """Return the id of the notification, the same for every report of the occurrence."""
        return uuid5(_NAMESPACE, f"{self.user_id}:{self.key}")


@dataclass(frozen=True, slots=True)
class Notification:
    """What a user is notified of: an item of the inbox, if its kind appears there."""

    notification_id: UUID
    user_id: UUID
    kind: str
    values: Mapping[str, Value]
    media_id: UUID | None
    occurred_at: datetime
    created_at: datetime
    sequence: int
    """Grows with every notification and every change of its read state; the position in the stream of the inbox."""
    read_at: datetime | None = None
