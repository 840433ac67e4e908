"""Composition of reviews, comments and moderation."""

from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions, UnitsOfWork
from social.application.reviews.commenting import ManageComments, ManageReactions
from social.application.reviews.moderating import Moderate
from social.application.reviews.reading import ReadReviews
from social.application.reviews.reviewing import ManageReviews
from social.application.reviews.use_cases import ReadStanding, ReviewUseCases
from social.infrastructure.moderation.reading import SqlModerationReader
from social.infrastructure.reviews.reading import SqlReviewReader
from social.infrastructure.reviews.work import SqlReviewWork


def review_use_cases(transactions: Transactions, clock: Clock, reports_to_hide: int) -> ReviewUseCases:
    """Return the use cases of reviews."""
    units = UnitsOfWork(transactions, SqlReviewWork)
    return ReviewUseCases(
        manage=ManageReviews(units, clock, new_id),
        comments=ManageComments(units, clock, new_id),
        reactions=ManageReactions(units, clock),
        moderate=Moderate(units, clock, reports_to_hide),
        read=ReadReviews(SqlReviewReader(transactions)),
        queue=SqlModerationReader(transactions),
        standing=ReadStanding(units, clock),
    )


def new_id() -> UUID:
    """Return a random id."""
    return uuid4()
