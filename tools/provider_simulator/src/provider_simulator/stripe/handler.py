"""Responds to requests: authentication, endpoint, idempotency key, parameters, effect, response."""

import base64
import binascii
from typing import Final

from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.requests import Document, PaymentRequest
from provider_simulator.responses import Response, json_response
from provider_simulator.routing import Router
from provider_simulator.stripe.checkout import sessions
from provider_simulator.stripe.checkout.pages import Pages, is_page
from provider_simulator.stripe.endpoint import Call, Endpoint
from provider_simulator.stripe.endpoints import ENDPOINTS
from provider_simulator.stripe.requests.errors import StripeError, of_status
from provider_simulator.stripe.requests.forms import decoded
from provider_simulator.stripe.requests.idempotency import IdempotencyKeys, key_of
from provider_simulator.stripe.requests.parameters import Items, Text
from provider_simulator.stripe.state.account import VERSION, Account
from provider_simulator.stripe.state.backup import exported, restore
from provider_simulator.stripe.state.rendering import rendered
from provider_simulator.stripe.state.store import token
from provider_simulator.stripe.subscriptions import lifecycle, renewals

JSON: Final = b"application/json"
_EXPAND: Final = Items(Text(), 20)
_NOT_KEPT: Final = frozenset({401, 409, 429})


class StripeHandler:
    """Stripe, over one account."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._router = Router({template for _, template in ENDPOINTS})
        self.reset()
        clock.when_advanced(self._settle)

    def reset(self) -> None:
        """Begin with an account that holds nothing."""
        self.account = account = Account(self._clock)
        self.keys = IdempotencyKeys()
        self.pages = Pages(account)
        account.timeline.actions = {
            "subscription": lambda identifier: renewals.step(account, identifier),
            "session": lambda identifier: sessions.expire_when_due(account, identifier),
        }

    def export(self) -> Document:
        """Return the state as JSON."""
        return {"objects": exported(self.account.store), "keys": self.keys.export()}

    def restore(self, content: Document) -> None:
        """Continue with an exported state: what became due in the meantime happens at once."""
        account = self.account
        restore(account, content["objects"])
        self.keys.restore(content["keys"])
        for subscription in account.store.of("subscription"):
            subscription["_planned"] = None
            lifecycle.plan(account, subscription)
        for session in account.store.of(sessions.KIND):
            sessions.plan(account, session)

    def _settle(self) -> None:
        self.account.settle()

    def template(self, request: PaymentRequest) -> str:
        """Return the endpoint for the counters."""
        if self.is_page(request):
            return "/" + request.path.strip("/").split("/")[0]
        return f"{request.method} {self._router.match(request.path).template}"

    def is_page(self, request: PaymentRequest) -> bool:
        """Return whether a browser requests this."""
        return is_page(request.path)

    def caller(self, request: PaymentRequest) -> str:
        """Return the API key, empty where there is none."""
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return value.strip()
        if kind.lower() != "basic":
            return ""
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def reserve(self, request: PaymentRequest) -> Response | None:
        """Return a refusal where the idempotency key is in use."""
        try:
            self.keys.reserve(request, self._clock.now())
        except StripeError as error:
            return _response(error.body(), error.status, request)
        return None

    def release(self, request: PaymentRequest) -> None:
        """Forget a request that is not carried out."""
        self.keys.release(request)

    def failure(self, status: int) -> Response:
        """Return an error with this status."""
        return json_response(of_status(status).body(), status=status, content_type=JSON)

    def respond(self, request: PaymentRequest, failure: Response | None = None) -> Response:
        """Carry the request out, or repeat the first response of its idempotency key."""
        self.account.settle()
        if self.is_page(request):
            self.account.request = {"id": None, "idempotency_key": None}
            return self.pages.respond(request)
        first = self.keys.first(request)
        if first is not None:
            return first
        try:
            endpoint, call, expand = self._prepared(request)
        except StripeError as error:
            response = _response(error.body(), error.status, request)
            self.keys.complete(request, response, keep=False)
            return response
        response = self._carried_out(request, endpoint, call, expand)
        self.keys.complete(request, failure or response, keep=response.status not in _NOT_KEPT)
        return response

    def _prepared(self, request: PaymentRequest) -> tuple[Endpoint, Call, list[str]]:
        """Return the endpoint and its valid parameters; raise StripeError."""
        key = self.caller(request)
        if not key.startswith(("sk_test_", "rk_test_")):
            raise of_status(401)
        match = self._router.match(request.path)
        endpoint = ENDPOINTS.get((request.method, match.template)) if match.is_known else None
        if endpoint is None:
            message = f"Unrecognized request URL ({request.method}: {request.path})."
            raise StripeError(message, status=404)
        text = request.body.decode("utf-8", "replace") if request.method == "POST" else request.query
        if request.method == "DELETE" and request.body:
            text = request.body.decode("utf-8", "replace")
        form = decoded(text)
        expand: list[str] = [path for path in _EXPAND.read(form.pop("expand", ""), "expand") if path]
        parameters = endpoint.parameters.read(form, "") or {}
        call = Call(self.account, match.values, parameters, request.base_url)
        return endpoint, call, expand

    def _carried_out(self, request: PaymentRequest, endpoint: Endpoint, call: Call, expand: list[str]) -> Response:
        identifier = f"req_{token(14)}"
        self.account.request = {"id": identifier, "idempotency_key": key_of(request)}
        try:
            document = rendered(endpoint.respond(call), self.account.store, expand)
        except StripeError as error:
            return _response(error.body(), error.status, request, identifier)
        return _response(document, 200, request, identifier)


def _response(content: Document, status: int, request: PaymentRequest, identifier: str = "") -> Response:
    headers = [(b"request-id", (identifier or f"req_{token(14)}").encode()), (b"stripe-version", VERSION.encode())]
    if key := key_of(request):
        headers += [(b"idempotency-key", key.encode("latin-1", "replace")), (b"original-request", headers[0][1])]
    return json_response(content, status=status, content_type=JSON, extra=tuple(headers))
