"""A forgotten password, and the confirmation of an address: both by a code of a mail."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit

router = APIRouter()

FORGOT: Final = "sign_in/forgot.html"
RESET: Final = "sign_in/reset.html"
CONFIRM: Final = "sign_in/confirm.html"


@router.get("/forgot-password")
async def forgot_page(visit: OpenVisit) -> Response:
    """Return the form that sends a code."""
    return visit.render(FORGOT, email="", **NONE)


@router.post("/forgot-password")
async def send_code(visit: OpenVisit) -> Response:
    """Send a code, then lead to the form that takes it; the same for unknown addresses."""
    form = await visit.form()
    email = str(form.get("email", "")).strip()
    try:
        await visit.call("POST", "auth/password/forgot", json={"email": email})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, FORGOT, email=email, **rejection.shown())
    return visit.redirect("/reset-password", "sign_in.code_sent")


@router.get("/reset-password")
async def reset_page(visit: OpenVisit, code: str = "") -> Response:
    """Return the form that takes the code and a new password."""
    return visit.render(RESET, code=code, **NONE)


@router.post("/reset-password")
async def reset(visit: OpenVisit) -> Response:
    """Replace the password, which ends every session."""
    form = await visit.form()
    code = str(form.get("code", "")).strip()
    try:
        await visit.call("POST", "auth/password/reset", json={"code": code, "password": str(form.get("password", ""))})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, RESET, code=code, **rejection.shown())
    return visit.redirect("/sign-in", "sign_in.password_reset")


@router.get("/confirm-address")
async def confirm_page(visit: OpenVisit, code: str = "") -> Response:
    """Return the form that takes the code of a new address."""
    return visit.render(CONFIRM, code=code, **NONE)


@router.post("/confirm-address")
async def confirm(visit: OpenVisit) -> Response:
    """Confirm the address."""
    form = await visit.form()
    code = str(form.get("code", "")).strip()
    try:
        await visit.call("POST", "auth/email/confirm", json={"code": code})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, CONFIRM, code=code, **rejection.shown())
    return visit.redirect("/account/security" if visit.viewer.is_signed_in else "/sign-in", "sign_in.address_confirmed")
