"""What is read: reviews and comments as a viewer sees them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.core.lists.pages import Slice
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.moderation import Case
from social.domain.reviews.review import Content, Review
from social.domain.reviews.subject import Subject
from social.domain.reviews.trust import Standing

ReviewOrder = Literal["new", "helpful"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who has written something; the name is null until auth has published it."""

    user_id: UUID
    username: str | None
    avatar_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review, its author, and the viewer's own reactions (null without a viewer)."""

    review: Review
    author: Author | None
    reacted: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, its author, and the viewer's own reactions (null without a viewer)."""

    comment: Comment
    author: Author | None
    reacted: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReviewsRequest:
    """Which reviews of a subject to read."""

    subject: Subject
    viewer: UUID | None
    part: Slice
    order: ReviewOrder = "new"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class CommentsRequest:
    """Which comments to read: those of a thread, or the replies to one of them."""

    thread: Thread
    viewer: UUID | None
    part: Slice
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case in the queue: what was reported, and the number of reports by reason since it was opened."""

    case: Case
    review: Review | None
    comment: Comment | None
    author: Author | None
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision in the audit trail; what was erased is null."""

    decision_id: UUID
    kind: str
    target_id: UUID
    author_id: UUID | None
    moderator_id: UUID | None
    verdict: str
    why: str
    muted_until: datetime | None
    before: dict[str, object] | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """What a user may write."""

    standing: Standing
    now: datetime


def review_for(review: Review, viewer: UUID | None) -> Review | None:
    """Return a review as a viewer may see it; null when it does not exist for the viewer.

    Authors see what is hidden, and of what was removed that it was. What is deleted is shown without a content.
    """
    if review.status in ("visible", "deleted"):
        return review
    if viewer is None or review.user_id != viewer:
        return None
    return review if review.status == "hidden" else replace(review, content=Content(None, None, None))


def comment_for(comment: Comment, viewer: UUID | None) -> Comment:
    """Return a comment as a viewer may see it: one that is not visible has a text for its author only, if at all."""
    if comment.status == "visible" or (comment.status == "hidden" and comment.user_id == viewer):
        return comment
    user_id = comment.user_id if comment.user_id == viewer else None
    return replace(comment, user_id=user_id, text=None, spoiler=False, reactions={})
