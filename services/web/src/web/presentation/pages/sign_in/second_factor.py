"""The second step of a sign-in: authenticator app, code by message, recovery code or passkey."""

import json
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.sign_in.beginning import COOKIES, next_path, second_step, welcome
from web.presentation.rejections import rejection_of
from web.presentation.visits import OpenVisit

router = APIRouter()

METHODS: Final = ("passkey", "totp", "sms", "recovery-code")


@router.post("/sign-in/second-factor")
async def complete(visit: OpenVisit) -> Response:
    """Complete the sign-in by a code or passkey."""
    form = await visit.form()
    method = str(form.get("method", ""))
    body = {"challenge": str(form.get("challenge", "")), "method": method, **proof_of(form, method)}
    try:
        reply = await visit.call("POST", "auth/login/second-factor", json=body, headers=COOKIES)
    except ApiError as error:
        rejection = rejection_of(error)
        return second_step(visit, *_step(form), chosen=method, is_sent=method == "sms", **rejection.shown())
    return await welcome(visit, reply, next_path(form.get("next")))


@router.post("/sign-in/second-factor/code")
async def send_code(visit: OpenVisit) -> Response:
    """Send a code to the phone, then show its field."""
    form = await visit.form()
    try:
        await visit.call("POST", "auth/login/second-factor/code", json={"challenge": str(form.get("challenge", ""))})
    except ApiError as error:
        return second_step(visit, *_step(form), chosen="sms", **rejection_of(error).shown())
    return second_step(visit, *_step(form), chosen="sms", is_sent=True)


@router.post("/sign-in/second-factor/options")
async def passkey_options(visit: OpenVisit) -> Response:
    """Return what the browser signs with a passkey."""
    form = await visit.form()
    body = {"challenge": str(form.get("challenge", ""))}
    return visit.json((await visit.call("POST", "auth/login/second-factor/options", json=body)).data)


def proof_of(form: FormData, method: str) -> dict[str, Any]:
    """Return the proof of a form as the API takes it: the response of a passkey, or a code."""
    if method == "passkey":
        return {"credential": credential_of(form)}
    return {"code": str(form.get("code", "")).strip()}


def credential_of(form: FormData) -> Any:
    """Return what the browser has signed; null if it is not JSON, which the API rejects with the reason."""
    try:
        return json.loads(str(form.get("credential", "")))
    except ValueError:
        return None


def _step(form: FormData) -> tuple[str, list[str], str]:
    """Return challenge, methods and the page that follows, which the form of the step carries along."""
    named = str(form.get("methods", "")).split(",")
    methods = [method for method in named if method in METHODS]
    return str(form.get("challenge", "")), methods, next_path(form.get("next"))
