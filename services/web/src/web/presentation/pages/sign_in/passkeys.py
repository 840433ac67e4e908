"""Sign-in by a passkey, without a username. The script `passkeys.js` sends what the browser has signed as a form."""

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.sign_in.beginning import next_path, sign_in_by
from web.presentation.pages.sign_in.passwords import PAGE
from web.presentation.pages.sign_in.second_factor import credential_of
from web.presentation.visits import OpenVisit

router = APIRouter()


@router.post("/sign-in/passkey/options")
async def passkey_options(visit: OpenVisit) -> Response:
    """Return what the browser signs."""
    await visit.form()
    return visit.json((await visit.call("POST", "auth/passkeys/sign-in/options")).data)


@router.post("/sign-in/passkey")
async def sign_in(visit: OpenVisit) -> Response:
    """Sign in by what the browser has signed."""
    form = await visit.form()
    body = {"credential": credential_of(form)}
    following = next_path(form.get("next"))
    return await sign_in_by(visit, "auth/passkeys/sign-in", body, following, PAGE, user="", providers=[])
