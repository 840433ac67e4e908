"""Pages of errors, one design for all: what happened, what to do, and the id to report."""

import logging
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.runtime.logs import request_id
from web.application.api import ApiError
from web.application.sessions import Session
from web.presentation.pages.account.proof import needs_proof, request_proof
from web.presentation.rendering.links import with_query
from web.presentation.viewers import viewer_of
from web.presentation.visits import SAFE, SCRIPT_HEADER, ForgedForm, Visit

logger = logging.getLogger(__name__)

SIGN_IN: Final = "/sign-in"
SHOWN: Final = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 429, 503})
"""Statuses with a text of their own; any other is shown as the one of its class."""
SAME: Final = {412: 409, 428: 409}
"""Statuses that mean the same to a visitor."""


def install_error_pages(app: FastAPI) -> None:
    """Let the application respond to errors with pages."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ForgedForm, _forged_form)
    app.add_exception_handler(Exception, _unexpected)


async def _api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101 - registered for this class
    if error.status == HTTPStatus.UNAUTHORIZED:
        visit = _visit(request)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        following = target if request.method in SAFE and not visit.is_fragment else ""
        return visit.redirect(with_query(SIGN_IN, {"next": following}))
    if needs_proof(error):
        return await request_proof(_visit(request))
    status = error.status if error.status < 500 else 503
    reason = _visit(request).reason(error) if status in (400, 409, 422) else ""
    return _page(request, status, reason, error.retry_seconds)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    return _page(request, error.status_code)


async def _forged_form(request: Request, _: Exception) -> Response:
    response = _page(request, 403, kind="form")
    # Scripts send the request again with the present value, which is in a cookie of this response.
    response.headers[SCRIPT_HEADER] = "required"
    return response


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("page failed", exc_info=error, extra={"path": request.url.path})
    return _page(request, 500, kind="503")


def _page(
    request: Request, status: int, message: str = "", retry_seconds: int | None = None, kind: str = ""
) -> Response:
    similar = SAME.get(status, status)
    shown = kind or str(similar if similar in SHOWN else 400 if similar < 500 else 503)
    visit = _visit(request)
    template = "errors/fragment.html" if visit.is_fragment else "errors/page.html"
    response = visit.render_status(status, template, kind=shown, message=message, request_id=request_id.get() or "")
    if retry_seconds is not None:
        response.headers["Retry-After"] = str(retry_seconds)
    return response


def _visit(request: Request) -> Visit:
    """Return the visit of a request, or one without a session if the error came before it was known."""
    opened = getattr(request.state, "visit", None)
    if isinstance(opened, Visit):
        return opened
    state = request.app.state
    viewer = viewer_of(request.cookies, request.headers.get("accept-language"), None, state.default_region)
    return Visit(request, state.application, state.renderer, state.clock, Session(), viewer)
