"""Deliveries of notifications of all users."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.user_names import user_names
from web.presentation.visits import OperatorVisit

router = APIRouter()

PAGE_SIZE: Final = 30
STATES: Final = ("", "pending", "sending", "delivered", "failed", "unconfirmed", "cancelled", "collected")
CHANNELS: Final = ("", "email", "webpush", "sms", "service", "webhook")


@router.get("/admin/deliveries")
async def deliveries(visit: OperatorVisit) -> Response:
    """Return the deliveries."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("state", "channel", "kind", "userId")}
    listed = await visit.listed(
        "admin/notifications/deliveries", **chosen, limit=PAGE_SIZE, offset=params.get("offset", "0")
    )
    names = await user_names(visit, (one["userId"] for one in listed.data))
    values = {"chosen": chosen, "states": STATES, "channels": CHANNELS, "names": names}
    return visit.render("admin/deliveries.html", deliveries=listed.data, meta=listed.meta, **values)


@router.post("/admin/deliveries/{delivery_id}/retry")
async def retry(visit: OperatorVisit, delivery_id: str) -> Response:
    """Deliver once more."""
    await visit.form()
    await visit.call("POST", f"admin/notifications/deliveries/{delivery_id}/retry")
    return visit.back("admin.done", "/admin/deliveries")
