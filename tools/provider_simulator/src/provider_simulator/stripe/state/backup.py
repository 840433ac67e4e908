"""The objects of an account as JSON, so that they survive a restart, and back."""

from typing import Any, Final

import orjson

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.store import PREFIXES, Store

_EVENT: Final = "event"


def exported(store: Store) -> dict[str, list[Document]]:
    """Return every object by kind, private names included."""
    return {kind: list(store.of(kind)) for kind in PREFIXES}


def restore(account: Account, kinds: dict[str, list[Document]]) -> None:
    """Store the objects again; an object that is part of another one is the same object once more."""
    store = account.store
    for kind, documents in kinds.items():
        for document in documents:
            if kind == _EVENT:
                document["data"] = orjson.Fragment(orjson.dumps(document["data"]))
            store.put(kind, document)
    for kind in kinds.keys() - {_EVENT}:
        for document in store.of(kind):
            for name, value in document.items():
                document[name] = _linked(value, store)


def _linked(value: Any, store: Store) -> Any:
    if isinstance(value, list):
        return [_linked(part, store) for part in value]
    if not isinstance(value, dict):
        return value
    kind, identifier = value.get("object"), value.get("id")
    if isinstance(kind, str) and isinstance(identifier, str) and kind in PREFIXES:
        same = store.find(kind, identifier)
        if same is not None:
            return same
    for name, part in value.items():
        value[name] = _linked(part, store)
    return value
