"""Events of Stripe: which objects each one is about."""

from collections.abc import Callable
from typing import Any, Final

import orjson

from billing.domain.payments.facts import Notice, ObjectRef
from billing.domain.webhooks.errors import InvalidNotice
from billing.providers.stripe.mapping.invoices import subscription_of
from billing.providers.stripe.reading import Document, at, ref, ref_or_none

_LONGEST_NAME: Final = 200


def notice_of(body: bytes) -> Notice:
    """Return what a signed event is about; raise InvalidNotice."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidNotice("it is no JSON") from error
    if not isinstance(event, dict) or event.get("object") != "event":
        raise InvalidNotice("it is no event")
    event_id, event_type, created = event.get("id"), event.get("type"), event.get("created")
    if not _is_name(event_id) or not _is_name(event_type):
        raise InvalidNotice("id and type must be texts of 1 to 200 characters")
    if type(created) is not int or not 0 <= created < 2**33:
        raise InvalidNotice("created must be an instant in seconds")
    return Notice(str(event_id), str(event_type), objects_of(event), at(created))


def objects_of(event: Document) -> tuple[ObjectRef, ...]:
    """Return the objects that an event is about; none for events that billing does not use.

    Raise InvalidNotice for an object without what every such object has.
    """
    data = event.get("data")
    subject = data.get("object") if isinstance(data, dict) else None
    if not isinstance(subject, dict):
        raise InvalidNotice("data.object must be an object")
    kind = subject.get("object")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        return ()
    try:
        objects = read(subject)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidNotice(f"data.object is no {kind}") from error
    if not all(_is_name(one.reference) for one in objects):
        raise InvalidNotice("ids must be texts of 1 to 200 characters")
    return objects


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and value.isprintable()


def _present(*refs: ObjectRef | None) -> tuple[ObjectRef, ...]:
    return tuple(one for one in refs if one is not None)


def _of_schedule(schedule: Any) -> tuple[ObjectRef, ...]:
    return _present(ref_or_none("subscription", schedule.get("subscription") or schedule.get("released_subscription")))


def _of_payment(money_object: Any) -> tuple[ObjectRef, ...]:
    """Return the payment that a charge, a refund or a dispute is a part of."""
    return _present(ref_or_none("payment", money_object.get("payment_intent")))


_READERS: Final[dict[str, Callable[[Any], tuple[ObjectRef, ...]]]] = {
    "checkout.session": lambda session: (ref("checkout", session["id"]),),
    "subscription": lambda subscription: (ref("subscription", subscription["id"]),),
    "subscription_schedule": _of_schedule,
    # The invoice of `invoice.upcoming` does not exist yet.
    "invoice": lambda invoice: _present(ref_or_none("invoice", invoice.get("id")), subscription_of(invoice)),
    "invoice_payment": lambda payment: _present(ref_or_none("invoice", payment["invoice"])),
    "payment_intent": lambda intent: (ref("payment", intent["id"]),),
    "charge": _of_payment,
    "refund": _of_payment,
    "dispute": _of_payment,
}
"""By the kind of the object of an event."""
