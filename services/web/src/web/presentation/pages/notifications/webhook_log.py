"""What a webhook has received: one delivery with its attempts, tests, repetitions and replays."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.notifications.webhooks import PATH, show_webhook
from web.presentation.rejections import rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

DELIVERY: Final = "notifications/webhook_delivery.html"


@router.get(PATH + "/{webhook_id:uuid}/deliveries/{delivery_id:uuid}")
async def delivery(visit: AccountVisit, webhook_id: UUID, delivery_id: UUID) -> Response:
    """Return a delivery with its request and every response."""
    path = f"notifications/webhooks/{webhook_id}/deliveries/{delivery_id}"
    return visit.render(DELIVERY, webhook_id=webhook_id, delivery=await visit.get(path))


@router.post(PATH + "/{webhook_id:uuid}/deliveries/{delivery_id:uuid}/retry")
async def retry(visit: AccountVisit, webhook_id: UUID, delivery_id: UUID) -> Response:
    """Send an event again."""
    await visit.form()
    path = f"notifications/webhooks/{webhook_id}/deliveries/{delivery_id}/retry"
    return await _sent(visit, webhook_id, path, None, "notifications.sent_again")


@router.post(PATH + "/{webhook_id:uuid}/test")
async def test(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Send a test event."""
    await visit.form()
    return await _sent(visit, webhook_id, f"notifications/webhooks/{webhook_id}/test", None, "notifications.test_sent")


@router.post(PATH + "/{webhook_id:uuid}/replay")
async def replay(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Send the events of a period again."""
    form = await visit.form()
    body: dict[str, Any] = {name: _instant(visit, str(form.get(name, ""))) for name in ("from", "to")}
    types = [str(name) for name in form.getlist("type")]
    if types:
        body["types"] = types
    path = f"notifications/webhooks/{webhook_id}/replay"
    return await _sent(visit, webhook_id, path, body, "notifications.replay_begun")


def _instant(visit: Visit, text: str) -> str:
    """Return the instant of a field of date and time, by the visitor's clock; other text as it is, to be rejected."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=visit.viewer.zone).isoformat()
    except ValueError:
        return text


async def _sent(visit: Visit, webhook_id: UUID, path: str, body: Any, notice: str) -> Response:
    try:
        await visit.call("POST", path, json=body)
    except ApiError as error:
        return await show_webhook(visit, webhook_id, error.status, **rejection_of(error).shown())
    return visit.redirect(f"{PATH}/{webhook_id}", notice)
