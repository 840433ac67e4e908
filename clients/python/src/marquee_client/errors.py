"""Errors of the API as exceptions: one class per kind of status, each with the stable code of the error."""

from collections.abc import Mapping
from typing import Any

import httpx2


class MarqueeError(Exception):
    """The base of every exception of this package."""


class Unreachable(MarqueeError):
    """The API could not be reached, or the connection ended early."""


class UnexpectedResponse(MarqueeError):
    """A response that is not what the document of the API describes."""


class ApiError(MarqueeError):
    """A response that states an error."""

    def __init__(self, status: int, error: Mapping[str, Any], retry_after: int | None) -> None:
        self.status = status
        self.code: str = str(error.get("code", "UNKNOWN"))
        """Stable: programs decide by it."""
        self.message: str = str(error.get("message", ""))
        """For people."""
        self.details: Mapping[str, Any] = error.get("details") or {}
        self.request_id: str | None = error.get("requestId")
        self.retry_after = retry_after
        """Seconds after which the request may succeed, if the response has them."""
        super().__init__(f"{status} {self.code}: {self.message}")


class InvalidRequest(ApiError):
    """The request is malformed: 400, 413, 415, 431."""


class NotSignedIn(ApiError):
    """No token, or one that is not valid: 401."""


class NotAllowed(ApiError):
    """The user may not do this: 403."""


class NotFound(ApiError):
    """There is nothing by this name: 404, 405, 410."""


class Conflict(ApiError):
    """The state does not permit the request: 409, 412, 422, 428."""


class NotChanged(ApiError):
    """The representation is still that of `if_none_match`: 304."""


class TooManyRequests(ApiError):
    """A limit is used up: 429. `retry_after` says when to go on."""


class ServerError(ApiError):
    """The service failed or is unavailable: 5xx, or a request that arrived too slowly: 408."""


_BY_STATUS: dict[int, type[ApiError]] = {
    304: NotChanged,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    405: NotFound,
    408: ServerError,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    422: Conflict,
    428: Conflict,
    429: TooManyRequests,
}


def error_of(response: httpx2.Response) -> ApiError:
    """Return the exception for a response whose body has been read."""
    status = response.status_code
    try:
        body = response.json()
    except ValueError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    after = response.headers.get("retry-after", "")
    kind = _BY_STATUS.get(status) or (ServerError if status >= 500 else InvalidRequest)
    return kind(status, error if isinstance(error, dict) else {}, int(after) if after.isdigit() else None)
