"""Routes of moderators: the queue of reports, decisions, and the audit trail."""

import asyncio
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import CursorPage
from chassis.http.tokens import AdminPrincipal
from social.application.reviews.commands import Decide
from social.domain.people.errors import AccountErased
from social.domain.reviews.errors import CaseNotFound, DecisionNotPossible
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.moderation.schemas import DecisionRequest, DecisionResponse, ReportCaseResponse
from social.presentation.reviews.dependencies import READS, REVIEW_ID

router = APIRouter(prefix="/admin/social", tags=["social: moderation"], dependencies=[Depends(private)])

_QUEUE: Final = Order("reports", (instant, identifier))
_TRAIL: Final = Order("decisions", (instant, identifier))
TargetId = Annotated[UUID, Path(alias="targetId", description="Id of the review or comment", examples=[REVIEW_ID])]


class ReportsParams(DeepPartParams):
    """Parameters of the queue."""


class DecisionsParams(DeepPartParams):
    """Parameters of the audit trail."""

    target_id: UUID | None = Field(
        default=None, description="Decisions about this review or comment only", examples=[REVIEW_ID]
    )


@router.get("/reports", summary="List open reports", responses=READS)
async def list_reports(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[ReportsParams, Query()]
) -> CursorPage[ReportCaseResponse]:
    """Return a page of what was reported and waits for a decision, the oldest first."""
    part = params.part(_QUEUE)
    page = await use_cases.reviews.queue.cases(part)
    return await asyncio.to_thread(params.page, _QUEUE, part, page, ReportCaseResponse.of)


@router.post(
    "/reports/{targetId}/decisions",
    status_code=204,
    summary="Decide about reports",
    responses=refuses(CaseNotFound, DecisionNotPossible, AccountErased),
)
async def decide(
    use_cases: ApplicationDep, moderator: AdminPrincipal, target_id: TargetId, body: DecisionRequest
) -> None:
    """Record a decision, do what it says, and close the reports; a later one replaces it. The response has no body."""
    await use_cases.reviews.moderate.decide(Decide(moderator.user_id, target_id, body.to_decision()))


@router.get("/decisions", summary="List decisions", responses=READS)
async def list_decisions(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[DecisionsParams, Query()]
) -> CursorPage[DecisionResponse]:
    """Return a page of the audit trail, the newest first."""
    part = params.part(_TRAIL)
    page = await use_cases.reviews.queue.decisions(params.target_id, part)
    return params.page(_TRAIL, part, page, DecisionResponse.of)
