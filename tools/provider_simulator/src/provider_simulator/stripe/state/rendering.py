"""Objects as they are sent: without private names, with what `expand` requests, and what has changed in them."""

from typing import Any, Final

import orjson

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.state.store import Store

_DEEPEST: Final = 4


def rendered(document: Document, store: Store, expand: list[str]) -> Document:
    """Return a copy of an object with the parts of these paths in place of their identifiers."""
    result: Document = snapshot(document)
    for path in expand:
        names = path.split(".")
        if len(names) - names.count("data") > _DEEPEST:
            raise invalid(f"You cannot expand more than {_DEEPEST} levels of a property.", "expand")
        _expand(result, document, names, store, path)
    return result


def snapshot(document: Document) -> Document:
    """Return a copy of an object as it is sent."""
    result: Document = orjson.loads(orjson.dumps(public(document)))
    return result


def difference(before: Document, after: Document) -> Document:
    """Return the former values of what has changed; of objects only the changed names."""
    result: Document = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        both = isinstance(old, dict) and isinstance(new, dict)
        result[name] = difference(old, new) if both and isinstance(old, dict) and isinstance(new, dict) else old
    return result


def public(value: Any) -> Any:
    """Return a value without the private names in it."""
    if isinstance(value, dict):
        return {name: public(part) for name, part in value.items() if not name.startswith("_")}
    return [public(part) for part in value] if isinstance(value, list) else value


def _expand(result: Any, source: Any, names: list[str], store: Store, path: str) -> None:
    """Replace the identifier at the end of the path; `source` is the stored object that `result` is a copy of."""
    if isinstance(result, list):
        for place, part in enumerate(result):
            _expand(part, source[place], names, store, path)
        return
    name, *rest = names
    if not isinstance(result, dict):
        return
    private = source.get(f"_{name}") if isinstance(source, dict) else None
    if private is not None:
        result[name] = snapshot(private)
        source = {name: private}
    elif name not in result or not isinstance(source, dict):
        # The data of an event are kept as they are sent.
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    value = result[name]
    origin = source.get(name)
    if isinstance(value, str):
        origin = store.any(value)
        if origin is None:
            raise invalid(f"This property cannot be expanded ({path}).", "expand")
        result[name] = snapshot(origin)
    elif isinstance(value, list) and value and isinstance(value[0], str):
        origin = [store.any(part) or part for part in value]
        result[name] = [snapshot(part) if isinstance(part, dict) else part for part in origin]
    if rest and value is not None:
        _expand(result[name], origin, rest, store, path)
