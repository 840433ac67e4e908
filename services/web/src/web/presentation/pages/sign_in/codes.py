"""Sign-in by a code, sent by mail or SMS."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.sign_in.beginning import next_path, sign_in_by, user_of
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit

router = APIRouter()

PAGE: Final = "sign_in/code.html"


@router.get("/sign-in/code")
async def code_page(visit: OpenVisit, next: str = "") -> Response:  # noqa: A002 - the name of the parameter
    """Return the form that sends a code."""
    return visit.render(PAGE, next=next_path(next), user="", channel="email", is_sent=False, **NONE)


@router.post("/sign-in/code")
async def send_code(visit: OpenVisit) -> Response:
    """Send a code, then show its field. The page is the same for unknown users."""
    form = await visit.form()
    user, following = str(form.get("user", "")), next_path(form.get("next"))
    channel = "sms" if form.get("channel") == "sms" else "email"
    shown = {"next": following, "user": user, "channel": channel}
    try:
        await visit.call("POST", "auth/codes", json={**user_of(user), "channel": channel})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, PAGE, **shown, is_sent=False, **rejection.shown())
    return visit.render(PAGE, **shown, is_sent=True, **NONE)


@router.post("/sign-in/code/check")
async def sign_in(visit: OpenVisit) -> Response:
    """Sign in by the code."""
    form = await visit.form()
    user, following = str(form.get("user", "")), next_path(form.get("next"))
    body = {**user_of(user), "code": str(form.get("code", "")).strip()}
    shown = {"user": user, "channel": "email", "is_sent": True}
    return await sign_in_by(visit, "auth/codes/sign-in", body, following, PAGE, **shown)
