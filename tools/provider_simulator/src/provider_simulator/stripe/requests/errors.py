"""The errors of Stripe: an HTTP status and an object with type, code, parameter and message."""

from typing import Any, Final, Literal

from provider_simulator.payments.requests import Document

ErrorType = Literal["api_error", "card_error", "idempotency_error", "invalid_request_error"]

_MESSAGES: Final = {
    401: "Invalid API Key provided.",
    403: "The provided key does not have the required permissions for this endpoint.",
    404: "Unrecognized request URL.",
    429: "Request rate limit exceeded.",
}


class StripeError(Exception):
    """A request that is refused, or a payment that failed."""

    code = "stripe_error"

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: ErrorType = "invalid_request_error",
        reason: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self._fields = {"code": reason, "message": message, "param": param, "type": kind, **more}

    def body(self) -> Document:
        """Return the error as it is sent: fields without a value are left out."""
        fields = {name: value for name, value in self._fields.items() if value is not None}
        if reason := self._fields["code"]:
            fields["doc_url"] = f"https://stripe.com/docs/error-codes/{str(reason).replace('_', '-')}"
        return {"error": fields}


def missing(kind: str, identifier: str, param: str = "id", status: int = 404) -> StripeError:
    """Return the error of an object that does not exist."""
    return StripeError(f"No such {kind}: '{identifier}'", status=status, reason="resource_missing", param=param)


def invalid(message: str, param: str | None = None, reason: str | None = None) -> StripeError:
    """Return the error of a request that breaks a rule."""
    return StripeError(message, param=param, reason=reason)


def of_status(status: int) -> StripeError:
    """Return an error with that status, for faults."""
    kind: ErrorType = "api_error" if status >= 500 else "invalid_request_error"
    message = _MESSAGES.get(status, "An unknown error occurred.")
    return StripeError(message, status=status, kind=kind, reason="rate_limit" if status == 429 else None)
