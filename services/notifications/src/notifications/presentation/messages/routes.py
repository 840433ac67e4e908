"""HTTP routes of the inbox. Every user reads and changes their own only."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from notifications.domain.errors import AccountErased, NotificationNotFound
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.messages.parameters import INBOX, InboxParams
from notifications.presentation.messages.schemas import (
    InboxResponse,
    InboxSummaryResponse,
    NotificationResponse,
    ReadAllRequest,
    ReadAllResponse,
)
from notifications.presentation.messages.texts import WRITTEN, OpenWriterDep

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

NotificationId = Annotated[
    UUID,
    Path(
        alias="notificationId", description="Id of the notification", examples=["0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"]
    ),
]
CHANGES: Final = refuses(NotificationNotFound, AccountErased)


@router.get("", summary="List my notifications", responses=WRITTEN)
async def list_notifications(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[InboxParams, Query()],
    open_writer: OpenWriterDep,
) -> InboxResponse:
    """Return a page of the signed-in user's notifications, newest first.

    Page with `cursor` through a long inbox: what arrives meanwhile moves no page.
    """
    part = params.part(INBOX)
    write = await open_writer()
    inbox = await use_cases.inbox.page(params.chosen(principal.user_id), part)
    return InboxResponse(
        data=[NotificationResponse.of(item, write(item)) for item in inbox.items],
        meta=params.meta(INBOX, part, inbox),
    )


@router.get("/summary", summary="Count my unread notifications", responses=READS)
async def inbox_summary(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[InboxSummaryResponse]:
    """Return how many notifications the signed-in user has not read, in all and by category."""
    return Success(data=InboxSummaryResponse.of(await use_cases.inbox.summary(principal.user_id)))


@router.post("/read-all", summary="Mark my notifications as read", responses=refuses(AccountErased) | READS)
async def mark_all_read(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ReadAllRequest
) -> Success[ReadAllResponse]:
    """Mark all notifications up to a position as read, and return how many were unread.

    What has arrived after that position stays unread, as the user has not seen it.
    """
    return Success(data=ReadAllResponse(count=await use_cases.read_state.mark_all(principal.user_id, body.up_to)))


@router.put("/{notificationId}/read", summary="Mark a notification as read", responses=CHANGES | WRITTEN)
async def mark_read(
    use_cases: ApplicationDep, principal: CurrentPrincipal, notification_id: NotificationId, open_writer: OpenWriterDep
) -> Success[NotificationResponse]:
    """Mark a notification as read, and return it. One that is read already keeps its time."""
    item = await use_cases.read_state.mark(principal.user_id, notification_id, is_read=True)
    write = await open_writer()
    return Success(data=NotificationResponse.of(item, write(item)))


@router.delete("/{notificationId}/read", summary="Mark a notification as unread", responses=CHANGES | WRITTEN)
async def mark_unread(
    use_cases: ApplicationDep, principal: CurrentPrincipal, notification_id: NotificationId, open_writer: OpenWriterDep
) -> Success[NotificationResponse]:
    """Mark a notification as unread, and return it."""
    item = await use_cases.read_state.mark(principal.user_id, notification_id, is_read=False)
    write = await open_writer()
    return Success(data=NotificationResponse.of(item, write(item)))


@router.delete("/{notificationId}", status_code=204, summary="Delete a notification", responses=CHANGES)
async def delete_notification(
    use_cases: ApplicationDep, principal: CurrentPrincipal, notification_id: NotificationId
) -> None:
    """Remove a notification from the inbox. What was, or is to be, sent of it elsewhere stays as it is."""
    await use_cases.read_state.delete(principal.user_id, notification_id)
