"""The event about titles that users buy or rent. It carries no amount and no payment method."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import StateEvent, event


@event("purchase.changed.v1", publisher="billing", consumers=("playback",))
class PurchaseChangedV1(StateEvent):
    """A user bought or rented a title, started a rental, or was refunded; carries the full state of the purchase."""

    purchase_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Literal["purchase", "rental"]
    purchased_at: AwareDatetime
    first_played_at: AwareDatetime | None = None
    """When a rental was started."""
    valid_until: AwareDatetime | None = None
    """When the title cannot be played any more unless a later event changes it; null for ever."""
    revoked: bool = False
    """Whether the payment was returned: the title cannot be played any more."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by purchase."""
        return str(self.purchase_id)
