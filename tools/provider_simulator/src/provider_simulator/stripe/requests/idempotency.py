"""Idempotency keys: the first response is repeated for equal requests, and a different one is refused."""

from dataclasses import dataclass, field
from typing import Any, Final

from provider_simulator.payments.requests import PaymentRequest
from provider_simulator.responses import Response
from provider_simulator.stripe.requests.errors import StripeError

KEPT_SECONDS: Final = 86_400
"""How long a key is remembered."""
_MOST_KEYS: Final = 100_000
_LONGEST: Final = 255
_IN_PROGRESS: Final = (
    "There is another in-progress request using this Idempotent Key (that probably means you submitted twice, "
    "and the other request is still going through): {key}. Try again later."
)
_DIFFERENT: Final = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
    "Try using a key other than '{key}' if you meant to execute a different request."
)


@dataclass(slots=True)
class _Use:
    fingerprint: tuple[str, str, bytes]
    at: int
    response: Response | None = None


@dataclass(slots=True)
class IdempotencyKeys:
    """The keys that were used, with the responses."""

    _uses: dict[str, _Use] = field(default_factory=dict)

    def reserve(self, request: PaymentRequest, now: int) -> None:
        """Remember the request as in progress; raise StripeError where its key is used by another one."""
        key = key_of(request)
        if key is None:
            return
        if len(key) > _LONGEST:
            raise StripeError(f"Idempotency-Key must be at most {_LONGEST} characters", kind="idempotency_error")
        use = self._uses.get(key)
        if use is None or now - use.at > KEPT_SECONDS:
            self._uses[key] = _Use(_fingerprint(request), now)
            if len(self._uses) > _MOST_KEYS:
                del self._uses[next(iter(self._uses))]
        elif use.fingerprint != _fingerprint(request):
            raise StripeError(_DIFFERENT.format(key=key), kind="idempotency_error")
        elif use.response is None:
            reason = "idempotency_key_in_use"
            raise StripeError(_IN_PROGRESS.format(key=key), status=409, kind="idempotency_error", reason=reason)

    def first(self, request: PaymentRequest) -> Response | None:
        """Return the first response to the request, marked as replayed."""
        use = self._uses.get(key_of(request) or "")
        if use is None or use.response is None:
            return None
        first = use.response
        return Response(first.status, first.body, (*first.headers, (b"idempotent-replayed", b"true")))

    def complete(self, request: PaymentRequest, response: Response, *, keep: bool) -> None:
        """Keep the response for repetitions, or forget the key: a request that failed validation may be corrected."""
        key = key_of(request)
        if key is None or key not in self._uses:
            return
        if keep:
            self._uses[key].response = response
        else:
            del self._uses[key]

    def export(self) -> list[list[Any]]:
        """Return the keys that have a response, as JSON."""
        return [
            [key, use.at, *use.fingerprint[:2], use.fingerprint[2].decode("latin-1"), *_exported(use.response)]
            for key, use in self._uses.items()
            if use.response is not None
        ]

    def restore(self, rows: list[list[Any]]) -> None:
        """Remember the exported keys again."""
        for key, at, method, path, body, status, content, headers in rows:
            pairs = tuple((name.encode(), value.encode("latin-1")) for name, value in headers)
            response = Response(status, content.encode(), pairs)
            self._uses[key] = _Use((method, path, body.encode("latin-1")), at, response)

    def release(self, request: PaymentRequest) -> None:
        """Forget a request that had no effect."""
        use = self._uses.get(key_of(request) or "")
        if use is not None and use.response is None:
            del self._uses[key_of(request) or ""]


def key_of(request: PaymentRequest) -> str | None:
    """Return the idempotency key; reads and deletions have none."""
    return request.headers.get("idempotency-key") if request.method == "POST" else None


def _exported(response: Response) -> tuple[int, str, list[tuple[str, str]]]:
    headers = [(name.decode(), value.decode("latin-1")) for name, value in response.headers]
    return response.status, response.body.decode(), headers


def _fingerprint(request: PaymentRequest) -> tuple[str, str, bytes]:
    return request.method, request.path, request.body
