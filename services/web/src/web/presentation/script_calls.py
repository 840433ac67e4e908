"""What scripts of a page send: JSON with the value of the cookie against forged requests, passed on to the API."""

from typing import Any, Final

import orjson
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.visits import SCRIPT_HEADER, ForgedForm, Visit

MOST_BYTES: Final = 65_536


async def sent(visit: Visit) -> dict[str, Any]:
    """Return the JSON object that a script of this session has sent; raise ForgedForm or ApiError."""
    if not visit.session.is_own_form(visit.request.headers.get(SCRIPT_HEADER, "")):
        raise ForgedForm
    content = await visit.request.body()
    if len(content) > MOST_BYTES:
        raise ApiError(413, "PAYLOAD_TOO_LARGE")
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "BAD_REQUEST") from error
    if not isinstance(body, dict):
        raise ApiError(400, "BAD_REQUEST")
    return body


async def passed(visit: Visit, method: str, path: str, **options: Any) -> Response:
    """Return what the API responds, as JSON; an error has its code, and the reason in the language of the visitor."""
    try:
        reply = await visit.call(method, path, **options)
    except ApiError as error:
        status = error.status if error.status < 500 else 503
        reason = visit.reason(error) if error.status < 500 else ""
        return visit.json({"code": error.code, "reason": reason}, status)
    return visit.json(reply.data)
