"""Events about what moderators decide. None carries what was written, or why it was decided so."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import Event, event


@event("contribution.moderated.v1", publisher="social", consumers=("notifications",), keep_days=30)
class ContributionModeratedV1(Event):
    """A moderator has decided about a review or comment, in a way that concerns its author."""

    user_id: UUID
    """The author."""
    target_kind: Literal["review", "comment"]
    target_id: UUID
    verdict: Literal["hidden", "removed", "warned", "muted", "shown"]
    """`muted` also hides it; `shown` is visible again."""
    muted_until: AwareDatetime | None = None
    """Until when the author must not write; null for other verdicts."""
    decided_at: AwareDatetime

    def key(self) -> str:
        """Keyed by the author."""
        return str(self.user_id)
