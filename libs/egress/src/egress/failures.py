"""Failures of calls, as their callers know them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from chassis.http.client import CallFailed, UndecodableBody

FAILURES: Final = (TimeoutError, aiohttp.ClientError, OSError, ValueError)
"""What aiohttp raises."""
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class ConnectFailed(CallFailed):
    """There was no connection, so that nothing was sent. `code` is a stable name of the cause."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def failed(failure: Exception) -> Exception:
    """Return a failure of aiohttp as CallFailed or TimeoutError. Its text has no address, which may be private."""
    if isinstance(failure, aiohttp.ClientConnectorDNSError):
        return ConnectFailed("name_unknown", "the name of the server cannot be resolved")
    if isinstance(failure, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return ConnectFailed("certificate_refused", "there is no secure connection to the server")
    if isinstance(failure, _NEVER_SENT):
        return ConnectFailed("not_reachable", "the server accepts no connection")
    if isinstance(failure, TimeoutError):
        return TimeoutError("the server has not responded in time")
    if isinstance(failure, aiohttp.ClientPayloadError) and isinstance(failure.__cause__, ContentEncodingError):
        return UndecodableBody(f"{type(failure).__name__}: {failure}")
    text = _text_of(failure)
    return CallFailed(f"{type(failure).__name__}: {text}" if text else type(failure).__name__)


@contextmanager
def failures() -> Iterator[None]:
    """Raise TimeoutError or CallFailed for what aiohttp raises."""
    try:
        yield
    except FAILURES as failure:
        raise failed(failure) from failure


def _text_of(failure: Exception) -> str:
    """Return the text of a failure without the URL, whose query may hold a key."""
    if isinstance(failure, aiohttp.ClientResponseError):
        return f"{failure.status}, {failure.message}"
    return "" if isinstance(failure, aiohttp.InvalidURL) else str(failure)
