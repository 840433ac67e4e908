"""Responds to the requests of Zarinpal's REST API, version 4, and shows its page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from provider_simulator.payments import pages
from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.requests import Document, PaymentRequest
from provider_simulator.responses import Response, json_response
from provider_simulator.zarinpal import requests
from provider_simulator.zarinpal.payments import Payment, Payments, ZarinpalError, finish, reverse, verify

_API: Final = "/pg/v4/payment/"
_PAGE: Final = "/pg/StartPay/"
_MOST_UNVERIFIED: Final = 100
_STATUSES: Final = {-9: 422, -10: 401}
"""The statuses of errors are not documented: those of other codes are 400."""


class ZarinpalHandler:
    """Zarinpal, for every merchant."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._payments = Payments()
        self._endpoints: dict[str, Callable[[Document], Document]] = {
            "request.json": self._request,
            "verify.json": self._verify,
            "inquiry.json": self._inquire,
            "unVerified.json": self._list_unverified,
            "reverse.json": self._reverse,
        }

    def reset(self) -> None:
        """Forget every payment."""
        self._payments = Payments()

    def export(self) -> list[Document]:
        """Return every payment as JSON."""
        return self._payments.export()

    def restore(self, rows: list[Document]) -> None:
        """Continue with exported payments."""
        self._payments.restore(rows)

    def template(self, request: PaymentRequest) -> str:
        """Return the endpoint for the counters."""
        if self.is_page(request):
            return f"{_PAGE}{{authority}}"
        name = request.path.removeprefix(_API)
        return f"{request.method} {_API}{name if name in self._endpoints else '{unknown}'}"

    def is_page(self, request: PaymentRequest) -> bool:
        """Return whether a browser requests this."""
        return request.path.startswith(_PAGE)

    def caller(self, request: PaymentRequest) -> str:
        """Return whose budget the request counts against: all merchants share it."""
        del request
        return "merchants"

    def reserve(self, request: PaymentRequest) -> None:
        """Refuse nothing: there are no idempotency keys."""

    def release(self, request: PaymentRequest) -> None:
        """Forget nothing."""

    def failure(self, status: int) -> Response:
        """Return an error with this status."""
        return _error(ZarinpalError(-12 if status == 429 else -52, "Oops!!, please contact our support team."), status)

    def respond(self, request: PaymentRequest, failure: Response | None = None) -> Response:
        """Carry the request out."""
        del failure
        try:
            if self.is_page(request):
                return self._page(request)
            return self._called(request)
        except ZarinpalError as error:
            return _error(error)

    def _called(self, request: PaymentRequest) -> Response:
        endpoint = self._endpoints.get(request.path.removeprefix(_API)) if request.path.startswith(_API) else None
        if endpoint is None:
            return json_response({"message": "Not Found"}, status=404)
        if request.method != "POST":
            return json_response({"message": "Method Not Allowed"}, status=405)
        return json_response({"data": endpoint(requests.decoded(request.body)), "errors": []})

    def _request(self, content: Document) -> Document:
        merchant, amount, rials, callback_url = requests.payment_of(content)
        payment = self._payments.start(merchant, amount, rials, callback_url, self._clock.now())
        own = {"authority": payment.authority, "fee_type": "Merchant", "fee": payment.fee}
        return {"code": 100, "message": "Success", **own}

    def _verify(self, content: Document) -> Document:
        merchant, amount = requests.merchant_of(content), requests.amount_of(content)
        payment = self._of_merchant(merchant, content)
        code = verify(payment, amount)
        return {
            "wages": None,
            "code": code,
            "message": "Paid" if code == 100 else "Verified",
            "card_hash": payment.card_hash,
            "card_pan": payment.card_pan,
            "ref_id": payment.ref_id,
            "fee_type": "Merchant",
            "fee": payment.fee,
        }

    def _inquire(self, content: Document) -> Document:
        payment = self._of_merchant(requests.merchant_of(content), content)
        return {"status": payment.state, "code": 100, "message": payment.state}

    def _list_unverified(self, content: Document) -> Document:
        payments = self._payments.of_merchant(requests.merchant_of(content), self._clock.now())
        waiting = [payment for payment in payments if payment.state == "PAID"][:_MOST_UNVERIFIED]
        authorities = [
            {
                "authority": payment.authority,
                "amount": payment.amount,
                "callback_url": payment.callback_url,
                "referer": "/",
                "date": datetime.fromtimestamp(payment.paid_at, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            }
            for payment in waiting
        ]
        # A string, unlike everywhere else.
        return {"code": "100", "message": "Success", "authorities": authorities}

    def _reverse(self, content: Document) -> Document:
        payment = self._of_merchant(requests.merchant_of(content), content)
        reverse(payment, self._clock.now())
        return {"code": 100, "message": "Reversed"}

    def _of_merchant(self, merchant: str, content: Document) -> Payment:
        payment = self._payments.of_authority(requests.authority_of(content), self._clock.now())
        if payment.merchant != merchant:
            raise ZarinpalError(-53, "Session is not this merchant_id session.")
        return payment

    def _page(self, request: PaymentRequest) -> Response:
        authority, _, action = request.path.removeprefix(_PAGE).strip("/").partition("/")
        payment = self._payments.of_authority(authority, self._clock.now())
        if action in {"pay", "cancel"}:
            finish(payment, self._clock.now(), succeed=action == "pay")
        if payment.state != "IN_BANK":
            status = "NOK" if payment.state in {"FAILED", "REVERSED"} else "OK"
            query = urlencode({"Authority": authority, "Status": status})
            return pages.redirect(f"{payment.callback_url}{'&' if '?' in payment.callback_url else '?'}{query}")
        url = f"{request.base_url}{_PAGE}{authority}"
        links = pages.link(f"{url}/pay", "Pay") + pages.link(f"{url}/cancel", "Cancel")
        return pages.document("Zarinpal", f"<p>{pages.money(payment.rials, 'IRR')}</p>{links}")


def _error(error: ZarinpalError, status: int | None = None) -> Response:
    validations = [{name: problem} for name, problem in error.validations.items()]
    content = {"code": error.number, "message": str(error), "validations": validations}
    return json_response({"data": [], "errors": content}, status=status or _STATUSES.get(error.number, 400))
