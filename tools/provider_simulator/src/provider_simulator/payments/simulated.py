"""The payment providers from a test or a demo: advance the clock, pay a session, cause faults, read deliveries."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx2

from provider_simulator.payments.requests import Document

CARD = "4242424242424242"
DECLINED = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
FAILS_WHEN_CHARGED = "4000000000000341"
AUTHENTICATION_REQUIRED = "4000002500003155"
EXPIRED = "4000000000000069"


class SimulatedPayments:
    """A client of the control routes and the pages of one running simulator."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.stripe_url = f"{base_url}/stripe"
        self.zarinpal_url = f"{base_url}/zarinpal"
        self._client = httpx2.Client(base_url=base_url, timeout=30.0, trust_env=False)

    def __enter__(self) -> Self:
        """Return the client; its connections are closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def now(self) -> int:
        """Return the time of the providers in seconds since 1970."""
        return int(self._control("GET", "/control/clock")["now"])

    def advance(self, **duration: int) -> int:
        """Advance the clock by `days`, `hours`, `minutes` or `seconds` and return the time; what is due is done."""
        return int(self._control("POST", "/control/clock", duration)["now"])

    def reset(self) -> None:
        """Forget everything that the providers stored."""
        self._client.delete("/control/payments").raise_for_status()

    def pay(
        self, url: str, card: str = CARD, *, authenticate: bool = True, promotion_code: str = "", country: str = ""
    ) -> str:
        """Pay a Checkout session, by the URL of its page, and return the URL that the browser is sent to.

        A card that needs authentication passes or fails it. A country is the customer's address, which tax depends on.
        Raise PaymentRefused where the card is declined.
        """
        optional = {"promotion_code": promotion_code, "country": country}
        query = {"card": card, **{name: value for name, value in optional.items() if value}}
        target = self._follow(f"{url}/pay", query)
        if target.endswith("/authenticate"):
            target = self._follow(target, {"result": "pass" if authenticate else "fail"})
        return target

    def authenticate(self, url: str, *, passed: bool = True) -> None:
        """Complete the authentication that a payment requires, on its page; raise PaymentRefused where it fails."""
        response = self._client.get(url, params={"result": "pass" if passed else "fail"})
        if response.status_code != 200:
            raise PaymentRefused(response.status_code, response.text)

    def cancel(self, url: str) -> str:
        """Leave the page of a Checkout session without paying and return the URL that the browser is sent to."""
        return self._follow(f"{url}/cancel", {})

    def change_card(self, portal_url: str, card: str) -> None:
        """Change the card of a customer on the page of a portal session; raise PaymentRefused."""
        self._follow(f"{portal_url}/card", {"card": card})

    def set_cancellation(self, portal_url: str, subscription: str, *, cancel: bool) -> None:
        """Cancel a subscription at the end of its period on the portal, or revoke that."""
        self._follow(f"{portal_url}/{'cancel' if cancel else 'resume'}", {"subscription": subscription})

    def pay_at_zarinpal(self, start_url: str, *, succeed: bool = True) -> dict[str, str]:
        """Pay, or cancel, on the page of Zarinpal and return the parameters of the callback."""
        target = self._follow(f"{start_url}/{'pay' if succeed else 'cancel'}", {})
        return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}

    def mark_unpaid(self, subscription: str) -> None:
        """Make a subscription unpaid that is past due: at Stripe, a setting does so when all retries have failed."""
        self._control("POST", f"/control/stripe/subscriptions/{subscription}/unpaid")

    def fault(self, provider: str, *faults: Mapping[str, Any]) -> None:
        """Replace the faults of a provider; none of them removes all."""
        self._control("PUT", f"/control/faults/{provider}", list(faults))

    def faults(self, provider: str) -> list[Document]:
        """Return the faults of a provider, with what is left of those that strike a number of times."""
        faults: list[Document] = self._control("GET", f"/control/faults/{provider}")
        return faults

    def webhook_conditions(self, **conditions: Any) -> None:
        """Replace how deliveries of webhooks misbehave; nothing restores the normal conditions."""
        self._control("PUT", "/control/webhooks/stripe", conditions)

    def deliveries(self, kinds: Iterable[str] = ()) -> list[Document]:
        """Return the deliveries of webhooks, those of some types of events if given, oldest first."""
        types = set(kinds)
        every: list[Document] = self._control("GET", "/control/webhooks/stripe/deliveries")
        return [delivery for delivery in every if not types or delivery["type"] in types]

    def resend(self, event: str) -> int:
        """Deliver an event once more and return to how many endpoints."""
        return int(self._control("POST", f"/control/webhooks/stripe/events/{event}")["deliveries"])

    def roll_secret(self, endpoint: str) -> str:
        """Return a new secret of a webhook endpoint; deliveries are signed with it and the one before it."""
        return str(self._control("POST", f"/control/webhooks/stripe/endpoints/{endpoint}/roll")["secret"])

    def journal(self, provider: str = "stripe") -> list[Document]:
        """Return the requests that a provider received, oldest first."""
        requests: list[Document] = self._control("GET", f"/control/journal/{provider}")
        return requests

    def _control(self, method: str, path: str, content: Any = None) -> Any:
        response = self._client.request(method, path, json=content)
        response.raise_for_status()
        return response.json()

    def _follow(self, url: str, query: Mapping[str, str]) -> str:
        response = self._client.get(url, params=query)
        if response.status_code != 303:
            raise PaymentRefused(response.status_code, response.text)
        return str(response.headers["location"])


class PaymentRefused(RuntimeError):
    """A page did not accept the payment."""

    code = "payment_refused"

    def __init__(self, status: int, page: str) -> None:
        super().__init__(f"status {status}: {page}")
        self.status = status
        self.page = page
