"""The library requests as apprise calls it, with the guard of outgoing connections.

The modules of apprise call the functions of requests, each of which opens a session. The session that they get refuses
the URLs and addresses that rules do not permit, at the moment of the connection; it follows no redirect, reads no proxy
from the environment, always verifies certificates, and bounds the time and size of a response.
"""

import socket
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from chassis.core.outgoing.public_addresses import AddressRules
from egress.clients.sockets import open_socket
from egress.connections.transport import NotPermitted
from egress.guard import EgressGuard, Route
from egress.policy import EgressRefused, Refusal

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 10.0
RESPONSE_BYTES: Final = 64 * 1024


@dataclass(slots=True)
class Call:
    """What is permitted to one message, and what came of its last request."""

    rules: AddressRules
    guard: EgressGuard
    route: Route
    deadline: float
    """On the monotonic clock."""
    is_refused: bool = False
    """Whether the rules do not permit its last request."""
    refusal: Refusal | None = None
    """Why the guard opened no connection for it, if the path of outgoing connections did not hold."""
    begun: bool = False
    """Whether a request may have been sent."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: requests.exceptions.RequestException | None = None


CURRENT: Final[ContextVar[Call]] = ContextVar("call")


class _Guarded(HTTPConnection):
    """Opens a connection to an address that was checked."""

    def _new_conn(self) -> socket.socket:
        call = CURRENT.get()
        try:
            return open_socket(call.guard, call.route, self.host, int(self.port or 0), CONNECT_SECONDS)
        except NotPermitted as error:
            call.is_refused = True
            raise NewConnectionError(self, "the name has no address that may be called") from error
        except EgressRefused as error:
            call.refusal = error.refusal
            raise NewConnectionError(self, "the path of outgoing connections does not hold") from error
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


class _GuardedTls(HTTPSConnection):
    """The same over TLS, whose name is that of the URL."""

    _new_conn = _Guarded._new_conn  # noqa: SLF001 - our own


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class _Adapter(HTTPAdapter):
    """An adapter that takes connections from guarded pools."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Create the pools of a session."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class GuardedSession(requests.Session):
    """A session for one request of the current call."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(max_retries=0))

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """Follow nothing."""
        return None

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a request, and read its response as far as the rules permit."""
        call = CURRENT.get()
        try:
            response = self._sent(request, call, options)
        except requests.exceptions.RequestException as failure:
            call.failure = failure
            raise
        call.status, call.headers, call.failure = response.status_code, response.headers, None
        return response

    def _sent(self, request: requests.PreparedRequest, call: Call, options: Any) -> requests.Response:
        if problem := call.rules.problem(request.url or ""):
            call.is_refused = True
            raise requests.exceptions.InvalidURL(f"the URL {problem}")
        left = call.deadline - time.monotonic()
        if left <= 0:
            raise requests.exceptions.Timeout("the deadline has passed")
        call.begun = True
        guarded = {"stream": True, "verify": True, "proxies": {}, "cert": None, "allow_redirects": False}
        timeout = (min(CONNECT_SECONDS, left), min(READ_SECONDS, left))
        response = super().send(request, **{**options, **guarded, "timeout": timeout})
        body = bytearray()
        for chunk in response.iter_content(8192):
            body += chunk
            if len(body) > RESPONSE_BYTES or time.monotonic() > call.deadline:
                break
        response.close()
        # What apprise reads as `content`.
        response._content, response._content_consumed = bytes(body), True  # noqa: SLF001
        return response


def _request(method: str, url: str, **options: Any) -> requests.Response:
    with GuardedSession() as session:
        return session.request(method, url, **options)


def _guarded() -> ModuleType:
    """Return the library, with functions that open guarded sessions."""
    module = ModuleType("requests")
    vars(module).update(vars(requests), request=_request)
    for method in ("get", "options", "head", "post", "put", "patch", "delete"):
        setattr(module, method, partial(_request, method))
    return module


GUARDED: Final = _guarded()


def guard(plugin: ModuleType) -> None:
    """Make a module of apprise use guarded sessions; the library is not changed for any other module."""
    plugin.__dict__["requests"] = GUARDED
