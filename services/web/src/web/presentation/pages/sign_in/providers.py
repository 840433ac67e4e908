"""Sign-in with an OpenID provider, and linking of an identity: out to the provider, and back with a one-time code.

The verifier that the code needs is in a cookie of this browser, with the page that follows. So the code of another
browser, in a link that an attacker sends, signs no user in.
"""

import base64
import hashlib
import secrets
from typing import Final
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.domain.cookies import set_cookie
from web.presentation.pages.sign_in.beginning import (
    COOKIES,
    SECOND_FACTOR,
    next_path,
    second_step,
    sign_in_by,
    welcome,
)
from web.presentation.rejections import NONE, Rejection, rejection_of
from web.presentation.rendering.links import with_query
from web.presentation.rendering.wording import text_of_code
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

FLOW_COOKIE: Final = "__Host-marquee-provider"
FLOW_SECONDS: Final = 600
RETURN: Final = "/sign-in/return"
PAGE: Final = "sign_in/provider.html"
SECURITY: Final = "/account/security"
_VERIFIER_BYTES: Final = 48
_NAME_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


@router.get("/sign-in/providers/{provider}")
async def begin(visit: OpenVisit, provider: str, next: str = "") -> Response:  # noqa: A002 - the name of the parameter
    """Lead to the provider in order to sign in."""
    return _begin(visit, provider, "sign-in", next_path(next))


@router.get("/account/security/providers/{provider}")
async def begin_to_link(visit: AccountVisit, provider: str) -> Response:
    """Lead to the provider in order to link the identity there."""
    return _begin(visit, provider, "link", SECURITY)


@router.get("/sign-in/return")
async def come_back(visit: OpenVisit, code: str = "", error: str = "") -> Response:
    """Sign in, or link the identity, by the code with which the provider's redirect ends."""
    flow = _flow(visit)
    if error or not code or not flow:
        key = text_of_code(error) or "codes.external_sign_in_failed"
        return _form(visit, Rejection(400, key, ""), "", flow.get("next", "/"))
    visit.cookies.append(set_cookie(FLOW_COOKIE, "", 0))
    body = {"code": code, "codeVerifier": flow["verifier"]}
    if flow["purpose"] == "link":
        return await _link(visit, body)
    try:
        reply = await visit.call("POST", "auth/oidc/token", json=body, headers=COOKIES)
    except ApiError as failure:
        if failure.code == "INVITATION_REQUIRED":
            visit.cookies[-1] = set_cookie(FLOW_COOKIE, urlencode(flow), FLOW_SECONDS)
            return _form(visit, rejection_of(failure), code, flow["next"])
        if failure.code == SECOND_FACTOR:
            return second_step(visit, failure.details["challenge"], failure.details["methods"], flow["next"])
        return _form(visit, rejection_of(failure), "", flow["next"])
    return await welcome(visit, reply, flow["next"])


@router.post("/sign-in/return")
async def register_invited(visit: OpenVisit) -> Response:
    """Register by the code of the provider and that of an invitation."""
    form = await visit.form()
    flow = _flow(visit)
    code = str(form.get("code", ""))
    body = {
        "code": code,
        "codeVerifier": flow.get("verifier", ""),
        "invitationCode": str(form.get("invitationCode", "")).strip(),
    }
    return await sign_in_by(visit, "auth/oidc/token", body, flow.get("next", "/"), PAGE, code=code)


def _begin(visit: Visit, provider: str, purpose: str, following: str) -> Response:
    if not provider or not _NAME_CHARS.issuperset(provider):
        raise HTTPException(404)
    verifier = secrets.token_urlsafe(_VERIFIER_BYTES)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    flow = {"verifier": verifier, "purpose": purpose, "next": following}
    visit.cookies.append(set_cookie(FLOW_COOKIE, urlencode(flow), FLOW_SECONDS))
    query = {"codeChallenge": challenge, "returnTo": visit.renderer.public_url + RETURN}
    return visit.redirect(with_query(f"/api/v1/auth/oidc/{provider}/authorize", query))


async def _link(visit: Visit, body: dict[str, str]) -> Response:
    try:
        await visit.call("POST", "auth/identities", json=body)
    except ApiError as failure:
        return _form(visit, rejection_of(failure), "", SECURITY)
    return visit.redirect(SECURITY, "account.identity_linked")


def _form(visit: Visit, rejection: Rejection, code: str, following: str) -> Response:
    shown = NONE if code else rejection.shown()
    return visit.render_status(rejection.status, PAGE, code=code, next=following, **shown)


def _flow(visit: Visit) -> dict[str, str]:
    """Return what the cookie of this browser says; nothing if there is none, or not one of ours."""
    values = {name: texts[0] for name, texts in parse_qs(visit.request.cookies.get(FLOW_COOKIE, "")).items()}
    return values if {"verifier", "purpose", "next"} <= values.keys() else {}
