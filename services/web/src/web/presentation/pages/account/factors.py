"""Factors: passkeys, the authenticator app, recovery codes and the phone."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.account.security import PATH, changed, show_security
from web.presentation.pages.sign_in.second_factor import credential_of
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

APP: Final = "account/authenticator.html"
PHONE: Final = "account/phone.html"
CODES: Final = "account/recovery_codes.html"


@router.post(PATH + "/passkeys/options")
async def passkey_options(visit: AccountVisit) -> Response:
    """Return with what the browser makes a passkey."""
    await visit.form()
    return visit.json((await visit.call("POST", "auth/passkeys/options")).data)


@router.post(PATH + "/passkeys")
async def add_passkey(visit: AccountVisit) -> Response:
    """Store what the browser has made."""
    form = await visit.form()
    body = {"credential": credential_of(form), "name": str(form.get("name", "")).strip() or None}
    return await changed(visit, "POST", "auth/passkeys", body, "passkeys", "account.passkey_added")


@router.post(PATH + "/passkeys/{passkey_id:uuid}")
async def rename_passkey(visit: AccountVisit, passkey_id: UUID) -> Response:
    """Rename a passkey."""
    body = {"name": str((await visit.form()).get("name", ""))}
    return await changed(visit, "PATCH", f"auth/passkeys/{passkey_id}", body, "passkeys", "layout.saved")


@router.post(PATH + "/passkeys/{passkey_id:uuid}/remove")
async def remove_passkey(visit: AccountVisit, passkey_id: UUID) -> Response:
    """Remove a passkey."""
    await visit.form()
    return await changed(visit, "DELETE", f"auth/passkeys/{passkey_id}", None, "passkeys", "account.passkey_removed")


@router.post(PATH + "/authenticator")
async def begin_authenticator(visit: AccountVisit) -> Response:
    """Begin the setup of an app: its QR code, and the field for the first code."""
    await visit.form()
    try:
        setup = (await visit.call("POST", "auth/factors/totp")).data
    except ApiError as error:
        return await show_security(visit, error.status, form="authenticator", **rejection_of(error).shown())
    return visit.render(APP, setup=setup, **NONE)


@router.post(PATH + "/authenticator/confirm")
async def confirm_authenticator(visit: AccountVisit) -> Response:
    """Enable the app by its first code, and show the recovery codes once."""
    form = await visit.form()
    code = str(form.get("code", "")).strip()
    try:
        reply = await visit.call("POST", "auth/factors/totp/confirm", json={"code": code})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, APP, setup=None, **rejection.shown())
    return _codes(visit, reply.data["recoveryCodes"])


@router.post(PATH + "/authenticator/remove")
async def remove_authenticator(visit: AccountVisit) -> Response:
    """Remove the app."""
    await visit.form()
    return await changed(visit, "DELETE", "auth/factors/totp", None, "authenticator", "account.factor_removed")


@router.post(PATH + "/recovery-codes")
async def renew_recovery_codes(visit: AccountVisit) -> Response:
    """Replace the recovery codes, and show them once."""
    await visit.form()
    try:
        reply = await visit.call("POST", "auth/factors/recovery-codes")
    except ApiError as error:
        return await show_security(visit, error.status, form="recovery", **rejection_of(error).shown())
    return _codes(visit, reply.data["recoveryCodes"])


@router.post(PATH + "/phone")
async def add_phone(visit: AccountVisit) -> Response:
    """Send a code to a number, then show its field."""
    form = await visit.form()
    body = {"number": str(form.get("number", "")).strip(), "use": str(form.get("use", ""))}
    try:
        await visit.call("PUT", "auth/factors/phone", json=body)
    except ApiError as error:
        return await show_security(visit, error.status, form="phone", **rejection_of(error).shown())
    return visit.redirect(PATH + "/phone")


@router.get(PATH + "/phone")
async def phone_page(visit: AccountVisit) -> Response:
    """Return the field for the code of the phone."""
    return visit.render(PHONE, **NONE)


@router.post(PATH + "/phone/confirm")
async def confirm_phone(visit: AccountVisit) -> Response:
    """Confirm the number; the first factor comes with recovery codes."""
    form = await visit.form()
    try:
        reply = await visit.call("POST", "auth/factors/phone/confirm", json={"code": str(form.get("code", "")).strip()})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, PHONE, **rejection.shown())
    codes = reply.data["recoveryCodes"]
    return _codes(visit, codes) if codes else visit.redirect(PATH, "account.phone_confirmed")


@router.post(PATH + "/phone/remove")
async def remove_phone(visit: AccountVisit) -> Response:
    """Remove the number."""
    await visit.form()
    return await changed(visit, "DELETE", "auth/factors/phone", None, "phone", "account.factor_removed")


def _codes(visit: Visit, codes: list[str]) -> Response:
    return visit.render(CODES, codes=codes)
