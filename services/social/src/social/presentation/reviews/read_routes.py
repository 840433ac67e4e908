"""Routes that read reviews, which need no account."""

import asyncio
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import CursorPage, Success
from social.application import Application
from social.application.reviews.read_models import ReviewsRequest, ReviewView
from social.domain.reviews.errors import ReviewNotFound, SubjectNotFound
from social.domain.reviews.subject import Subject
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.reviews.dependencies import (
    READS,
    REVIEW_ORDERS,
    TAGGED,
    EpisodeDep,
    ListDep,
    ReviewId,
    ReviewsParams,
    SeasonDep,
    Spoilers,
    TitleDep,
    ViewerDep,
)
from social.presentation.reviews.schemas import ReviewResponse, RevisionResponse

router = APIRouter(prefix="/social", tags=["social: reviews"], dependencies=[Depends(private)])

_PAGE = refuses(SubjectNotFound) | READS
Params = Annotated[ReviewsParams, Query()]


@router.get("/titles/{mediaId}/reviews", summary="List reviews of a title", responses=_PAGE)
async def title_reviews(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: TitleDep, params: Params
) -> CursorPage[ReviewResponse]:
    """Return a page of the reviews of a movie or show."""
    return await _page(use_cases, viewer, subject, params)


@router.get("/titles/{mediaId}/seasons/{season}/reviews", summary="List reviews of a season", responses=_PAGE)
async def season_reviews(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: SeasonDep, params: Params
) -> CursorPage[ReviewResponse]:
    """Return a page of the reviews of a season."""
    return await _page(use_cases, viewer, subject, params)


@router.get(
    "/titles/{mediaId}/seasons/{season}/episodes/{episode}/reviews",
    summary="List reviews of an episode",
    responses=_PAGE,
)
async def episode_reviews(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: EpisodeDep, params: Params
) -> CursorPage[ReviewResponse]:
    """Return a page of the reviews of an episode."""
    return await _page(use_cases, viewer, subject, params)


@router.get("/lists/{listId}/reviews", summary="List reviews of a list", responses=_PAGE)
async def list_reviews(
    use_cases: ApplicationDep, viewer: ViewerDep, subject: ListDep, params: Params
) -> CursorPage[ReviewResponse]:
    """Return a page of the reviews of a public list."""
    return await _page(use_cases, viewer, subject, params)


@router.get("/reviews/{reviewId}", summary="Get a review", responses=refuses(ReviewNotFound) | TAGGED)
async def get_review(
    use_cases: ApplicationDep, viewer: ViewerDep, review_id: ReviewId, response: Response
) -> Success[ReviewResponse]:
    """Return a review with its spoilers. A deleted one has neither author nor text; its comments stay."""
    view = await use_cases.reviews.read.get(review_id, viewer)
    response.headers["ETag"] = entity_tag(view.review.version)
    return Success(data=ReviewResponse.of(view))


@router.get(
    "/reviews/{reviewId}/revisions",
    summary="List revisions of a review",
    responses=refuses(ReviewNotFound) | READS,
)
async def list_revisions(
    use_cases: ApplicationDep, viewer: ViewerDep, review_id: ReviewId, spoilers: Spoilers = False
) -> Success[list[RevisionResponse]]:
    """Return what a review stated before each change, the newest first, at most 50."""
    revisions = await use_cases.reviews.read.revisions(review_id, viewer)
    shown = partial(RevisionResponse.of, spoilers=spoilers)
    return Success(data=await asyncio.to_thread(lambda: list(map(shown, revisions))))


async def _page(
    use_cases: Application, viewer: UUID | None, subject: Subject, params: ReviewsParams
) -> CursorPage[ReviewResponse]:
    order = REVIEW_ORDERS[params.order]
    part = params.part(order)
    request = ReviewsRequest(subject, viewer, part, params.order, params.language)
    page = await use_cases.reviews.read.of_subject(request)

    def shown(view: ReviewView) -> ReviewResponse:
        return ReviewResponse.of(view, spoilers=params.spoilers)

    # Long texts take a tenth of a second each.
    return await asyncio.to_thread(params.page, order, part, page, shown)
