"""The SDK of Stripe with errors in terms of the port."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import stripe

from billing.domain.payments.errors import PaymentRefused, ProviderFailed, ProviderRejected
from billing.providers.calls import ProviderCalls
from billing.providers.stripe.sdk_client import SdkClient

API_VERSION: Final = "2026-10-28.endive"
"""The version of the API whose objects this adapter reads."""
KEYS: Final = 8
"""Keys that a change is tried with (`StripeApi.change`): when Stripe has stored a failure for each, it stays undone."""
MISSING: Final = "resource_missing"

T = TypeVar("T")


class StripeApi:
    """Calls of one account."""

    def __init__(self, secret_key: str, url: str, calls: ProviderCalls) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": url.rstrip("/")},
            max_network_retries=0,
            http_client=SdkClient(calls),
        )
        self.v1 = self._client.v1

    async def read(self, request: Awaitable[T]) -> T:
        """Return the result of a call; raise ProviderFailed, ProviderRejected and PaymentRefused."""
        try:
            return await request
        except stripe.StripeError as error:
            raise _translated(error) from error

    async def find(self, request: Awaitable[T]) -> T | None:
        """Return an object, or null for one that does not exist."""
        try:
            return await self.read(request)
        except ProviderRejected as rejection:
            if rejection.code == MISSING:
                return None
            raise

    async def change(self, request: Callable[[stripe.RequestOptions], Awaitable[T]], key: str) -> T:
        """Return the result of a change, which is done once however often it is repeated with its key.

        Stripe stores the first response of a key, also a failure of its own, after which it is not known whether the
        change was made. Then another key is used: `request` must find out what was done before it repeats it.
        """
        for number in range(1, KEYS):
            try:
                return await request({"idempotency_key": key if number == 1 else f"{key}.{number}"})
            except stripe.StripeError as error:
                if not _is_stored_failure(error):
                    raise _translated(error) from error
        return await self.read(request({"idempotency_key": f"{key}.{KEYS}"}))


def _is_stored_failure(error: stripe.StripeError) -> bool:
    status = error.http_status or 0
    return status >= 500 and (error.headers or {}).get("idempotent-replayed") == "true"


def _translated(error: stripe.StripeError) -> Exception:
    """Return the error of the port. Its text has no secret: Stripe masks keys that it quotes."""
    message = error.user_message or type(error).__name__
    if isinstance(error, stripe.CardError):
        return PaymentRefused(_decline_of(error))
    if isinstance(error, stripe.InvalidRequestError):
        return ProviderRejected("stripe", error.code or "invalid_request", message)
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return ProviderRejected("stripe", "not_permitted", message)
    status = error.http_status
    if isinstance(error, stripe.IdempotencyError) and status == 400:
        return ProviderRejected("stripe", "key_reused", message)
    if isinstance(error, stripe.RateLimitError):
        return ProviderFailed("stripe", "limited")
    # Without a status the response was no JSON.
    return ProviderFailed("stripe", "in_progress" if status == 409 else "server_error")


def _decline_of(error: stripe.CardError) -> str:
    fields = error.json_body.get("error", {}) if isinstance(error.json_body, dict) else {}
    return str(fields.get("decline_code") or error.code or "card_declined")
