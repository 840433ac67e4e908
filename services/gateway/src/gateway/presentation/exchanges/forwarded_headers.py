"""The headers by which a service learns of the request, its client and its deadline; only the gateway may set them."""

from starlette.types import Scope

from chassis.core.browser_sessions import BINDING_HEADER, COOKIE_SESSION_HEADER, REFRESH_TOKEN_HEADER
from chassis.core.proxy_sign_in import PROXY_SIGNATURE_HEADER, PROXY_USER_HEADER
from chassis.http.compatibility.responses import NESTING
from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import is_traced, received_trace, trace_headers
from gateway.application.admission import Admitted, Credentials, RequestHead
from gateway.domain.headers import Header, first_value


def own_headers(scope: Scope, head: RequestHead, admitted: Admitted) -> list[Header]:
    """Return the headers that the gateway itself adds to a forwarded request."""
    own: list[Header] = [
        (b"x-request-id", (request_id.get() or "").encode()),
        (b"x-forwarded-for", head.address.encode()),
        (b"x-forwarded-proto", scope["scheme"].encode()),
        (b"x-forwarded-host", first_value(head.headers, b"host") or b""),
    ]
    if is_traced(head.headers):
        own += [(name.encode(), value.encode()) for name, value in trace_headers().items()]
    elif (trace := received_trace.get()) is not None:
        own.append((b"traceparent", trace.encode()))
    own += _credentials(admitted.credentials)
    if admitted.target.nesting is not None:
        own.append((NESTING, admitted.target.nesting))
    return own


def _credentials(credentials: Credentials) -> list[Header]:
    """Return the headers by which a service receives the tokens of a request, wherever the client had them."""
    headers: list[Header] = []
    if credentials.token is not None:
        headers.append((b"authorization", f"Bearer {credentials.token}".encode()))
    if credentials.refresh_token is not None:
        headers.append((REFRESH_TOKEN_HEADER.lower().encode(), credentials.refresh_token.encode("latin-1")))
    if credentials.binding is not None:
        headers.append((BINDING_HEADER.lower().encode(), credentials.binding.encode("latin-1")))
    if credentials.proxy_user is not None:
        headers.append((PROXY_USER_HEADER.lower().encode(), credentials.proxy_user.encode("latin-1")))
    if credentials.proxy_signature is not None:
        headers.append((PROXY_SIGNATURE_HEADER.lower().encode(), credentials.proxy_signature.encode()))
    if credentials.cookies is not None:
        headers.append((b"cookie", credentials.cookies.encode("latin-1")))
    if credentials.from_cookies:
        headers.append((COOKIE_SESSION_HEADER.lower().encode(), b"1"))
    return headers
