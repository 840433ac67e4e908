"""Lists of objects: newest first, filtered, one page at a time."""

from collections.abc import Iterable
from typing import Any, Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.errors import missing
from provider_simulator.stripe.requests.parameters import TIME, Either, Kind, Text, Whole, group

_BOUNDS: Final = group(gt=TIME, gte=TIME, lt=TIME, lte=TIME)
RANGE: Final = Either((TIME, _BOUNDS))
"""A time, or bounds of it."""

PAGE: Final[dict[str, Kind]] = {
    "limit": Whole(1, 100),
    "starting_after": Text(),
    "ending_before": Text(),
    "created": RANGE,
}
"""The parameters of every list."""


def page(documents: Iterable[Document], parameters: Document, url: str) -> Document:
    """Return one page of the objects, which are given oldest first."""
    within = parameters.get("created")
    matching = [document for document in documents if in_range(_time_of(document), within)]
    matching.reverse()
    limit = parameters.get("limit") or 10
    if after := parameters.get("starting_after"):
        matching = matching[_place(matching, after, "starting_after") + 1 :]
    before = parameters.get("ending_before")
    if before:
        matching = matching[: _place(matching, before, "ending_before")]
        data = matching[-limit:]
    else:
        data = matching[:limit]
    return {"object": "list", "data": data, "has_more": len(matching) > len(data), "url": url}


def having(documents: Iterable[Document], parameters: Document, names: Iterable[str]) -> list[Document]:
    """Return the objects in which these names have the values of the parameters that were sent."""
    criteria = {name: parameters[name] for name in names if name in parameters}
    return [document for document in documents if all(document[name] == value for name, value in criteria.items())]


def in_range(moment: int, within: Any) -> bool:
    """Return whether a time is the given one, or within bounds."""
    if within is None:
        return True
    if isinstance(within, int):
        return moment == within
    rules = {"gt": moment.__gt__, "gte": moment.__ge__, "lt": moment.__lt__, "lte": moment.__le__}
    return all(rules[name](bound) for name, bound in within.items() if bound is not None)


def whole_list(documents: list[Document], url: str) -> Document:
    """Return a list that is part of another object."""
    return {"object": "list", "data": documents, "has_more": False, "url": url}


def _time_of(document: Document) -> int:
    """Return when an object was created; an invoice item has a date in its place, and a line has neither."""
    return int(document.get("created") or document.get("date") or 0)


def _place(documents: list[Document], identifier: str, param: str) -> int:
    for place, document in enumerate(documents):
        if document["id"] == identifier:
            return place
    raise missing("object", identifier, param, 400)
