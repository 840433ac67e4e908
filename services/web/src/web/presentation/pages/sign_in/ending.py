"""The way out."""

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.application.sessions import ENDED
from web.presentation.visits import OpenVisit

router = APIRouter()


@router.post("/sign-out")
async def sign_out(visit: OpenVisit) -> Response:
    """End the session, or every session of the account. The cookies go in any case: others may use the browser next."""
    form = await visit.form()
    try:
        await visit.call("POST", "auth/logout", query={"all": "true" if form.get("all") else None})
    except ApiError as error:
        if error.status >= 500:
            visit.begin_session(ENDED)
            return visit.redirect("/", "sign_in.signed_out_here")
    visit.begin_session(ENDED)
    return visit.redirect("/", "sign_in.signed_out")
