"""Merging the services' OpenAPI documents into one.

Identical schemas of the same name appear once. Different schemas of the same name get the service as a prefix, such as
`AuthAccount` and `LibraryAccount`, and so do the schemas that refer to them.
"""

import copy
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from chassis.core.browser_sessions import ACCESS_COOKIE, CSRF_COOKIE, CSRF_HEADER

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Document: TypeAlias = dict[str, Json]

SCHEMAS: Final = "#/components/schemas/"
EVENT_STREAM: Final = "text/event-stream"
HEADERS: Final = "#/components/headers/"
SECURITY: Final = "bearer"
COOKIE: Final = "cookie"
CSRF: Final = "csrf"
API_KEY: Final = "apiKey"
SCOPE: Final = "x-required-scope"
"""The extension by which a service names the scope that an API key needs."""
TITLE: Final = "Marquee API"
DESCRIPTION: Final = (
    "What the world is watching, and the place of each user in it.\n\n"
    "**Authentication.** Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`."
    " Public reads need no token; an invalid token is ignored there. A page in a browser signs in with"
    " `X-Token-Delivery: cookie` instead: the tokens are then in cookies that no script can read, and every request"
    " that changes something needs the header `X-CSRF-Token`. Programs send an API key of `POST /api/v1/auth/api-keys`"
    " as `X-Api-Key`, where the operation names a scope.\n\n"
    "**Envelope.** A success is `{success, data, meta?}`, an error `{success, error}` with a stable `code`."
    " An unexpected server error is a 500 with the code `INTERNAL_ERROR`. Every response has an `X-Request-Id`.\n\n"
    "**Null** means unknown, and never zero, unless a field says otherwise.\n\n"
    "**Input.** An unknown parameter or field is an error that names it. Booleans are `true` and `false`, days"
    " `YYYY-MM-DD` in UTC, instants RFC 3339 with an offset. Enumerated values are written as listed; slugs, country"
    " and language codes, e-mail addresses and usernames are read in any letter case.\n\n"
    "**Paging.** Lists take `limit` and `offset`; `meta.hasMore` says whether another page follows.\n\n"
    "**Limits.** Requests per minute are limited per user or address: see the headers `RateLimit` and"
    " `RateLimit-Policy`, and `Retry-After` of a 429.\n\n"
    "`/api` is an alias of `/api/v1`."
)
_READS: Final = frozenset({"get", "head", "options"})
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@dataclass(frozen=True, slots=True)
class Additions:
    """What the gateway adds to each operation: it sends responses and headers of its own."""

    responses: Mapping[str, Document] = field(default_factory=dict)
    """Error responses of the gateway, by status."""
    headers: Mapping[str, Json] = field(default_factory=dict)
    """Headers that the gateway adds to responses, by name."""
    without_headers: frozenset[str] = frozenset()
    """Statuses of responses without these headers, since they are sent before a request is counted."""
    stream_responses: Mapping[str, Document] = field(default_factory=dict)
    """Further error responses to requests for an event stream."""
    change_responses: Mapping[str, Document] = field(default_factory=dict)
    """Further error responses to requests that need a token and change something."""


def merge(
    documents: Mapping[str, Document], *, missing: tuple[str, ...] = (), additions: Additions | None = None
) -> Document:
    """Return the document of the whole API from the services' documents by name; it lists the `missing` services."""
    added = additions or Additions()
    conflicting = _conflicts(documents)
    paths: Document = {}
    schemas: Document = {}
    headers: Document = {}
    tags: list[Json] = []
    operation_ids: set[str] = set()
    for service, original in documents.items():
        document = _renamed(copy.deepcopy(original), _namer(service, conflicting))
        _add_paths(document, service, paths, operation_ids, added)
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
            "securitySchemes": _security_schemes(),
        },
    }
    if missing:
        merged["x-missing-services"] = list(missing)
    return merged


def _security_schemes() -> Document:
    return {
        SECURITY: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Access token of `POST /api/v1/auth/login`",
        },
        COOKIE: {
            "type": "apiKey",
            "in": "cookie",
            "name": ACCESS_COOKIE,
            "description": "Access token in a browser: sign in with `X-Token-Delivery: cookie`",
        },
        CSRF: {
            "type": "apiKey",
            "in": "header",
            "name": CSRF_HEADER,
            "description": f"Value of the cookie `{CSRF_COOKIE}`, for requests with cookies that change something",
        },
        API_KEY: {
            "type": "apiKey",
            "in": "header",
            "name": "X-Api-Key",
            "description": "API key of `POST /api/v1/auth/api-keys` with the scope `x-required-scope` of the operation;"
            " also accepted as `Authorization: Bearer mq_…`",
        },
    }


def _add_paths(
    document: Document, service: str, paths: Document, operation_ids: set[str], additions: Additions
) -> None:
    for path, item in _object(document.get("paths")).items():
        operations = _object(item)
        for method, operation in operations.items():
            if method in _METHODS:
                _normalize(_object(operation), service, operation_ids, changes=method not in _READS)
                _add_responses(_object(operation), additions, changes=method not in _READS)
        paths.setdefault(path, operations)


def _normalize(operation: Document, service: str, operation_ids: set[str], *, changes: bool) -> None:
    """Set an operation's tag to its service, its security to the shared schemes, and its id to a unique one."""
    operation["tags"] = [service]
    alternatives = operation.get("security")
    if isinstance(alternatives, list):
        ways = [way for alternative in alternatives for way in _ways(alternative, changes=changes)]
        operation["security"] = ways + ([{API_KEY: []}] if SCOPE in operation and any(ways) else [])
    _object(operation.get("responses")).pop("422", None)
    name = operation.get("operationId")
    if isinstance(name, str):
        if name in operation_ids:
            name = service + name[:1].upper() + name[1:]
        operation_ids.add(name)
        operation["operationId"] = name


def _ways(alternative: Json, *, changes: bool) -> list[Json]:
    """Return the ways to authorize an operation: a token in a header, or in a cookie."""
    if not alternative:
        return [{}]
    return [{SECURITY: []}, {COOKIE: [], CSRF: []} if changes else {COOKIE: []}]


def _add_responses(operation: Document, additions: Additions, *, changes: bool) -> None:
    """Add the gateway's responses and headers to an operation."""
    responses = _object(operation.get("responses"))
    streams = EVENT_STREAM in _object(_object(responses.get("200")).get("content"))
    guarded = changes and operation.get("security")
    for added in (
        additions.responses,
        additions.stream_responses if streams else {},
        additions.change_responses if guarded else {},
    ):
        for status, response in added.items():
            existing = responses.get(status)
            responses[status] = _combined(existing, response) if isinstance(existing, dict) else copy.deepcopy(response)
    for status, documented in responses.items():
        if status not in additions.without_headers and isinstance(documented, dict):
            own: Document = {name: {"$ref": HEADERS + name} for name in additions.headers}
            documented["headers"] = {**_object(documented.get("headers")), **own}
    operation["responses"] = dict(sorted(responses.items()))


def _combined(existing: Document, added: Document) -> Document:
    """Return a service's response, followed by the gateway's cases of the same status."""
    combined = copy.deepcopy(existing)
    examples = _examples(combined)
    for code, example in _examples(copy.deepcopy(added)).items():
        if code not in examples:
            examples[code] = example
    lines = [*_text(existing, "description").split("\n"), *_text(added, "description").split("\n")]
    codes = {line.partition(":")[0]: line for line in reversed(lines)}
    combined["description"] = "\n".join(dict.fromkeys(codes[line.partition(":")[0]] for line in lines))
    combined["headers"] = {**_object(added.get("headers")), **_object(existing.get("headers"))}
    return combined


def _examples(response: Document) -> Document:
    return _object(_object(_object(response.get("content")).get("application/json")).get("examples"))


def _conflicts(documents: Mapping[str, Document]) -> frozenset[str]:
    """Return the schema names with different contents, and the shared names that refer to one of them."""
    contents: dict[str, set[str]] = defaultdict(set)
    refers: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, int] = defaultdict(int)
    for document in documents.values():
        for name, schema in _schemas(document).items():
            contents[name].add(json.dumps(schema, sort_keys=True))
            refers[name] |= _references(schema)
            holders[name] += 1
    conflicting = {name for name, texts in contents.items() if len(texts) > 1}
    while True:
        more = {name for name, targets in refers.items() if holders[name] > 1 and targets & conflicting} - conflicting
        if not more:
            break
        conflicting |= more
    return frozenset(conflicting)


def _references(node: Json) -> set[str]:
    if isinstance(node, str):
        return {node.removeprefix(SCHEMAS)} if node.startswith(SCHEMAS) else set()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return {name for child in children for name in _references(child)}


def _namer(service: str, conflicting: frozenset[str]) -> Callable[[str], str]:
    return lambda name: service.capitalize() + name if name in conflicting else name


def _renamed(document: Document, rename: Callable[[str], str]) -> Document:
    """Return a document with its schemas renamed, and every reference to them (`$ref` and discriminators)."""
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
    """Return the node if it is an object, otherwise an empty one: a document is input from another process."""
    return node if isinstance(node, dict) else {}


def _text(document: Document, *path: str) -> str:
    node: Json = document
    for key in path:
        node = _object(node).get(key)
    return node if isinstance(node, str) else ""
