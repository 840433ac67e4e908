"""HTTP routes of webhooks. Every user reads and changes their own only."""

from typing import Final

from fastapi import APIRouter, Depends, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import CurrentPrincipal, Principal
from notifications.application.webhooks.access import Owner
from notifications.application.webhooks.reading import PageRequest
from notifications.domain.errors import AccountErased
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    TooManyWebhooks,
    WebhookDisabled,
    WebhookNotFound,
    WebhookTypeReserved,
)
from notifications.domain.webhooks.event_types import types_for
from notifications.presentation.dependencies import READS, ApplicationDep, Limit, Offset, private
from notifications.presentation.errors import refuses
from notifications.presentation.webhooks.requests import WebhookChanges, WebhookId, WebhookRequest
from notifications.presentation.webhooks.schemas import (
    EventTypeResponse,
    TestResponse,
    WebhookResponse,
    WebhookSecretResponse,
)

router = APIRouter(prefix="/notifications/webhooks", tags=["notifications"], dependencies=[Depends(private)])

_CREATES: Final[Responses] = refuses(InvalidWebhook, TooManyWebhooks, WebhookTypeReserved, AccountErased) | {
    201: {"headers": headers("Cache-Control")}
}


def owner_of(principal: Principal) -> Owner:
    """Return the signed-in user as an owner of webhooks."""
    return Owner(principal.user_id, principal.has_role("admin"))


@router.get("/event-types", summary="List types of webhook events", responses=READS)
async def list_event_types(principal: CurrentPrincipal) -> Success[list[EventTypeResponse]]:
    """Return the types of events that the signed-in user may choose."""
    types = types_for(is_administrator=principal.has_role("admin"))
    return Success(data=[EventTypeResponse.of(item) for item in types])


@router.get("", summary="List my webhooks", responses=READS)
async def list_webhooks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[WebhookResponse]:
    """Return a page of the signed-in user's webhooks, the oldest first."""
    items, total = await use_cases.webhooks.reading.endpoints(principal.user_id, PageRequest(limit, offset))
    data = [WebhookResponse.of(item) for item in items]
    return Page(data=data, meta=page_meta(count=len(data), total=total, limit=limit, offset=offset))


@router.post("", summary="Create a webhook", status_code=201, responses=_CREATES)
async def create_webhook(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: WebhookRequest
) -> Success[WebhookSecretResponse]:
    """Create a webhook and return it with its secret, which is shown this once. It gets what happens from now on."""
    created = await use_cases.webhooks.endpoints.create(owner_of(principal), body.settings())
    return Success(data=WebhookSecretResponse.with_secret(created))


@router.get("/{webhookId}", summary="Read a webhook of mine", responses=READS | refuses(WebhookNotFound))
async def read_webhook(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId
) -> Success[WebhookResponse]:
    """Return a webhook without its secret."""
    return Success(data=WebhookResponse.of(await use_cases.webhooks.reading.endpoint(principal.user_id, webhook_id)))


@router.patch(
    "/{webhookId}",
    summary="Change a webhook",
    responses=READS | refuses(WebhookNotFound, InvalidWebhook, WebhookTypeReserved, AccountErased),
)
async def change_webhook(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId, body: WebhookChanges
) -> Success[WebhookResponse]:
    """Change settings. What waits for a webhook is cancelled when it is disabled."""
    endpoint = await use_cases.webhooks.endpoints.change(owner_of(principal), webhook_id, body.changed)
    return Success(data=WebhookResponse.of(endpoint))


@router.delete(
    "/{webhookId}", summary="Delete a webhook", status_code=204, responses=refuses(WebhookNotFound, AccountErased)
)
async def delete_webhook(use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId) -> Response:
    """Delete a webhook with its deliveries."""
    await use_cases.webhooks.endpoints.delete(owner_of(principal), webhook_id)
    return Response(status_code=204)


@router.post(
    "/{webhookId}/rotate-secret",
    summary="Rotate the secret of a webhook",
    responses=READS | refuses(WebhookNotFound, AccountErased),
)
async def rotate_webhook_secret(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId
) -> Success[WebhookSecretResponse]:
    """Replace the secret, and return the new one this once. For 24 hours the one before signs too."""
    created = await use_cases.webhooks.endpoints.rotate(owner_of(principal), webhook_id)
    return Success(data=WebhookSecretResponse.with_secret(created))


@router.post(
    "/{webhookId}/test",
    summary="Test a webhook",
    status_code=202,
    responses=refuses(WebhookNotFound, WebhookDisabled, AccountErased),
)
async def test_webhook(
    use_cases: ApplicationDep, principal: CurrentPrincipal, webhook_id: WebhookId
) -> Success[TestResponse]:
    """Send an event of the type `webhook.test`, and return the id of its delivery."""
    delivery_id = await use_cases.webhooks.endpoints.test(owner_of(principal), webhook_id)
    return Success(data=TestResponse(delivery_id=delivery_id))
