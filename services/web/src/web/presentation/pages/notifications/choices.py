"""What a user hears of, how often on each channel, and when."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import number_in
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "notifications/page.html"
PATH: Final = "/account/notifications"
CHANNELS: Final = ("inbox", "email", "webpush", "sms", "service")
CATEGORIES: Final = ("titles", "people", "imports", "sources", "operations", "service", "account")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@router.get(PATH)
async def choices_page(visit: AccountVisit) -> Response:
    """Return the choices, the targets and the muted titles."""
    return await show_notifications(visit, 200)


@router.post(PATH)
async def change_choices(visit: AccountVisit) -> Response:
    """Replace the choices of the form."""
    form = await visit.form()
    try:
        await visit.call("PATCH", "notifications/preferences", json=_choices(form))
    except ApiError as error:
        return await show_notifications(visit, error.status, form="choices", **rejection_of(error).shown())
    return visit.redirect(PATH, "layout.saved")


@router.post(PATH + "/muted/{media_item_id:uuid}/remove")
async def unmute(visit: AccountVisit, media_item_id: UUID) -> Response:
    """Unmute a title."""
    await visit.form()
    await visit.call("DELETE", f"notifications/muted-titles/{media_item_id}")
    return visit.redirect(PATH + "#muted", "notifications.unmuted")


async def show_notifications(visit: Visit, status: int, **values: Any) -> Response:
    """Return the page, with what is wrong with one of its forms."""
    parts = await visit.parts(
        preferences=("notifications/preferences", {}),
        targets=("notifications/targets", {}),
        muted=("notifications/muted-titles", {"limit": 50}),
        push_key=("notifications/push-key", {}),
    )
    muted = (one["mediaItemId"] for one in parts["muted"].data or [])
    titles = await titles_by_id(visit, muted, language=visit.viewer.language)
    fixed = {"titles": titles, "categories": CATEGORIES, "form": "", "channels": CHANNELS, "weekdays": WEEKDAYS, **NONE}
    return visit.render_status(status if status < 500 else 503, PAGE, **{**fixed, **values}, **parts)


def _choices(form: FormData) -> dict[str, Any]:
    """Return the choices of a form: `frequency.KIND.CHANNEL`, `lead.KIND`, and the times."""
    frequencies: dict[str, dict[str, str]] = {}
    lead_times: dict[str, int | None] = {}
    for name, value in form.items():
        subject, _, rest = name.partition(".")
        text = str(value)
        if subject == "frequency":
            kind, _, channel = rest.partition(".")
            frequencies.setdefault(kind, {})[channel] = text
        elif subject == "lead":
            lead_times[rest] = number_in(text, 7)
    begins, ends = str(form.get("beginsAt", "")), str(form.get("endsAt", ""))
    return {
        "frequencies": frequencies,
        "leadTimeMinutes": lead_times,
        "quietHours": {"beginsAt": begins, "endsAt": ends} if form.get("quiet") == "true" else None,
        "digestAt": str(form.get("digestAt", "")) or None,
        "digestWeekday": str(form.get("digestWeekday", "")) or None,
        "onlyMyServices": form.get("onlyMyServices") == "true",
    }
