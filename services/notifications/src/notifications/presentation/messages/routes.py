"""HTTP routes of the inbox. Every user reads their own only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Page, page_meta
from chassis.http.tokens import CurrentPrincipal
from notifications.application.messages.inbox import InboxRequest
from notifications.presentation.dependencies import READS, ApplicationDep, Limit, Offset, private
from notifications.presentation.messages.schemas import NotificationResponse

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

Unread = Annotated[bool, Query(description="Whether only unread notifications are listed", examples=[True])]


@router.get("", summary="List my notifications", responses=READS)
async def list_notifications(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    limit: Limit = 20,
    offset: Offset = 0,
    unread: Unread = False,
) -> Page[NotificationResponse]:
    """Return a page of the signed-in user's notifications, newest first."""
    page = await use_cases.inbox.page(InboxRequest(principal.user_id, limit, offset, unread))
    data = [NotificationResponse.of(item) for item in page.items]
    return Page(data=data, meta=page_meta(count=len(data), total=page.total, limit=limit, offset=offset))
