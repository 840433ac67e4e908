"""An event as other systems receive it, and the filters that choose among events."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("8f6b4d0a-0b65-5f6c-9a0e-6b9f5f0b7d52")

Field = Literal[
    "kind", "mediaId", "tmdbId", "state", "trigger", "messageKind", "direction", "region", "source", "status"
]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
"""What events can be filtered by."""
Facts: TypeAlias = Mapping[Field, Collection[str]]
"""The values of an event in each field that it has, as texts."""
Filters: TypeAlias = Mapping[Field, Collection[str]]
"""The values that each field may have."""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """An event of the log."""

    event_id: UUID
    """Also the `webhook-id` of every delivery of it: a receiver recognizes a repetition by it."""
    type: str
    occurred_at: datetime
    data: Mapping[str, object]
    facts: Facts = field(default_factory=dict)
    user_id: UUID | None = None
    """Whose event it is; null for public facts and operations."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """The trace and the request that it comes from, as headers; empty for one that was read from the log."""


def matches(filters: Filters, facts: Facts) -> bool:
    """Return whether an event passes filters: in each field that it has, one of its values is among those chosen.

    A field that events of its type lack excludes nothing.
    """
    return all(name not in facts or not set(chosen).isdisjoint(facts[name]) for name, chosen in filters.items())


def webhook_delivery_id(endpoint_id: UUID, event_id: UUID) -> UUID:
    """Return the id of the delivery of an event to an endpoint: there is never a second one."""
    return uuid5(_NAMESPACE, f"{endpoint_id}:{event_id}")
