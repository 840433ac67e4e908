"""Mapping between rows and reviews, comments and revisions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.review import Content, Review, Revision
from social.domain.reviews.subject import Subject

Row = Mapping[str, Any] | Any
"""Columns by name."""


def to_content(row: Row) -> Content:
    """Return what a review or a revision states."""
    return Content(row["rating"], row["body"], row["language"], row["spoiler"])


def to_review(row: Row) -> Review:
    """Return the review of a row."""
    return Review(
        review_id=row["review_id"],
        user_id=row["user_id"],
        subject=Subject.parse(row["subject"]),
        content=to_content(row),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
        status=row["status"],
        comments=row["comments"],
        reactions=row["reactions"],
    )


def review_row(review: Review) -> dict[str, Any]:
    """Return the row of a review, without its counts."""
    content = review.content
    return {
        "review_id": review.review_id,
        "user_id": review.user_id,
        "subject": review.subject.key,
        "rating": content.rating,
        "body": content.text,
        "language": content.language,
        "spoiler": content.spoiler,
        "status": review.status,
        "version": review.version,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
    }


def revision_row(review_id: UUID, revision: Revision) -> dict[str, Any]:
    """Return the row of a revision."""
    content = revision.content
    return {
        "review_id": review_id,
        "number": revision.number,
        "rating": content.rating,
        "body": content.text,
        "language": content.language,
        "spoiler": content.spoiler,
        "written_at": revision.written_at,
    }


def to_revision(row: Row) -> Revision:
    """Return the revision of a row."""
    return Revision(row["number"], to_content(row), row["written_at"])


def to_comment(row: Row) -> Comment:
    """Return the comment of a row."""
    return Comment(
        comment_id=row["comment_id"],
        thread=Thread.parse(row["thread"]),
        user_id=row["user_id"],
        text=row["body"],
        spoiler=row["spoiler"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        parent_id=row["parent_id"],
        level=row["level"],
        version=row["version"],
        status=row["status"],
        replies=row["replies"],
        reactions=row["reactions"],
    )


def comment_row(comment: Comment) -> dict[str, Any]:
    """Return the row of a comment, without its counts."""
    return {
        "comment_id": comment.comment_id,
        "thread": comment.thread.key,
        "parent_id": comment.parent_id,
        "user_id": comment.user_id,
        "body": comment.text,
        "spoiler": comment.spoiler,
        "level": comment.level,
        "status": comment.status,
        "version": comment.version,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
    }
