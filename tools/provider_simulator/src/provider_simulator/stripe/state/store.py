"""The objects of an account by kind and identifier."""

import secrets
import string
from collections.abc import Iterable
from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.errors import missing

PREFIXES: Final = {
    "balance_transaction": "txn_",
    "billing_portal.session": "bps_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "coupon": "",
    "credit_note": "cn_",
    "customer": "cus_",
    "customer_balance_transaction": "cbtxn_",
    "discount": "di_",
    "dispute": "dp_",
    "event": "evt_",
    "invoice": "in_",
    "invoice_payment": "inpay_",
    "invoiceitem": "ii_",
    "item": "li_",
    "line_item": "il_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "price": "price_",
    "product": "prod_",
    "promotion_code": "promo_",
    "refund": "re_",
    "subscription": "sub_",
    "subscription_item": "si_",
    "subscription_schedule": "sub_sched_",
    "test_helpers.test_clock": "clock_",
    "webhook_endpoint": "we_",
}
"""The kinds of objects with the beginnings of their identifiers."""

_EMBEDDED: Final = frozenset({"item", "line_item", "subscription_item"})
_ALPHABET: Final = string.ascii_letters + string.digits


def token(length: int = 24) -> str:
    """Return random letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Store:
    """Objects as they are sent. Names that begin with an underscore are sent only when they are expanded."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, Document]] = {kind: {} for kind in PREFIXES}
        self._all: dict[str, Document] = {}

    def add(self, kind: str, fields: Document, created: int, identifier: str | None = None) -> Document:
        """Store a new object and return it; parts of other objects receive an identifier and are not stored."""
        own = identifier or PREFIXES[kind] + token(24 if PREFIXES[kind] else 8)
        document = {"id": own, "object": kind, "created": created, "livemode": False, **fields}
        if kind not in _EMBEDDED:
            self.put(kind, document)
        return document

    def put(self, kind: str, document: Document) -> None:
        """Store an object that has an identifier, in place of the one that had it."""
        self._kinds[kind][document["id"]] = document
        self._all[document["id"]] = document

    def find(self, kind: str, identifier: str) -> Document | None:
        """Return an object."""
        return self._kinds[kind].get(identifier)

    def any(self, identifier: str) -> Document | None:
        """Return an object of any kind."""
        return self._all.get(identifier)

    def require(self, kind: str, identifier: str, param: str | None = None) -> Document:
        """Return an object; raise StripeError with 404 for one in the path, else 400 naming the parameter."""
        document = self.find(kind, identifier)
        if document is None:
            name = kind.removeprefix("test_helpers.").replace(".", " ")
            raise missing(name, identifier, param or "id", 404 if param is None else 400)
        return document

    def of(self, kind: str) -> Iterable[Document]:
        """Return the objects of a kind, oldest first."""
        return self._kinds[kind].values()

    def count(self, kind: str) -> int:
        """Return how many objects of a kind there are."""
        return len(self._kinds[kind])

    def remove(self, kind: str, identifier: str) -> None:
        """Remove an object."""
        self._kinds[kind].pop(identifier, None)
        self._all.pop(identifier, None)

    def remove_oldest(self, kind: str) -> None:
        """Remove the oldest object of a kind."""
        self.remove(kind, next(iter(self._kinds[kind])))
