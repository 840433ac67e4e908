"""The pages that a browser opens: pay or cancel a session, change a subscription, confirm a payment."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode

from provider_simulator.payments.pages import document, link, money, redirect
from provider_simulator.payments.requests import Document, PaymentRequest
from provider_simulator.responses import Response
from provider_simulator.stripe.checkout import paying, portal
from provider_simulator.stripe.checkout.sessions import KIND
from provider_simulator.stripe.invoicing import invoices
from provider_simulator.stripe.payments import intents
from provider_simulator.stripe.payments.cards import CARDS
from provider_simulator.stripe.requests.errors import StripeError
from provider_simulator.stripe.state.account import Account

_ROOTS: Final = ("checkout", "portal", "authenticate")


def is_page(path: str) -> bool:
    """Return whether the path is that of a page."""
    return path.lstrip("/").split("/")[0] in _ROOTS


class Pages:
    """The pages over one account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def respond(self, request: PaymentRequest) -> Response:
        """Return a page, or the redirect after an action; a declined card is a page with status 402."""
        root, identifier, *rest = (*request.path.strip("/").split("/"), "")
        action = rest[0] if rest and rest[0] else ""
        text = request.query if request.method == "GET" else request.body.decode("utf-8", "replace")
        values = dict(parse_qsl(text, keep_blank_values=True))
        respond: Callable[[str, str, Mapping[str, str], str], Response] = {
            "checkout": self._checkout, "portal": self._portal, "authenticate": self._authenticate,
        }[root]  # fmt: skip
        try:
            return respond(identifier, action, values, request.base_url)
        except StripeError as error:
            message = escape(str(error))
            return document("The payment failed", f'<p role="alert">{message}</p>', status=error.status)

    def _checkout(self, identifier: str, action: str, values: Mapping[str, str], base_url: str) -> Response:
        session = self._account.store.require(KIND, identifier)
        if action == "cancel":
            return redirect(session["cancel_url"] or session["success_url"])
        if action == "authenticate":
            if "result" not in values:
                return _confirmation_page(f"{base_url}/checkout/{identifier}/authenticate")
            paying.authenticate(self._account, session, passed=values["result"] == "pass")
            return redirect(_success(session))
        if action != "pay":
            return _checkout_page(session, f"{base_url}/checkout/{identifier}")
        if session["status"] == "complete":
            return redirect(_success(session))
        if values.get("promotion_code"):
            paying.apply_code(self._account, session, values["promotion_code"])
        if values.get("country"):
            paying.set_country(self._account, session, values["country"])
        page = paying.pay(self._account, session, values.get("card", ""), base_url)
        return redirect(page or _success(session))

    def _portal(self, identifier: str, action: str, values: Mapping[str, str], base_url: str) -> Response:
        session = self._account.store.require(portal.KIND, identifier)
        home = f"{base_url}/portal/{identifier}"
        if action == "return":
            return redirect(session["return_url"] or home)
        if action in {"cancel", "resume"}:
            name = values.get("subscription", "")
            portal.set_cancellation(self._account, session, name, cancel=action == "cancel")
            return redirect(home)
        if action == "card":
            portal.change_card(self._account, session, values.get("card", ""))
            return redirect(home)
        return _portal_page(portal.subscriptions_of(self._account, session), home)

    def _authenticate(self, identifier: str, _action: str, values: Mapping[str, str], base_url: str) -> Response:
        intent = self._account.store.require("payment_intent", identifier)
        if "result" not in values:
            return _confirmation_page(f"{base_url}/authenticate/{identifier}")
        if intent["status"] != "requires_action":
            return document("Nothing to confirm", f"<p>The payment is {intent['status']}.</p>")
        error = intents.authenticate(self._account, intent, passed=values["result"] == "pass")
        if error is not None:
            raise error
        invoices.payment_done(self._account, intent)
        return document("Confirmed", "<p>The payment succeeded.</p>")


def _success(session: Document) -> str:
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _checkout_page(session: Document, url: str) -> Response:
    if session["status"] != "open":
        return document("Checkout", f"<p>This session is {session['status']}.</p>")
    items = "".join(
        f"<li>{escape(item['description'])} × {item['quantity']}: {money(item['amount_total'], item['currency'])}</li>"
        for item in session["_line_items"]["data"]
    )
    code = '<label>Code <input name="promotion_code"></label>' if session["allow_promotion_codes"] else ""
    country = '<label>Country <input name="country"></label>' if session["automatic_tax"]["enabled"] else ""
    total = f"<p>Total now: {money(session['amount_total'], session['currency'])}</p>"
    form = f'<form action="{escape(url)}/pay" method="get">{_cards()}{code}{country}<button>Pay</button></form>'
    return document("Checkout", f"<ul>{items}</ul>{total}{form}{link(f'{url}/cancel', 'Cancel')}")


def _portal_page(subscriptions: list[Document], home: str) -> Response:
    rows = ""
    for subscription in subscriptions:
        action = "resume" if subscription["cancel_at_period_end"] else "cancel"
        target = f"{home}/{action}?{urlencode({'subscription': subscription['id']})}"
        rows += f"<li>{escape(subscription['id'])}: {subscription['status']} {link(target, action.capitalize())}</li>"
    form = f'<form action="{escape(home)}/card" method="get">{_cards()}<button>Change card</button></form>'
    return document("Your subscriptions", f"<ul>{rows}</ul>{form}{link(f'{home}/return', 'Return')}")


def _cards() -> str:
    options = "".join(f'<option value="{number}">{number}</option>' for number in CARDS)
    return f'<label>Card <select name="card">{options}</select></label>'


def _confirmation_page(url: str) -> Response:
    links = link(f"{url}?result=pass", "Complete authentication") + link(f"{url}?result=fail", "Fail authentication")
    return document("Your bank requires a confirmation", links)
