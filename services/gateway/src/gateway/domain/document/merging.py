"""Merging the services' OpenAPI documents into one.

Identical schemas of the same name appear once. Different schemas of the same name get the service as a prefix, such as
`AuthAccount` and `LibraryAccount`, and so do the schemas that refer to them.
"""

import copy
from collections.abc import Mapping

from gateway.domain.document.guide import DESCRIPTION, SUMMARY, TITLE
from gateway.domain.document.names import conflicts, namer, readable_names
from gateway.domain.document.nodes import METHODS, READS, Document, Json, object_of, schemas_of, with_references
from gateway.domain.document.operations import Additions, add_responses, normalize, security_schemes
from gateway.domain.document.shared_responses import share_responses
from gateway.domain.document.tags import described_tags, grouped_tags


def merge(
    documents: Mapping[str, Document], *, missing: tuple[str, ...] = (), additions: Additions | None = None
) -> Document:
    """Return the document of the whole API from the services' documents by name; it lists the `missing` services."""
    added = additions or Additions()
    readable = {service: _readable(document) for service, document in documents.items()}
    conflicting = conflicts(readable)
    paths: Document = {}
    schemas: Document = {}
    headers: Document = {}
    operation_ids: set[str] = set()
    for service, original in readable.items():
        rename = namer(service, conflicting)
        document = object_of(with_references(original, rename))
        _add_paths(document, service, paths, operation_ids, added)
        schemas |= {rename(name): schema for name, schema in schemas_of(document).items()}
        headers |= object_of(object_of(document.get("components")).get("headers"))
    paths = dict(sorted(paths.items()))
    used = {str(tag) for tag in _tags(paths)}
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "summary": SUMMARY, "description": DESCRIPTION, "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "tags": described_tags(used),
        "x-tagGroups": grouped_tags(used),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": share_responses(paths),
            "headers": dict(sorted({**headers, **added.headers}.items())),
            "securitySchemes": security_schemes(),
        },
    }
    if missing:
        merged["x-missing-services"] = list(missing)
    return merged


def _readable(document: Document) -> Document:
    """Return a document whose schemas have readable names."""
    schemas = schemas_of(document)
    names = readable_names(schemas)
    changed = object_of(with_references(copy.deepcopy(document), lambda name: names.get(name, name)))
    components = object_of(changed.get("components"))
    if components:
        components["schemas"] = {names[name]: schema for name, schema in schemas_of(changed).items()}
    return changed


def _add_paths(
    document: Document, service: str, paths: Document, operation_ids: set[str], additions: Additions
) -> None:
    for path, item in object_of(document.get("paths")).items():
        operations = object_of(item)
        for method, operation in operations.items():
            if method in METHODS:
                normalize(object_of(operation), service, path, operation_ids, changes=method not in READS)
                add_responses(object_of(operation), additions, changes=method not in READS)
        paths.setdefault(path, operations)


def _tags(paths: Document) -> list[Json]:
    operations = (
        object_of(operation)
        for item in paths.values()
        for method, operation in object_of(item).items()
        if method in METHODS
    )
    return [tag for operation in operations for tag in _list(operation.get("tags"))]


def _list(node: Json) -> list[Json]:
    return node if isinstance(node, list) else []
