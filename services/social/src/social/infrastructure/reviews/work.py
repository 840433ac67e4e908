"""The stores of reviews in one transaction."""

from uuid import uuid4

from chassis.messaging.transaction import Transaction
from social.infrastructure.moderation.cases import SqlCases
from social.infrastructure.moderation.notices import SqlAuthorNotices
from social.infrastructure.reviews.averages import SqlAverages
from social.infrastructure.reviews.comments import SqlComments, SqlReactions
from social.infrastructure.reviews.contributors import SqlContributors
from social.infrastructure.reviews.erasure import SqlReviewErasure
from social.infrastructure.reviews.reviews import SqlReviews
from social.infrastructure.reviews.subjects import SqlSubjects


class SqlReviewWork:
    """Reviews, comments and what belongs to them."""

    def __init__(self, transaction: Transaction) -> None:
        connection = transaction.connection
        self.subjects = SqlSubjects(connection)
        self.contributors = SqlContributors(connection)
        self.reviews = SqlReviews(connection)
        self.comments = SqlComments(connection)
        self.reactions = SqlReactions(connection)
        self.cases = SqlCases(connection, uuid4)
        self.notices = SqlAuthorNotices(transaction)
        self.averages = SqlAverages(transaction)
        self.review_erasure = SqlReviewErasure(transaction)
