"""Routes of comments and replies."""

import asyncio
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis.core.lists.pages import Part, Slice
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.application import Application
from social.application.reviews.commands import NewComment, WriteTarget
from social.application.reviews.read_models import CommentsRequest, CommentView
from social.domain.people.errors import AccountErased
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.errors import (
    AuthorMuted,
    CommentNotFound,
    CommentTooDeep,
    ContentChanged,
    NotAuthor,
    ReviewNotFound,
    SubjectNotFound,
    TextInvalid,
    TooManyContributions,
)
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.reviews.dependencies import (
    COMMENTS,
    CREATED,
    READS,
    TAGGED,
    CommentId,
    CommentsParams,
    EpisodeDep,
    ListDep,
    ReviewId,
    SeasonDep,
    TitleDep,
    VersionsDep,
    ViewerDep,
)
from social.presentation.reviews.requests import CommentPatch, CommentRequest
from social.presentation.reviews.schemas import CommentResponse

router = APIRouter(prefix="/social", tags=["social: comments"], dependencies=[Depends(private)])

Params = Annotated[CommentsParams, Query()]
_PAGE = refuses(SubjectNotFound) | READS
_WRITES = (TextInvalid, AuthorMuted, TooManyContributions, AccountErased)
_OWN = (CommentNotFound, NotAuthor, ContentChanged)


@router.get("/reviews/{reviewId}/comments", summary="List comments", responses=refuses(ReviewNotFound) | READS)
async def review_comments(
    use_cases: ApplicationDep, viewer: ViewerDep, review_id: ReviewId, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the comments on a review, the oldest first, without replies."""
    return await _page(use_cases, viewer, Thread(review_id=review_id), params)


@router.get("/titles/{mediaId}/comments", summary="List comments on a title", responses=_PAGE)
async def title_comments(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: TitleDep, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the comments on a movie or show itself, the oldest first, without replies."""
    return await _page(use_cases, viewer, Thread(subject=subject), params)


@router.get("/titles/{mediaId}/seasons/{season}/comments", summary="List comments on a season", responses=_PAGE)
async def season_comments(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: SeasonDep, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the comments on a season, the oldest first, without replies."""
    return await _page(use_cases, viewer, Thread(subject=subject), params)


@router.get(
    "/titles/{mediaId}/seasons/{season}/episodes/{episode}/comments",
    summary="List comments on an episode",
    responses=_PAGE,
)
async def episode_comments(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: EpisodeDep, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the comments on an episode, the oldest first, without replies."""
    return await _page(use_cases, viewer, Thread(subject=subject), params)


@router.get("/lists/{listId}/comments", summary="List comments on a list", responses=_PAGE)
async def list_comments(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: ListDep, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the comments on a public list, the oldest first, without replies."""
    return await _page(use_cases, viewer, Thread(subject=subject), params)


@router.get("/comments/{commentId}", summary="Get a comment", responses=refuses(CommentNotFound) | TAGGED)
async def get_comment(
    use_cases: ApplicationDep, viewer: ViewerDep, comment_id: CommentId, response: Response
) -> Success[CommentResponse]:
    """Return a comment with its spoilers, without replies."""
    view = await use_cases.reviews.read.comment(comment_id, viewer)
    response.headers["ETag"] = entity_tag(view.comment.version)
    return Success(data=CommentResponse.of(view))


@router.get("/comments/{commentId}/replies", summary="List replies", responses=refuses(CommentNotFound) | READS)
async def list_replies(
    use_cases: ApplicationDep, viewer: ViewerDep, comment_id: CommentId, params: Params
) -> CursorPage[CommentResponse]:
    """Return a page of the replies to a comment, the oldest first."""
    part = params.part(COMMENTS)
    return await _shown(params, part, await use_cases.reviews.read.replies(comment_id, viewer, part))


@router.post(
    "/comments",
    status_code=201,
    summary="Write a comment",
    responses=refuses(SubjectNotFound, ReviewNotFound, CommentNotFound, CommentTooDeep, *_WRITES) | CREATED,
)
async def write_comment(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: CommentRequest, response: Response
) -> Success[CommentResponse]:
    """Comment on a review or a subject, or reply to a comment, and return the comment."""
    new = NewComment(principal.user_id, body.to_thread(), body.parent_id, body.text, body.spoiler)
    return await _own(use_cases, await use_cases.reviews.comments.create(new), principal.user_id, response)


@router.patch("/comments/{commentId}", summary="Change a comment", responses=refuses(*_OWN, *_WRITES) | TAGGED)
async def change_comment(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    comment_id: CommentId,
    versions: VersionsDep,
    body: CommentPatch,
    response: Response,
) -> Success[CommentResponse]:
    """Change the text, as the author, and return the comment."""
    command = WriteTarget(principal.user_id, comment_id, versions)
    comment = await use_cases.reviews.comments.change(command, body.text, body.spoiler)
    return await _own(use_cases, comment, principal.user_id, response)


@router.delete(
    "/comments/{commentId}", status_code=204, summary="Delete a comment", responses=refuses(*_OWN, AccountErased)
)
async def delete_comment(
    use_cases: ApplicationDep, principal: CurrentPrincipal, comment_id: CommentId, versions: VersionsDep
) -> None:
    """Erase text and author, as the author; replies of others stay. The response has no body."""
    await use_cases.reviews.comments.delete(WriteTarget(principal.user_id, comment_id, versions))


async def _page(
    use_cases: Application, viewer: UUID | None, thread: Thread, params: CommentsParams
) -> CursorPage[CommentResponse]:
    part = params.part(COMMENTS)
    return await _shown(params, part, await use_cases.reviews.read.comments(CommentsRequest(thread, viewer, part)))


async def _shown(params: CommentsParams, part: Slice, page: Part[CommentView]) -> CursorPage[CommentResponse]:
    shown = partial(CommentResponse.of, spoilers=params.spoilers)
    return await asyncio.to_thread(params.page, COMMENTS, part, page, shown)


async def _own(use_cases: Application, comment: Comment, user_id: UUID, response: Response) -> Success[CommentResponse]:
    response.headers["ETag"] = entity_tag(comment.version)
    return Success(data=CommentResponse.of(await use_cases.reviews.read.view_of_comment(comment, user_id)))
