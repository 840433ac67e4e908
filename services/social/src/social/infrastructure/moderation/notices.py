"""Events for authors, about what moderators decide."""

from datetime import datetime

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from contracts.social import ContributionModeratedV1
from social.domain.reviews.comment import Comment
from social.domain.reviews.moderation import Outcome
from social.domain.reviews.review import Review
from social.infrastructure.metadata import SERVICE


class SqlAuthorNotices:
    """Publishes in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def decided(self, target: Review | Comment, outcome: Outcome, until: datetime | None, now: datetime) -> None:
        """Write the event into the outbox, unless the author was erased."""
        if target.user_id is None:
            return
        event = ContributionModeratedV1(
            user_id=target.user_id,
            target_kind="review" if isinstance(target, Review) else "comment",
            target_id=target.review_id if isinstance(target, Review) else target.comment_id,
            verdict=outcome,
            muted_until=until,
            decided_at=now,
        )
        await self._transaction.publish(encode(event, SERVICE, time=now))
