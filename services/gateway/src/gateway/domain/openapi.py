"""One OpenAPI document out of the services' own: what they share appears once, what clashes is told apart.

A schema of the same name and meaning in two services is one schema. Two meanings of one name become
`AuthAccount` and `LibraryAccount`, and so does everything that refers to them.
"""

import copy
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Document: TypeAlias = dict[str, Json]

SCHEMAS: Final = "#/components/schemas/"
EVENT_STREAM: Final = "text/event-stream"
HEADERS: Final = "#/components/headers/"
SECURITY: Final = "bearer"
TITLE: Final = "Marquee API"
DESCRIPTION: Final = (
    "What the world is watching, and the place of each user in it.\n\n"
    "**Authentication.** Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`."
    " Public reads work without one; there, a token that is not valid counts as none.\n\n"
    "**Envelope.** A success is `{success, data, meta?}`, an error `{success, error}` with a stable `code`."
    " A defect of the server is a 500 with the code `INTERNAL_ERROR`. Every response has an `X-Request-Id`.\n\n"
    "**Null** means unknown, and never zero, unless a field says otherwise.\n\n"
    "**Input.** An unknown parameter or field is an error that names it. Booleans are `true` and `false`, days"
    " `YYYY-MM-DD` in UTC, instants RFC 3339 with an offset. Enumerated values are written as listed; slugs, country"
    " and language codes, e-mail addresses and usernames are read in any letter case.\n\n"
    "**Paging.** Lists take `limit` and `offset`; `meta.hasMore` says whether another page follows.\n\n"
    "**Limits.** Requests per minute are limited per user or address: see the headers `RateLimit` and"
    " `RateLimit-Policy`, and `Retry-After` of a 429.\n\n"
    "`/api` is an alias of `/api/v1`."
)
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@dataclass(frozen=True, slots=True)
class Additions:
    """What the gateway adds to the document of each operation, for it responds in the services' place as well."""

    responses: Mapping[str, Document] = field(default_factory=dict)
    """Its own refusals, by status."""
    headers: Mapping[str, Json] = field(default_factory=dict)
    """The headers it adds to responses, by name."""
    without_headers: frozenset[str] = frozenset()
    """Statuses sent before a request is counted, which carry none of them."""
    stream_responses: Mapping[str, Document] = field(default_factory=dict)
    """Its further refusals of requests for an event stream."""


def merge(
    documents: Mapping[str, Document], *, missing: tuple[str, ...] = (), additions: Additions | None = None
) -> Document:
    """Return the document of the whole API from those of the services, by name; `missing` ones are named in it."""
    added = additions or Additions()
    clashing = _clashes(documents)
    paths: Document = {}
    schemas: Document = {}
    headers: Document = {}
    tags: list[Json] = []
    operation_ids: set[str] = set()
    for service, original in documents.items():
        document = _renamed(copy.deepcopy(original), _namer(service, clashing))
        _take_paths(document, service, paths, operation_ids, added)
        schemas |= _schemas(document)
        headers |= _object(_object(document.get("components")).get("headers"))
        tags.append({"name": service, "description": _text(document, "info", "description")})
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "description": DESCRIPTION, "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "headers": dict(sorted({**headers, **added.headers}.items())),
            "securitySchemes": {SECURITY: _bearer()},
        },
    }
    if missing:
        merged["x-missing-services"] = list(missing)
    return merged


def _bearer() -> Document:
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token of `POST /api/v1/auth/login`",
    }


def _take_paths(
    document: Document, service: str, paths: Document, operation_ids: set[str], additions: Additions
) -> None:
    for path, item in _object(document.get("paths")).items():
        operations = _object(item)
        for method, operation in operations.items():
            if method in _METHODS:
                _adopt(_object(operation), service, operation_ids)
                _add(_object(operation), additions)
        paths.setdefault(path, operations)


def _adopt(operation: Document, service: str, operation_ids: set[str]) -> None:
    """Set an operation's tag to its service, its security to the one scheme, and its id to one that is unique."""
    operation["tags"] = [service]
    ways = operation.get("security")
    if isinstance(ways, list):
        operation["security"] = [{SECURITY: []} if way else {} for way in ways]
    _object(operation.get("responses")).pop("422", None)
    name = operation.get("operationId")
    if isinstance(name, str):
        if name in operation_ids:
            name = service + name[:1].upper() + name[1:]
        operation_ids.add(name)
        operation["operationId"] = name


def _add(operation: Document, additions: Additions) -> None:
    """Add the gateway's responses and headers to an operation."""
    responses = _object(operation.get("responses"))
    streams = EVENT_STREAM in _object(_object(responses.get("200")).get("content"))
    for added in (additions.responses, additions.stream_responses if streams else {}):
        for status, response in added.items():
            known = responses.get(status)
            responses[status] = _joined(known, response) if isinstance(known, dict) else copy.deepcopy(response)
    for status, given in responses.items():
        if status not in additions.without_headers and isinstance(given, dict):
            own: Document = {name: {"$ref": HEADERS + name} for name in additions.headers}
            given["headers"] = {**_object(given.get("headers")), **own}
    operation["responses"] = dict(sorted(responses.items()))


def _joined(known: Document, added: Document) -> Document:
    """Return a response of a service with the gateway's cases of the same status after its own."""
    joined = copy.deepcopy(known)
    examples = _examples(joined)
    for code, example in _examples(copy.deepcopy(added)).items():
        if code not in examples:
            examples[code] = example
    lines = [*_text(known, "description").split("\n"), *_text(added, "description").split("\n")]
    codes = {line.partition(":")[0]: line for line in reversed(lines)}
    joined["description"] = "\n".join(dict.fromkeys(codes[line.partition(":")[0]] for line in lines))
    joined["headers"] = {**_object(added.get("headers")), **_object(known.get("headers"))}
    return joined


def _examples(response: Document) -> Document:
    return _object(_object(_object(response.get("content")).get("application/json")).get("examples"))


def _clashes(documents: Mapping[str, Document]) -> frozenset[str]:
    """Give the names that mean different things, and those that refer to one of them in more than one service."""
    meanings: dict[str, set[str]] = defaultdict(set)
    refers: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, int] = defaultdict(int)
    for document in documents.values():
        for name, schema in _schemas(document).items():
            meanings[name].add(json.dumps(schema, sort_keys=True))
            refers[name] |= _references(schema)
            holders[name] += 1
    clashing = {name for name, texts in meanings.items() if len(texts) > 1}
    grown = True
    while grown:
        more = {name for name, targets in refers.items() if holders[name] > 1 and targets & clashing} - clashing
        clashing |= more
        grown = bool(more)
    return frozenset(clashing)


def _references(node: Json) -> set[str]:
    if isinstance(node, str):
        return {node.removeprefix(SCHEMAS)} if node.startswith(SCHEMAS) else set()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return {name for child in children for name in _references(child)}


def _namer(service: str, clashing: frozenset[str]) -> Callable[[str], str]:
    return lambda name: service.capitalize() + name if name in clashing else name


def _renamed(document: Document, rename: Callable[[str], str]) -> Document:
    """Give a document with its schemas renamed, wherever one is referred to (`$ref` and discriminators)."""
    changed = _object(_rewritten(document, rename))
    components = _object(changed.get("components"))
    if components:
        components["schemas"] = {rename(name): schema for name, schema in _schemas(changed).items()}
    return changed


def _rewritten(node: Json, rename: Callable[[str], str]) -> Json:
    if isinstance(node, str):
        return SCHEMAS + rename(node.removeprefix(SCHEMAS)) if node.startswith(SCHEMAS) else node
    if isinstance(node, list):
        return [_rewritten(child, rename) for child in node]
    if isinstance(node, dict):
        return {key: _rewritten(child, rename) for key, child in node.items()}
    return node


def _schemas(document: Document) -> Document:
    schemas = _object(_object(document.get("components")).get("schemas"))
    return {name: schema for name, schema in schemas.items() if name not in ("HTTPValidationError", "ValidationError")}


def _object(node: Json) -> Document:
    """Give the node itself where it is an object, an empty one otherwise: a document comes from elsewhere."""
    return node if isinstance(node, dict) else {}


def _text(document: Document, *path: str) -> str:
    node: Json = document
    for key in path:
        node = _object(node).get(key)
    return node if isinstance(node, str) else ""
