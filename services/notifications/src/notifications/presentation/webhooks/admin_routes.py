"""Routes of the deliveries of any webhook for administrators, who do not see users' own events."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import AdminPrincipal
from notifications.application.webhooks.reading import PageRequest
from notifications.domain.webhooks.errors import WebhookDeliveryNotFound, WebhookNotFound
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.webhooks.requests import DeliveryParams, WebhookDeliveryId, WebhookId
from notifications.presentation.webhooks.schemas import WebhookDeliveryDetails, WebhookDeliveryResponse

router = APIRouter(
    prefix="/admin/notifications/webhooks/{webhookId}/deliveries",
    tags=["notifications"],
    dependencies=[Depends(private)],
)


@router.get("", summary="List deliveries of any webhook", responses=READS | refuses(WebhookNotFound))
async def any_webhook_deliveries(
    use_cases: ApplicationDep, _: AdminPrincipal, webhook_id: WebhookId, params: Annotated[DeliveryParams, Query()]
) -> Page[WebhookDeliveryResponse]:
    """Return a page of the deliveries of a webhook, the newest first."""
    page = PageRequest(params.limit, params.offset)
    items, total = await use_cases.webhooks.reading.deliveries(None, webhook_id, params.state, page)
    data = [WebhookDeliveryResponse.of(item) for item in items]
    return Page(data=data, meta=page_meta(count=len(data), total=total, limit=page.limit, offset=page.offset))


@router.get(
    "/{deliveryId}",
    summary="Read a delivery of any webhook",
    responses=READS | refuses(WebhookNotFound, WebhookDeliveryNotFound),
)
async def any_webhook_delivery(
    use_cases: ApplicationDep, _: AdminPrincipal, webhook_id: WebhookId, delivery_id: WebhookDeliveryId
) -> Success[WebhookDeliveryDetails]:
    """Return a delivery with its attempts; of users' own events neither the body nor the response to it."""
    details = await use_cases.webhooks.reading.delivery(None, webhook_id, delivery_id)
    return Success(data=WebhookDeliveryDetails.with_attempts(details))
