"""Errors of reviews, comments and moderation.

SocialError
└── ReviewsError
    ├── SubjectNotFound
    ├── ReviewNotFound
    ├── ReviewExists
    ├── ReviewEmpty
    ├── CommentNotFound
    ├── CommentTooDeep
    ├── TextInvalid
    ├── ContentChanged
    ├── NotAuthor
    ├── AuthorMuted
    ├── TooManyContributions
    ├── ReportNotPossible
    ├── CaseNotFound
    └── DecisionNotPossible
"""

from datetime import datetime
from uuid import UUID

from social.domain.errors import SocialError


class ReviewsError(SocialError):
    """Base of the errors of reviews."""


class SubjectNotFound(ReviewsError):
    """No title, season, episode or public list is there to be reviewed."""


class ReviewNotFound(ReviewsError):
    """No review with this id is visible to the user."""


class ReviewExists(ReviewsError):
    """The user has another review of this subject: change that one; `details` has its id."""

    def __init__(self, review_id: UUID) -> None:
        super().__init__(f"the user has a review of this subject with the id {review_id}")
        self.details = {"reviewId": str(review_id)}


class ReviewEmpty(ReviewsError):
    """A review has neither a rating nor a text."""


class CommentNotFound(ReviewsError):
    """No comment with this id is visible to the user."""


class CommentTooDeep(ReviewsError):
    """The comment is a reply of the last level, which has no replies."""


class TextInvalid(ReviewsError):
    """A text has no character that is not a space."""


class ContentChanged(ReviewsError):
    """The review or comment does not have the version of the precondition."""


class NotAuthor(ReviewsError):
    """The review or comment is of another user."""


class AuthorMuted(ReviewsError):
    """The user must not write until a time, by a decision of a moderator."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"a moderator has muted the account until {until.isoformat()}")
        self.details = {"mutedUntil": until.isoformat()}


class TooManyContributions(ReviewsError):
    """The user has written as much as the level of trust allows within the hour."""

    def __init__(self, action: str, level: str, limit: int, retry_after: int) -> None:
        super().__init__(f"at most {limit} of the kind {action} within an hour at the level {level}")
        self.retry_after = retry_after
        self.details = {"action": action, "level": level, "limit": limit}


class ReportNotPossible(ReviewsError):
    """Users do not report what they have written themselves."""


class CaseNotFound(ReviewsError):
    """No review or comment with this id was reported."""


class DecisionNotPossible(ReviewsError):
    """The decision does not fit the state of the case."""
