"""Routes by which users write reviews, and read their own."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.application import Application
from social.application.reviews.commands import NewReview, WriteTarget
from social.domain.people.errors import AccountErased
from social.domain.reviews.errors import (
    AuthorMuted,
    ContentChanged,
    NotAuthor,
    ReviewEmpty,
    ReviewExists,
    ReviewNotFound,
    SubjectNotFound,
    TextInvalid,
    TooManyContributions,
)
from social.domain.reviews.review import Review
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.reviews.dependencies import (
    CREATED,
    OWN_REVIEWS,
    READS,
    TAGGED,
    OwnReviewsParams,
    ReviewId,
    VersionsDep,
)
from social.presentation.reviews.requests import ReviewPatch, ReviewRequest
from social.presentation.reviews.schemas import ReviewResponse, StandingResponse

router = APIRouter(prefix="/social", tags=["social: reviews"], dependencies=[Depends(private)])

_WRITES = (ReviewEmpty, TextInvalid, AuthorMuted, TooManyContributions, AccountErased)
_OWN = (ReviewNotFound, NotAuthor, ContentChanged)


@router.get("/me/reviews", summary="List my reviews", responses=READS)
async def my_reviews(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[OwnReviewsParams, Query()]
) -> CursorPage[ReviewResponse]:
    """Return a page of the reviews of the signed-in user, the newest first, also those that others do not see."""
    part = params.part(OWN_REVIEWS)
    page = await use_cases.reviews.read.own(principal.user_id, part, params.subject())
    return await asyncio.to_thread(params.page, OWN_REVIEWS, part, page, ReviewResponse.of)


@router.get("/me/standing", summary="Get my standing", responses=READS)
async def my_standing(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[StandingResponse]:
    """Return the level of trust of the signed-in user, and how much the user may write."""
    return Success(data=StandingResponse.of(await use_cases.reviews.standing(principal.user_id)))


@router.post(
    "/reviews",
    status_code=201,
    summary="Write a review",
    responses=refuses(SubjectNotFound, ReviewExists, *_WRITES) | TAGGED | CREATED,
)
async def write_review(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ReviewRequest, response: Response
) -> Success[ReviewResponse]:
    """Write the user's one review of a subject, and return it; a repetition returns it with status 200."""
    new = NewReview(principal.user_id, body.subject.to_subject(), body.to_content())
    review, is_new = await use_cases.reviews.manage.create(new)
    if not is_new:
        response.status_code = 200
    return await _own(use_cases, review, principal.user_id, response)


@router.patch("/reviews/{reviewId}", summary="Change a review", responses=refuses(*_OWN, *_WRITES) | TAGGED)
async def change_review(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    review_id: ReviewId,
    versions: VersionsDep,
    body: ReviewPatch,
    response: Response,
) -> Success[ReviewResponse]:
    """Change the fields that are sent, as the author. What the review stated before is kept as a revision."""
    command = WriteTarget(principal.user_id, review_id, versions)
    review = await use_cases.reviews.manage.change(command, body.to_change())
    return await _own(use_cases, review, principal.user_id, response)


@router.delete(
    "/reviews/{reviewId}", status_code=204, summary="Delete a review", responses=refuses(*_OWN, AccountErased)
)
async def delete_review(
    use_cases: ApplicationDep, principal: CurrentPrincipal, review_id: ReviewId, versions: VersionsDep
) -> None:
    """Erase rating, text, revisions and author, as the author; comments of others stay. The response has no body."""
    await use_cases.reviews.manage.delete(WriteTarget(principal.user_id, review_id, versions))


async def _own(use_cases: Application, review: Review, user_id: UUID, response: Response) -> Success[ReviewResponse]:
    response.headers["ETag"] = entity_tag(review.version)
    return Success(data=ReviewResponse.of(await use_cases.reviews.read.view(review, user_id)))
