"""Routes of reactions and reports."""

from uuid import UUID

from fastapi import APIRouter, Depends

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from social.application import Application
from social.application.reviews.commands import NewReport, React
from social.domain.people.errors import AccountErased
from social.domain.reviews.errors import (
    AuthorMuted,
    CommentNotFound,
    ReportNotPossible,
    ReviewNotFound,
    TooManyContributions,
)
from social.domain.reviews.reaction import ReactionKind, TargetKind
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.reviews.dependencies import READS, CommentId, Reaction, ReviewId
from social.presentation.reviews.requests import ReportRequest
from social.presentation.reviews.schemas import ReactionsResponse, counts_of

router = APIRouter(prefix="/social", tags=["social: reviews"], dependencies=[Depends(private)])

_LIMITS = (AuthorMuted, TooManyContributions, AccountErased)


@router.put(
    "/reviews/{reviewId}/reactions/{reaction}",
    summary="React to a review",
    responses=refuses(ReviewNotFound, *_LIMITS) | READS,
)
async def react_to_review(
    use_cases: ApplicationDep, principal: CurrentPrincipal, review_id: ReviewId, reaction: Reaction
) -> Success[ReactionsResponse]:
    """Add a reaction of the user, and return the counts. A repetition changes nothing."""
    return await _add(use_cases, principal.user_id, "review", review_id, reaction)


@router.delete(
    "/reviews/{reviewId}/reactions/{reaction}",
    summary="Withdraw a reaction to a review",
    responses=refuses(ReviewNotFound, AccountErased) | READS,
)
async def withdraw_review_reaction(
    use_cases: ApplicationDep, principal: CurrentPrincipal, review_id: ReviewId, reaction: Reaction
) -> Success[ReactionsResponse]:
    """Withdraw a reaction of the user, and return the counts. A repetition changes nothing."""
    return await _withdraw(use_cases, principal.user_id, "review", review_id, reaction)


@router.put(
    "/comments/{commentId}/reactions/{reaction}",
    summary="React to a comment",
    responses=refuses(CommentNotFound, *_LIMITS) | READS,
)
async def react_to_comment(
    use_cases: ApplicationDep, principal: CurrentPrincipal, comment_id: CommentId, reaction: Reaction
) -> Success[ReactionsResponse]:
    """Add a reaction of the user, and return the counts. A repetition changes nothing."""
    return await _add(use_cases, principal.user_id, "comment", comment_id, reaction)


@router.delete(
    "/comments/{commentId}/reactions/{reaction}",
    summary="Withdraw a reaction to a comment",
    responses=refuses(CommentNotFound, AccountErased) | READS,
)
async def withdraw_comment_reaction(
    use_cases: ApplicationDep, principal: CurrentPrincipal, comment_id: CommentId, reaction: Reaction
) -> Success[ReactionsResponse]:
    """Withdraw a reaction of the user, and return the counts. A repetition changes nothing."""
    return await _withdraw(use_cases, principal.user_id, "comment", comment_id, reaction)


@router.post(
    "/reports",
    status_code=204,
    summary="Report a review or comment",
    responses=refuses(ReviewNotFound, CommentNotFound, ReportNotPossible, *_LIMITS),
)
async def report(use_cases: ApplicationDep, principal: CurrentPrincipal, body: ReportRequest) -> None:
    """Report what another user has written to the moderators, once. The response has no body."""
    new = NewReport(principal.user_id, body.kind, body.target_id, body.reason, body.note)
    await use_cases.reviews.moderate.report(new)


async def _add(
    use_cases: Application, user_id: UUID, kind: TargetKind, target_id: UUID, reaction: ReactionKind
) -> Success[ReactionsResponse]:
    counts = await use_cases.reviews.reactions.add(React(user_id, kind, target_id, reaction))
    return Success(data=ReactionsResponse(reactions=counts_of(counts)))


async def _withdraw(
    use_cases: Application, user_id: UUID, kind: TargetKind, target_id: UUID, reaction: ReactionKind
) -> Success[ReactionsResponse]:
    counts = await use_cases.reviews.reactions.withdraw(React(user_id, kind, target_id, reaction))
    return Success(data=ReactionsResponse(reactions=counts_of(counts)))
