"""HTTP routes of the deliveries of a webhook, and of replays. Every user reads and repeats their own only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import CurrentPrincipal
from notifications.application.webhooks.reading import PageRequest
from notifications.domain.errors import AccountErased
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    ReplayRunning,
    WebhookDeliveryNotFound,
    WebhookDisabled,
    WebhookNotFound,
    WebhookTypeReserved,
)
from notifications.presentation.dependencies import READS, ApplicationDep, Limit, Offset, private
from notifications.presentation.errors import refuses
from notifications.presentation.webhooks.requests import (
    DeliveryParams,
    ReplayRequest,
    WebhookDeliveryId,
    WebhookId,
)
from notifications.presentation.webhooks.routes import owner_of
from notifications.presentation.webhooks.schemas import (
    ReplayResponse,
    TestResponse,
    WebhookDeliveryDetails,
    WebhookDeliveryResponse,
)

router = APIRouter(
    prefix="/notifications/webhooks/{webhookId}", tags=["notifications"], dependencies=[Depends(private)]
)


@router.get("/deliveries", summary="List deliveries of a webhook", responses=READS | refuses(WebhookNotFound))
async def list_webhook_deliveries(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    webhook_id: WebhookId,
    params: Annotated[DeliveryParams, Query()],
) -> Page[WebhookDeliveryResponse]:
    """Return a page of the deliveries of the last 30 days, the newest first."""
    page = PageRequest(params.limit, params.offset)
    items, total = await use_cases.webhooks.reading.deliveries(principal.user_id, webhook_id, params.state, page)
    data = [WebhookDeliveryResponse.of(item) for item in items]
    return Page(data=data, meta=page_meta(count=len(data), total=total, limit=page.limit, offset=page.offset))


@router.get(
    "/deliveries/{deliveryId}",
    summary="Read a delivery of a webhook",
    responses=READS | refuses(WebhookNotFound, WebhookDeliveryNotFound),
)
async def read_webhook_delivery(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId, delivery_id: WebhookDeliveryId
) -> Success[WebhookDeliveryDetails]:
    """Return a delivery with its request, and the response to each attempt."""
    details = await use_cases.webhooks.reading.delivery(principal.user_id, webhook_id, delivery_id)
    return Success(data=WebhookDeliveryDetails.with_attempts(details))


@router.post(
    "/deliveries/{deliveryId}/retry",
    summary="Retry a delivery of a webhook",
    status_code=202,
    responses=refuses(WebhookNotFound, WebhookDeliveryNotFound, WebhookDisabled, AccountErased),
)
async def retry_webhook_delivery(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId, delivery_id: WebhookDeliveryId
) -> Success[TestResponse]:
    """Send a delivery again with the same `webhook-id`, whatever came of it; one that waits is due at once."""
    await use_cases.webhooks.endpoints.repeat(owner_of(principal), webhook_id, delivery_id)
    return Success(data=TestResponse(delivery_id=delivery_id))


@router.post(
    "/replay",
    summary="Replay events to a webhook",
    status_code=202,
    responses=refuses(
        WebhookNotFound, WebhookDisabled, InvalidWebhook, WebhookTypeReserved, ReplayRunning, AccountErased
    ),
)
async def replay_webhook(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId, body: ReplayRequest
) -> Success[ReplayResponse]:
    """Begin to send the events of a period again, with the ids that they had. The log reaches back 30 days."""
    period = (body.begins_at, body.ends_at)
    replay = await use_cases.webhooks.replays.start(owner_of(principal), webhook_id, period, body.types)
    return Success(data=ReplayResponse.of(replay))


@router.get("/replays", summary="List replays of a webhook", responses=READS | refuses(WebhookNotFound))
async def list_webhook_replays(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    webhook_id: WebhookId,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Page[ReplayResponse]:
    """Return a page of replays and how far each is, the newest first."""
    items, total = await use_cases.webhooks.reading.replays(principal.user_id, webhook_id, PageRequest(limit, offset))
    data = [ReplayResponse.of(item) for item in items]
    return Page(data=data, meta=page_meta(count=len(data), total=total, limit=limit, offset=offset))
