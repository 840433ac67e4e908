"""What every contribution is checked by: the author's standing, limits, and blocks."""

from datetime import datetime, timedelta
from uuid import UUID

from social.application.reviews.ports import ReviewWork
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.errors import (
    AuthorMuted,
    CommentNotFound,
    ReviewNotFound,
    SubjectNotFound,
    TooManyContributions,
)
from social.domain.reviews.reaction import TargetKind
from social.domain.reviews.review import Review
from social.domain.reviews.subject import Subject
from social.domain.reviews.trust import LIMITS, SANCTION_DAYS, Action, Level, seconds_left, window_of


async def spend(work: ReviewWork, user_id: UUID, action: Action, now: datetime) -> Level:
    """Count a contribution of a user who is locked, and return the level of trust.

    Raise AuthorMuted, and TooManyContributions when the hour has no more for the level.
    """
    standing = await work.contributors.standing(user_id, now - timedelta(days=SANCTION_DAYS))
    if standing.muted_until is not None and standing.is_muted(now):
        raise AuthorMuted(standing.muted_until)
    level = standing.level(now)
    limit = LIMITS[level][action]
    if not await work.contributors.spend(user_id, action, window_of(now), limit):
        raise TooManyContributions(action, level, limit, seconds_left(now))
    return level


async def open_subject(work: ReviewWork, subject: Subject | None) -> None:
    """Hold a subject until the transaction ends; raise SubjectNotFound unless it is there, and may be seen."""
    if subject is not None:
        await work.subjects.hold(subject)
    if subject is None or not await work.subjects.exists(subject):
        raise SubjectNotFound("there is no such title, season, episode or public list")


async def open_review(work: ReviewWork, review_id: UUID, user_id: UUID) -> Review:
    """Lock a review that is visible to a user, and return it; raise ReviewNotFound."""
    review = await work.reviews.find(review_id, lock=True)
    if review is None or review.status != "visible" or await _is_blocked(work, review.user_id, user_id):
        raise ReviewNotFound(f"no review has the id {review_id}")
    if not await work.subjects.is_open(review.subject):
        raise ReviewNotFound(f"no review has the id {review_id}")
    return review


async def open_comment(work: ReviewWork, comment_id: UUID, user_id: UUID) -> Comment:
    """Lock a comment that is visible to a user, below its review, and return it; raise CommentNotFound."""
    comment = await locked_comment(work, comment_id)
    is_visible = comment.status == "visible" and not await _is_blocked(work, comment.user_id, user_id)
    if not is_visible or not await _shows_thread(work, comment.thread, user_id):
        raise CommentNotFound(f"no comment has the id {comment_id}")
    return comment


async def _shows_thread(work: ReviewWork, thread: Thread, user_id: UUID) -> bool:
    """Return whether a user sees where a comment is: below a review that may be deleted, or at a subject."""
    if thread.review_id is None:
        return thread.subject is not None and await work.subjects.is_open(thread.subject)
    review = await work.reviews.find(thread.review_id, lock=False)
    if review is None or review.status in ("hidden", "removed"):
        return False
    return await work.subjects.is_open(review.subject) and not await _is_blocked(work, review.user_id, user_id)


async def locked_comment(work: ReviewWork, comment_id: UUID) -> Comment:
    """Lock the review of a comment, then the comment, and return it; raise CommentNotFound."""
    comment = await work.comments.find(comment_id, lock=False)
    if comment is not None and comment.thread.review_id is not None:
        await work.reviews.find(comment.thread.review_id, lock=True)
    comment = None if comment is None else await work.comments.find(comment_id, lock=True)
    if comment is None:
        raise CommentNotFound(f"no comment has the id {comment_id}")
    return comment


async def open_target(work: ReviewWork, kind: TargetKind, target_id: UUID, user_id: UUID) -> Review | Comment:
    """Lock a review or comment that is visible to a user, and return it; raise ReviewNotFound, CommentNotFound."""
    if kind == "review":
        return await open_review(work, target_id, user_id)
    return await open_comment(work, target_id, user_id)


async def save_comment(work: ReviewWork, before: Comment, after: Comment) -> None:
    """Store a comment, and count it above while it is visible."""
    await work.comments.save(after)
    difference = (after.status == "visible") - (before.status == "visible")
    if difference:
        await count_comment(work, after, difference)


async def count_comment(work: ReviewWork, comment: Comment, difference: int) -> None:
    """Count a comment in its review, and in the comment that it replies to."""
    if comment.thread.review_id is not None:
        await work.reviews.count_comments(comment.thread.review_id, difference)
    if comment.parent_id is not None:
        await work.comments.count_replies(comment.parent_id, difference)


async def save_review(work: ReviewWork, before: Review | None, after: Review, now: datetime) -> None:
    """Store a review, and count its rating in the average of its title."""
    await work.reviews.save(after)
    counted = None if before is None else before.counted_rating
    # Of a review that is deleted only the former state has the author.
    author = after.user_id if before is None else before.user_id
    if counted != after.counted_rating and author is not None:
        await work.averages.replace(after.subject.target, author, counted, after.counted_rating, now)


async def _is_blocked(work: ReviewWork, author_id: UUID | None, user_id: UUID) -> bool:
    if author_id is None or author_id == user_id:
        return False
    return await work.contributors.is_blocked(author_id, user_id)
