"""Webhooks: addresses of other systems that receive events."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PATH: Final = "/account/notifications/webhooks"
LIST: Final = "notifications/webhooks.html"
ONE: Final = "notifications/webhook.html"
FILTERS: Final = (
    "kind",
    "mediaId",
    "tmdbId",
    "state",
    "trigger",
    "messageKind",
    "direction",
    "region",
    "source",
    "status",
)
"""Fields by which the events of a webhook may be filtered."""
PER_PAGE: Final = 20


@router.get(PATH)
async def webhooks(visit: AccountVisit) -> Response:
    """Return the webhooks and the form for another one."""
    return await _show_list(visit, 200)


@router.post(PATH)
async def create(visit: AccountVisit) -> Response:
    """Create a webhook, and show its secret once."""
    form = await visit.form()
    body = {**_body(form), "enabled": True}
    try:
        reply = await visit.call("POST", "notifications/webhooks", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show_list(visit, rejection.status, sent=body, **rejection.shown())
    return await show_webhook(visit, reply.data["id"], 201, secret=reply.data["secret"])


@router.get(PATH + "/{webhook_id:uuid}")
async def webhook(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Return a webhook with its deliveries."""
    return await show_webhook(visit, webhook_id, 200)


@router.post(PATH + "/{webhook_id:uuid}")
async def change(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Replace address, types and filters of a webhook, or enable or disable it."""
    form = await visit.form()
    body = {"enabled": form["enabled"] == "true"} if "enabled" in form else _body(form)
    try:
        await visit.call("PATCH", f"notifications/webhooks/{webhook_id}", json=body)
    except ApiError as error:
        return await show_webhook(visit, webhook_id, error.status, **rejection_of(error).shown())
    return visit.redirect(f"{PATH}/{webhook_id}", "layout.saved")


@router.post(PATH + "/{webhook_id:uuid}/remove")
async def remove(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Delete a webhook."""
    await visit.form()
    await visit.call("DELETE", f"notifications/webhooks/{webhook_id}")
    return visit.redirect(PATH, "notifications.webhook_removed")


@router.post(PATH + "/{webhook_id:uuid}/rotate")
async def rotate(visit: AccountVisit, webhook_id: UUID) -> Response:
    """Replace the secret, and show the new one once."""
    await visit.form()
    reply = await visit.call("POST", f"notifications/webhooks/{webhook_id}/rotate-secret")
    return await show_webhook(visit, webhook_id, 200, secret=reply.data["secret"])


async def show_webhook(visit: Visit, webhook_id: UUID | str, status: int, **values: Any) -> Response:
    """Return the page of a webhook, with its secret if that is shown now."""
    path = f"notifications/webhooks/{webhook_id}"
    parts = await visit.parts(
        deliveries=(f"{path}/deliveries", {"limit": PER_PAGE, "offset": visit.offset}),
        replays=(f"{path}/replays", {"limit": 5}),
        types=("notifications/webhooks/event-types", {}),
    )
    fixed = {"webhook": await visit.get(path), "secret": "", "filters": FILTERS, **NONE}
    return visit.render_status(status if status < 500 else 503, ONE, **{**fixed, **values}, **parts)


async def _show_list(visit: Visit, status: int, **values: Any) -> Response:
    parts = await visit.parts(
        webhooks=("notifications/webhooks", {"limit": 100}), types=("notifications/webhooks/event-types", {})
    )
    fixed = {"sent": {}, "filters": FILTERS, **NONE}
    return visit.render_status(status, LIST, **{**fixed, **values}, **parts)


def _body(form: FormData) -> dict[str, Any]:
    filters = {
        name: [value.strip() for value in str(form.get(f"filter.{name}", "")).split(",") if value.strip()]
        for name in FILTERS
    }
    return {
        "url": str(form.get("url", "")).strip(),
        "description": str(form.get("description", "")).strip(),
        "eventTypes": [str(name) for name in form.getlist("type")],
        "filters": {name: values for name, values in filters.items() if values},
    }
