"""Parts that objects of Stripe have in common: instants, amounts, references, and the ids of billing in metadata."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectKind, ObjectRef

logger = logging.getLogger(__name__)

Document = Mapping[str, Any]
USER_ID: Final = "user_id"
PRICE_ID: Final = "price_id"
CHECKOUT_ID: Final = "checkout_id"


class NotOurs(Exception):
    """An object that billing has not created: its metadata has no ids of billing."""


def at(seconds: int) -> datetime:
    """Return an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def at_or_none(seconds: int | None) -> datetime | None:
    """Return an instant, or null."""
    return None if seconds is None else at(seconds)


def seconds_of(instant: datetime) -> int:
    """Return an instant as Stripe has it."""
    return int(instant.timestamp())


def money(amount: int, currency: str) -> Money:
    """Return an amount: Stripe's minor units are those of ISO 4217 for the currencies that billing knows."""
    return Money(amount, currency.upper())


def id_of(value: str | Document | None) -> str | None:
    """Return the id of an object that may be expanded."""
    return str(value["id"]) if isinstance(value, Mapping) else value


def ref(kind: ObjectKind, reference: str) -> ObjectRef:
    """Return the reference of an object."""
    return ObjectRef("stripe", kind, reference)


def ref_or_none(kind: ObjectKind, value: str | Document | None) -> ObjectRef | None:
    """Return the reference of an object that may be expanded, or null."""
    reference = id_of(value)
    return None if reference is None else ref(kind, reference)


def expanded(value: str | Document | None) -> Document:
    """Return an object that was expanded, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def id_in(name: str, *documents: Document) -> UUID | None:
    """Return an id of billing from the metadata of the first object that has it."""
    for document in documents:
        if value := (document.get("metadata") or {}).get(name):
            try:
                return UUID(value)
            except ValueError:
                logger.warning("metadata of an object of Stripe has no valid id", extra={"field": name})
    return None


def owner_of(*documents: Document) -> UUID:
    """Return the user whom objects belong to; raise NotOurs."""
    user_id = id_in(USER_ID, *documents)
    if user_id is None:
        raise NotOurs
    return user_id


def card_text(method: Document) -> str:
    """Return a means of payment as people recognise it."""
    card = expanded(method.get("card"))
    if not card:
        return str(method.get("type") or "")
    return f"{card.get('brand') or 'card'} •••• {card.get('last4') or ''}"
