"""Sign-up."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.sign_in.beginning import COOKIES, next_path
from web.presentation.rejections import NONE, rejection_of
from web.presentation.viewers import ZONE_COOKIE
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PAGE: Final = "sign_in/sign_up.html"
FIELDS: Final = ("email", "username", "password")


@router.get("/sign-up")
async def sign_up_page(visit: OpenVisit, next: str = "", invitation: str = "") -> Response:  # noqa: A002
    """Return the form; a user who is signed in continues with the page where they were going."""
    following = next_path(next)
    if visit.viewer.is_signed_in:
        return visit.redirect(following)
    values = {"email": "", "username": "", "invitation": invitation}
    return visit.render(PAGE, next=following, values=values, **NONE)


@router.post("/sign-up")
async def sign_up(visit: OpenVisit) -> Response:
    """Register an account, keep how the visitor has seen pages so far, and begin the session."""
    form = await visit.form()
    following = next_path(form.get("next"))
    body = {name: str(form.get(name, "")) for name in FIELDS}
    invitation = str(form.get("invitationCode", "")).strip()
    if invitation:
        body["invitationCode"] = invitation
    try:
        reply = await visit.call("POST", "auth/register", json=body, headers=COOKIES)
    except ApiError as error:
        rejection = rejection_of(error)
        values = {"email": body["email"], "username": body["username"], "invitation": invitation}
        return visit.render_status(rejection.status, PAGE, next=following, values=values, **rejection.shown())
    visit.begin_session(reply.cookies)
    await _keep_preferences(visit)
    return visit.redirect(following, "sign_in.welcome")


async def _keep_preferences(visit: Visit) -> None:
    """Store language, region and time zone of the visitor: mails to the new account are written by them."""
    viewer = visit.viewer
    chosen = {"language": viewer.language, "region": viewer.region}
    if ZONE_COOKIE in visit.request.cookies:
        chosen["timeZone"] = viewer.zone.key
    try:
        await visit.call("PATCH", "users/me/preferences", json=chosen)
    except ApiError:
        return  # The account exists; its preferences can be set at any time.
