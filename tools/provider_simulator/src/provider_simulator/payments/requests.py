"""A request to a payment provider, and the port that the provider implements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from provider_simulator.responses import Response

Document = dict[str, Any]
"""A JSON object as a provider stores and sends it. Its values were checked when they were received."""


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One request. `path` is behind the mount; `base_url` is how the client addressed the mount."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    base_url: str


class PaymentHandler(Protocol):
    """Responds to the requests of one payment provider. Whatever it does is complete when it returns."""

    def template(self, request: PaymentRequest) -> str:
        """Return the endpoint for the counters."""

    def is_page(self, request: PaymentRequest) -> bool:
        """Return whether a browser requests this: pages take no part in budgets and faults."""

    def caller(self, request: PaymentRequest) -> str:
        """Return whose budget the request counts against."""

    def reserve(self, request: PaymentRequest) -> Response | None:
        """Return a refusal where an equal request is in progress; else remember that this one is."""

    def release(self, request: PaymentRequest) -> None:
        """Forget a request that is not carried out."""

    def respond(self, request: PaymentRequest, failure: Response | None = None) -> Response:
        """Carry the request out. With `failure`, remember that as the response to this request."""

    def failure(self, status: int) -> Response:
        """Return the provider's error with this status."""
