"""Messages of providers: receiving them, and looking after them."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from billing.domain.payments.errors import UnknownProvider
from billing.domain.payments.facts import ProviderName
from billing.domain.webhooks.errors import ExpiredSignature, InvalidNotice, InvalidSignature, WebhookNotFound
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.webhooks.metrics import WEBHOOKS
from billing.presentation.webhooks.schemas import WebhookReceipt, WebhookResponse, WebhooksParams
from chassis.http.document.error_cases import JSON
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import FinancePrincipal

router = APIRouter(tags=["billing"])

MOST_BYTES: Final = 262_144
"""The largest message that is read."""
Provider = Annotated[ProviderName, Path(description="Who sends the message", examples=["stripe"])]
WebhookId = Annotated[
    UUID, Path(alias="webhookId", description="Id of a message", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
_EXAMPLE: Final = {
    "id": "evt_1SXq2mKZ0aGq4hYc",
    "object": "event",
    "type": "invoice.paid",
    "created": 1795262400,
    "data": {"object": {"object": "invoice", "id": "in_1SXq2mKZ0aGq4hYc"}},
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The message as the provider has signed it, byte for byte",
        "content": {JSON: {"schema": {"type": "object"}, "example": _EXAMPLE}},
    }
}
_RECEIPTS: Final = {
    is_new: Success(data=WebhookReceipt(is_new=is_new)).model_dump_json(by_alias=True).encode()
    for is_new in (True, False)
}
_OUTCOMES: Final[dict[type[Exception], str]] = {
    InvalidSignature: "invalid_signature",
    ExpiredSignature: "expired_signature",
    InvalidNotice: "unreadable",
}


@router.post(
    "/billing/webhooks/{provider}",
    summary="Receive a message of a provider",
    response_model=Success[WebhookReceipt],
    responses=refuses(UnknownProvider, InvalidSignature, ExpiredSignature, InvalidNotice),
    openapi_extra=_BODY,
)
async def receive_provider_message(request: Request, use_cases: ApplicationDep, provider: Provider) -> Response:
    """Store a message that its provider has signed within the last 5 minutes; no access token is needed.

    A message that was received before changes nothing. What it is about is fetched from the provider afterwards, so
    that the order of messages does not matter.
    """
    body = await request.body()
    if len(body) > MOST_BYTES:
        WEBHOOKS.labels(provider, "unreadable").inc()
        raise InvalidNotice(f"it has more than {MOST_BYTES} bytes")
    try:
        is_new = await use_cases.receive_webhook(provider, body, request.headers)
    except (InvalidSignature, ExpiredSignature, InvalidNotice) as refusal:
        WEBHOOKS.labels(provider, _OUTCOMES[type(refusal)]).inc()
        raise
    WEBHOOKS.labels(provider, "stored" if is_new else "repeated").inc()
    return Response(_RECEIPTS[is_new], media_type=JSON)


@router.get("/admin/billing/webhooks", summary="List messages of providers")
async def list_provider_messages(
    use_cases: ApplicationDep, _: FinancePrincipal, params: Annotated[WebhooksParams, Query()]
) -> Page[WebhookResponse]:
    """Return a page of messages of the last 90 days, the newest first, with what became of each."""
    webhooks, total = await use_cases.webhooks.page(params.filter())
    return Page(
        data=[WebhookResponse.of(webhook) for webhook in webhooks],
        meta=page_meta(count=len(webhooks), total=total, limit=params.limit, offset=params.offset),
    )


@router.post(
    "/admin/billing/webhooks/{webhookId}/replay",
    summary="Replay a message of a provider",
    responses=refuses(WebhookNotFound),
)
async def replay_provider_message(
    use_cases: ApplicationDep, _: FinancePrincipal, webhook_id: WebhookId
) -> Success[WebhookResponse]:
    """Fetch what a message is about again, whatever became of the message."""
    return Success(data=WebhookResponse.of(await use_cases.webhooks.replay(webhook_id)))
