"""What was sent to the user, and what became of it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AccountVisit

router = APIRouter()

PATH: Final = "/account/notifications/deliveries"
STATES: Final = ("collected", "pending", "sending", "delivered", "failed", "unconfirmed", "cancelled")
CHANNELS: Final = ("email", "webpush", "sms", "service")
KINDS: Final = (
    "release",
    "new_season",
    "new_episode",
    "on_streaming",
    "status_changed",
    "rising",
    "import_finished",
    "import_failed",
    "file_import_finished",
    "file_import_failed",
    "payment_failed",
    "payment_overdue",
    "plan_expired",
    "plan_canceled",
    "plan_active_again",
    "friend_requested",
    "friend_accepted",
    "follow_requested",
    "follow_accepted",
    "contribution_moderated",
    "media_source_degraded",
    "media_source_recovered",
    "source_degraded",
    "source_recovered",
    "target_disabled",
    "address_disabled",
    "webhook_disabled",
)
"""Kinds of messages with a text of their own; a newer version of the API may have others."""
PER_PAGE: Final = 30


@router.get(PATH)
async def deliveries(visit: AccountVisit) -> Response:
    """Return the deliveries, the newest first."""
    query = visit.request.query_params
    state, channel = query.get("state", ""), query.get("channel", "")
    chosen = {
        "state": state if state in STATES else "",
        "channel": channel if channel in CHANNELS else "",
        "cursor": query.get("cursor", ""),
    }
    reply = await visit.listed("notifications/deliveries", limit=PER_PAGE, **chosen)
    return visit.render(
        "notifications/deliveries.html",
        deliveries=reply.data,
        meta=reply.meta,
        chosen=chosen,
        states=STATES,
        channels=CHANNELS,
        kinds=KINDS,
    )


@router.post(PATH + "/{delivery_id:uuid}/retry")
async def retry(visit: AccountVisit, delivery_id: UUID) -> Response:
    """Send again what has failed."""
    await visit.form()
    await visit.call("POST", f"notifications/deliveries/{delivery_id}/retry")
    return visit.redirect(PATH, "notifications.sent_again")
