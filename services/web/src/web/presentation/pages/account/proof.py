"""The proof of who a user is, before a change that the thief of a session would like to make.

The form that the API has rejected for want of a proof is carried along as hidden fields, without its passwords, and the
browser sends it again as soon as the proof is there (307). A page continues where the user was going.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.application.api import ApiError
from web.presentation.pages.sign_in.second_factor import credential_of
from web.presentation.rejections import NONE, REAUTHENTICATION, Rejection, rejection_of
from web.presentation.visits import CSRF_FIELD, AccountVisit, Visit, own_path

router = APIRouter()

PAGE: Final = "account/proof.html"
PATH: Final = "/account/prove"
TARGET: Final = "proof_target"
SENDS: Final = "proof_sends"
"""Whether the target takes the form, rather than being a page to return to."""
METHOD: Final = "proof_method"
PREFIX: Final = "proof_"
SCRIPTED: Final = ("credential",)
"""Fields that a script fills when its form is sent: what they had is of no use a second time."""


@router.get(PATH)
async def proof_page(visit: AccountVisit, next: str = "") -> Response:  # noqa: A002 - the name of the parameter
    """Return the page for a user who is going to a page."""
    return await show_proof(visit, 200, own_path(next, "/account/security"), sends=False, fields=())


@router.post(PATH)
async def prove(visit: AccountVisit) -> Response:
    """Prove who the user is, and continue with what needed the proof."""
    form = await visit.form()
    method, target = str(form.get(METHOD, "")), own_path(str(form.get(TARGET, "")), "/account/security")
    body: dict[str, object] = {"method": method}
    if method == "password":
        body["password"] = str(form.get("proof_password", ""))
    elif method == "passkey":
        body["credential"] = credential_of(form)
    else:
        body["code"] = str(form.get("proof_code", "")).strip()
    try:
        await visit.call("POST", "auth/reauthenticate", json=body)
    except ApiError as error:
        return await _again(visit, rejection_of(error), is_sent=method == "sms")
    if form.get(SENDS) != "true":
        return visit.redirect(target)
    return visit.respond(RedirectResponse(target, HTTPStatus.TEMPORARY_REDIRECT))


@router.post(PATH + "/options")
async def passkey_options(visit: AccountVisit) -> Response:
    """Return what the browser signs with a passkey."""
    await visit.form()
    return visit.json((await visit.call("POST", "auth/reauthenticate/options")).data)


@router.post(PATH + "/code")
async def send_code(visit: AccountVisit) -> Response:
    """Send a code to the phone for second steps, then show its field."""
    await visit.form()
    try:
        await visit.call("POST", "auth/reauthenticate/code")
    except ApiError as error:
        return await _again(visit, rejection_of(error))
    return await _again(visit, None, is_sent=True)


async def request_proof(visit: Visit) -> Response:
    """Return the page for a request that the API has rejected for want of a proof."""
    request = visit.request
    if request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return await show_proof(visit, 403, target, sends=False, fields=())
    form = await visit.form()
    fields = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in (CSRF_FIELD, *SCRIPTED) and "assword" not in name
    ]
    is_scripted = any(name in form for name in SCRIPTED) or request.url.path.endswith("/options")
    target = own_path(request.headers.get("referer", ""), "/account") if is_scripted else request.url.path
    return await show_proof(visit, 403, target, sends=not is_scripted, fields=fields)


async def show_proof(
    visit: Visit,
    status: int,
    target: str,
    *,
    sends: bool,
    fields: Iterable[tuple[str, str]],
    rejection: Rejection | None = None,
    is_sent: bool = False,
) -> Response:
    """Return the page with the ways that the account has."""
    factors = await visit.part("auth/factors")
    shown = rejection.shown() if rejection else NONE
    return visit.render_status(
        status, PAGE, factors=factors, target=target, sends=sends, fields=list(fields), is_sent=is_sent, **shown
    )


async def _again(visit: Visit, rejection: Rejection | None, *, is_sent: bool = False) -> Response:
    form = await visit.form()
    fields = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in (CSRF_FIELD, *SCRIPTED) and not name.startswith(PREFIX)
    ]
    target = own_path(str(form.get(TARGET, "")), "/account/security")
    sends = form.get(SENDS) == "true"
    status = rejection.status if rejection else 200
    return await show_proof(visit, status, target, sends=sends, fields=fields, rejection=rejection, is_sent=is_sent)


def needs_proof(error: ApiError) -> bool:
    """Return whether the API has rejected a request for want of a proof."""
    return error.status == HTTPStatus.FORBIDDEN and error.code == REAUTHENTICATION
