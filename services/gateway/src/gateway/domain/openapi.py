"""One OpenAPI document out of the services' own: what they share appears once, what clashes is told apart.

A schema of the same name and meaning in two services is one schema. Two meanings of one name become
`AuthAccount` and `LibraryAccount`, and so does everything that refers to them.
"""

import copy
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Document: TypeAlias = dict[str, Json]

SCHEMAS: Final = "#/components/schemas/"
SECURITY: Final = "bearer"
TITLE: Final = "Marquee API"
DESCRIPTION: Final = (
    "What the world is watching, and my place in it.\n\n"
    "Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`. "
    "Every answer has the envelope `{success, data, meta?}` or `{success, error}`; errors carry a stable `code`, "
    "and every answer an `X-Request-Id` to quote. `/api` is an alias of `/api/v1`."
)
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def merge(documents: Mapping[str, Document], *, missing: tuple[str, ...] = ()) -> Document:
    """Give the document of the whole API from those of the services, by name; `missing` ones are named in it."""
    clashing = _clashes(documents)
    paths: Document = {}
    schemas: Document = {}
    tags: list[Json] = []
    operation_ids: set[str] = set()
    for service, original in documents.items():
        document = _renamed(copy.deepcopy(original), _namer(service, clashing))
        _take_paths(document, service, paths, operation_ids)
        schemas |= _schemas(document)
        tags.append({"name": service, "description": _text(document, "info", "description")})
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "description": DESCRIPTION, "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": {SECURITY: _bearer()}},
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


def _take_paths(document: Document, service: str, paths: Document, operation_ids: set[str]) -> None:
    for path, item in _object(document.get("paths")).items():
        operations = _object(item)
        for method, operation in operations.items():
            if method in _METHODS:
                _adopt(_object(operation), service, operation_ids)
        paths.setdefault(path, operations)


def _adopt(operation: Document, service: str, operation_ids: set[str]) -> None:
    """Give an operation its service's tag, the one security scheme and an id nobody else has."""
    operation["tags"] = [service]
    if operation.get("security"):
        operation["security"] = [{SECURITY: []}]
    _object(operation.get("responses")).pop("422", None)
    name = operation.get("operationId")
    if isinstance(name, str):
        if name in operation_ids:
            name = service + name[:1].upper() + name[1:]
        operation_ids.add(name)
        operation["operationId"] = name


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
