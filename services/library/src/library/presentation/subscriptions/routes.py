"""HTTP routes of subscriptions. Every user reads and writes their own subscriptions only."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.paging import Order, PartParams, identifier, instant
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application.subscriptions.commands import ChangeSubscription
from library.domain.errors import AccountErased, MediaNotFound, TriggerNotPossible
from library.presentation.body_or_query import chosen, required
from library.presentation.dependencies import READS, ApplicationDep, MediaId, private
from library.presentation.errors import refuses
from library.presentation.subscriptions.requests import SubscribeRequest, UnsubscribeParams, UnsubscribeRequest
from library.presentation.subscriptions.schemas import (
    SubscribedResponse,
    SubscriptionResponse,
    SubscriptionStatus,
    UnsubscribedResponse,
)

router = APIRouter(prefix="/me/subscriptions", tags=["library"], dependencies=[Depends(private)])

SUBSCRIPTIONS: Final = Order("subscriptions", (instant, identifier))
SUBSCRIBES: Final[Responses] = refuses(MediaNotFound, TriggerNotPossible, AccountErased) | {
    201: {"headers": headers("Cache-Control")}
}
ENDS: Final[Responses] = refuses(AccountErased) | READS


@router.get("", summary="List my subscriptions", responses=READS)
async def list_subscriptions(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[SubscriptionResponse]:
    """Return a page of the user's active subscriptions, newest first."""
    part = params.part(SUBSCRIPTIONS)
    page = await use_cases.subscriptions.items.page(principal.user_id, part)
    return params.page(SUBSCRIPTIONS, part, page, SubscriptionResponse.of)


@router.get("/{mediaItemId}/status", summary="Get my subscriptions to a title", responses=READS)
async def read_subscription_status(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId
) -> Success[SubscriptionStatus]:
    """Return what the user subscribes to of a title; nothing when the title is unknown."""
    triggers = await use_cases.subscriptions.items.triggers(principal.user_id, media_id)
    return Success(data=SubscriptionStatus.of(triggers))


@router.post("/{mediaItemId}", summary="Subscribe to a title", status_code=201, responses=SUBSCRIBES)
async def subscribe(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId, body: SubscribeRequest
) -> Success[SubscribedResponse]:
    """Subscribe to a trigger of a title, and return the subscription.

    A repetition changes nothing, another region or other services replace those before. What happened earlier does not
    trigger it. A trigger that the title can never have is rejected (TRIGGER_NOT_POSSIBLE).
    """
    command = ChangeSubscription(
        principal.user_id, media_id, body.trigger, body.to_filter(), body.context, body.reason_key
    )
    return Success(data=SubscribedResponse.of(await use_cases.subscriptions.subscribe(command)))


@router.delete("/{mediaItemId}", summary="Unsubscribe from a title", responses=ENDS)
async def unsubscribe(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    media_id: MediaId,
    params: Annotated[UnsubscribeParams, Query()],
    body: UnsubscribeRequest | None = None,
) -> Success[UnsubscribedResponse]:
    """End the subscription to a trigger of a title, and return the triggers that remain.

    `trigger` is required, in the body or in the query. `unsubscribed` is false when there never was a subscription.
    """
    sent = body or UnsubscribeRequest()
    command = ChangeSubscription(
        principal.user_id,
        media_id,
        required("trigger", sent.trigger, params.trigger),
        context=chosen("context", sent.context, params.context),
    )
    result = await use_cases.subscriptions.unsubscribe(command)
    return Success(
        data=UnsubscribedResponse(unsubscribed=result.existed, status=SubscriptionStatus.of(result.triggers))
    )
