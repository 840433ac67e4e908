"""Security: password, address, identities at providers, and which factors there are."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "account/security.html"
PATH: Final = "/account/security"


@router.get(PATH)
async def security_page(visit: AccountVisit) -> Response:
    """Return the page."""
    return await show_security(visit, 200)


@router.post(PATH + "/password")
async def change_password(visit: AccountVisit) -> Response:
    """Replace the password by the current one, which ends the other sessions."""
    form = await visit.form()
    body = {name: str(form.get(name, "")) for name in ("currentPassword", "newPassword")}
    return await changed(visit, "PATCH", "users/me/password", body, "password", "account.password_changed")


@router.post(PATH + "/address")
async def change_address(visit: AccountVisit) -> Response:
    """Send a code to the new address, then lead to the form that takes it."""
    form = await visit.form()
    try:
        await visit.call("POST", "users/me/email", json={"email": str(form.get("email", "")).strip()})
    except ApiError as error:
        return await show_security(visit, error.status, form="address", **rejection_of(error).shown())
    return visit.redirect("/confirm-address", "sign_in.code_sent")


@router.post(PATH + "/identities/{identity_id:uuid}/remove")
async def unlink_identity(visit: AccountVisit, identity_id: UUID) -> Response:
    """Unlink an identity at a provider."""
    await visit.form()
    path = f"auth/identities/{identity_id}"
    return await changed(visit, "DELETE", path, None, "identities", "account.identity_unlinked")


async def changed(visit: Visit, method: str, path: str, body: Any, form: str, notice: str) -> Response:
    """Return the redirect to the page after a change, or the page with why one of its forms was rejected."""
    try:
        await visit.call(method, path, json=body)
    except ApiError as error:
        return await show_security(visit, error.status, form=form, **rejection_of(error).shown())
    return visit.redirect(PATH, notice)


async def show_security(visit: Visit, status: int, form: str = "", **values: Any) -> Response:
    """Return the page, with what is wrong with one of its forms, or with what is shown once."""
    parts = await visit.parts(
        factors=("auth/factors", {}),
        passkeys=("auth/passkeys", {}),
        identities=("auth/identities", {}),
        providers=("auth/providers", {}),
    )
    account = await visit.get("auth/me")
    shown = {**NONE, **values}
    return visit.render_status(status if status < 500 else 503, PAGE, account=account, form=form, **parts, **shown)
