"""Equal responses of several operations become components: most operations have the same errors."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from gateway.domain.document.nodes import METHODS, RESPONSES, Document, object_of
from gateway.domain.document.operations import examples_of

MOST_CODES = 3
"""How many codes the name of a response shows."""


def share_responses(paths: Document) -> Document:
    """Replace the error responses that occur several times by references; return the responses by their name."""
    counts = Counter(_text(response) for _, _, response in _errors(paths))
    texts = sorted(text for text, count in counts.items() if count > 1)
    by_name: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        by_name[_name(json.loads(text))].append(text)
    names = {
        text: name if len(alike) == 1 else f"{name}{number}"
        for name, alike in by_name.items()
        for number, text in enumerate(alike, start=1)
    }
    for responses, status, response in list(_errors(paths)):
        name = names.get(_text(response))
        if name is not None:
            responses[status] = {"$ref": RESPONSES + name}
    return {name: json.loads(text) for text, name in sorted(names.items(), key=lambda item: item[1])}


def _errors(paths: Document) -> Iterator[tuple[Document, str, Document]]:
    """Yield the responses of each operation, and status and content of each error among them."""
    for item in paths.values():
        for method, operation in object_of(item).items():
            responses = object_of(object_of(operation).get("responses")) if method in METHODS else {}
            for status, response in responses.items():
                if status >= "4" and isinstance(response, dict):
                    yield responses, status, response


def _text(response: Document) -> str:
    return json.dumps(response, sort_keys=True)


def _name(response: Document) -> str:
    """Return a name from the codes of a response: `RateLimited` of `RATE_LIMITED`."""
    codes = list(examples_of(response))[:MOST_CODES] or ["Error"]
    return "Or".join("".join(word.capitalize() for word in code.split("_")) for code in codes)
