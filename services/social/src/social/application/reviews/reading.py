"""Reading reviews and comments as a viewer sees them."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from social.application.reviews.read_models import (
    CaseView,
    CommentsRequest,
    CommentView,
    DecisionView,
    ReviewsRequest,
    ReviewView,
    comment_for,
    review_for,
)
from social.domain.reviews.comment import Comment
from social.domain.reviews.errors import CommentNotFound, ReviewNotFound, SubjectNotFound
from social.domain.reviews.review import Review, Revision
from social.domain.reviews.subject import Subject


class ReviewReader(Protocol):
    """Reads reviews and comments. `blocked` are users whom the viewer does not see."""

    async def exists(self, subject: Subject) -> bool:
        """Return whether a title, season, episode or public list is there, and may be seen."""
        ...

    async def is_open(self, subject: Subject) -> bool:
        """Return whether a subject may be seen: a list only while it is public, a title while the catalog lists it."""
        ...

    async def blocked(self, viewer: UUID | None) -> Collection[UUID]:
        """Return the users whom a user has blocked, or who have blocked the user."""
        ...

    async def review(self, review_id: UUID) -> Review | None:
        """Return a review, whatever its status."""
        ...

    async def comment(self, comment_id: UUID) -> Comment | None:
        """Return a comment, whatever its status."""
        ...

    async def reviews(self, request: ReviewsRequest, blocked: Collection[UUID]) -> Part[ReviewView]:
        """Return a part of the visible reviews of a subject."""
        ...

    async def own(self, user_id: UUID, part: Slice, subject: Subject | None) -> Part[ReviewView]:
        """Return a part of the reviews of a user, the newest first, whatever their status."""
        ...

    async def comments(self, request: CommentsRequest, blocked: Collection[UUID]) -> Part[CommentView]:
        """Return a part of a thread, the oldest first: what is visible, and what has visible replies."""
        ...

    async def review_view(self, review: Review, viewer: UUID | None, blocked: Collection[UUID]) -> ReviewView:
        """Return a review with its author, and the reactions of the viewer."""
        ...

    async def comment_view(self, comment: Comment, viewer: UUID | None, blocked: Collection[UUID]) -> CommentView:
        """Return a comment with its author, and the reactions of the viewer."""
        ...

    async def revisions(self, review_id: UUID) -> list[Revision]:
        """Return what a review stated before, the newest first."""
        ...


class ModerationReader(Protocol):
    """Reads the queue and the audit trail."""

    async def cases(self, part: Slice) -> Part[CaseView]:
        """Return a part of the open cases, the oldest first."""
        ...

    async def decisions(self, target_id: UUID | None, part: Slice) -> Part[DecisionView]:
        """Return a part of the decisions, the newest first."""
        ...


class ReadReviews:
    """Reads reviews and comments: what a viewer may not see does not exist."""

    def __init__(self, reader: ReviewReader) -> None:
        self._reader = reader

    async def of_subject(self, request: ReviewsRequest) -> Part[ReviewView]:
        """Return a part of the reviews of a subject; raise SubjectNotFound."""
        await self._ensure(request.subject)
        return await self._reader.reviews(request, await self._reader.blocked(request.viewer))

    async def own(self, user_id: UUID, part: Slice, subject: Subject | None = None) -> Part[ReviewView]:
        """Return a part of the reviews of a user; with a subject, the one about it."""
        page = await self._reader.own(user_id, part, subject)
        shown = [(view, review_for(view.review, user_id)) for view in page.items]
        items = [ReviewView(review, view.author, view.reacted) for view, review in shown if review is not None]
        return Part(items, page.total, page.last)

    async def get(self, review_id: UUID, viewer: UUID | None) -> ReviewView:
        """Return a review; raise ReviewNotFound."""
        blocked = await self._reader.blocked(viewer)
        review = await self._visible(review_id, viewer, blocked)
        return await self._reader.review_view(review, viewer, blocked)

    async def view(self, review: Review, viewer: UUID) -> ReviewView:
        """Return a review that its viewer has written, as a page shows it."""
        return await self._reader.review_view(review, viewer, await self._reader.blocked(viewer))

    async def revisions(self, review_id: UUID, viewer: UUID | None) -> list[Revision]:
        """Return what a review stated before, the newest first; raise ReviewNotFound."""
        review = await self._visible(review_id, viewer, await self._reader.blocked(viewer))
        return [] if review.status == "removed" else await self._reader.revisions(review_id)

    async def comments(self, request: CommentsRequest) -> Part[CommentView]:
        """Return a part of a thread; raise ReviewNotFound and SubjectNotFound."""
        blocked = await self._reader.blocked(request.viewer)
        if request.thread.review_id is not None:
            await self._visible(request.thread.review_id, request.viewer, blocked)
        elif request.thread.subject is not None:
            await self._ensure(request.thread.subject)
        return await self._reader.comments(request, blocked)

    async def comment(self, comment_id: UUID, viewer: UUID | None) -> CommentView:
        """Return a comment; raise CommentNotFound."""
        blocked = await self._reader.blocked(viewer)
        comment = await self._visible_comment(comment_id, viewer, blocked)
        return await self._reader.comment_view(comment_for(comment, viewer), viewer, blocked)

    async def view_of_comment(self, comment: Comment, viewer: UUID) -> CommentView:
        """Return a comment that its viewer has written, as a page shows it."""
        return await self._reader.comment_view(comment, viewer, await self._reader.blocked(viewer))

    async def replies(self, comment_id: UUID, viewer: UUID | None, part: Slice) -> Part[CommentView]:
        """Return a part of the replies to a comment; raise CommentNotFound."""
        blocked = await self._reader.blocked(viewer)
        comment = await self._visible_comment(comment_id, viewer, blocked)
        return await self._reader.comments(CommentsRequest(comment.thread, viewer, part, comment_id), blocked)

    async def _visible(self, review_id: UUID, viewer: UUID | None, blocked: Collection[UUID]) -> Review:
        review = await self._reader.review(review_id)
        shown = None if review is None or review.user_id in blocked else review_for(review, viewer)
        if shown is None or not await self._reader.is_open(shown.subject):
            raise ReviewNotFound(f"no review has the id {review_id}")
        return shown

    async def _visible_comment(self, comment_id: UUID, viewer: UUID | None, blocked: Collection[UUID]) -> Comment:
        comment = await self._reader.comment(comment_id)
        if comment is None or comment.user_id in blocked or not await self._shows(comment, viewer, blocked):
            raise CommentNotFound(f"no comment has the id {comment_id}")
        return comment

    async def _shows(self, comment: Comment, viewer: UUID | None, blocked: Collection[UUID]) -> bool:
        """Return whether a viewer sees the place of a comment: its thread, and the comment or replies to it."""
        own = viewer is not None and comment.user_id == viewer
        if comment.status != "visible" and not comment.replies and not own:
            return False
        if comment.thread.review_id is None:
            return comment.thread.subject is not None and await self._reader.exists(comment.thread.subject)
        try:
            await self._visible(comment.thread.review_id, viewer, blocked)
        except ReviewNotFound:
            return False
        return True

    async def _ensure(self, subject: Subject) -> None:
        if not await self._reader.exists(subject):
            raise SubjectNotFound("there is no such title, season, episode or public list")
