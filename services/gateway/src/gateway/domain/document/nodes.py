"""Nodes of an OpenAPI document. A document is input from another process, so no node is sure to have its type."""

from collections.abc import Callable
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Document: TypeAlias = dict[str, Json]

SCHEMAS = "#/components/schemas/"
HEADERS = "#/components/headers/"
RESPONSES = "#/components/responses/"
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
READS = frozenset({"get", "head", "options"})


def object_of(node: Json) -> Document:
    """Return the node if it is an object, otherwise an empty one."""
    return node if isinstance(node, dict) else {}


def text_of(document: Document, *path: str) -> str:
    """Return the text at a path, or an empty one."""
    node: Json = document
    for key in path:
        node = object_of(node).get(key)
    return node if isinstance(node, str) else ""


def schemas_of(document: Document) -> Document:
    """Return the schemas without those of the framework, which no response has."""
    schemas = object_of(object_of(document.get("components")).get("schemas"))
    return {name: schema for name, schema in schemas.items() if name not in ("HTTPValidationError", "ValidationError")}


def references(node: Json) -> set[str]:
    """Return the names of the schemas that a node refers to."""
    if isinstance(node, str):
        return {node.removeprefix(SCHEMAS)} if node.startswith(SCHEMAS) else set()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return {name for child in children for name in references(child)}


def with_references(node: Json, rename: Callable[[str], str]) -> Json:
    """Return a copy of a node in which each reference to a schema, also of discriminators, has its new name."""
    if isinstance(node, str):
        return SCHEMAS + rename(node.removeprefix(SCHEMAS)) if node.startswith(SCHEMAS) else node
    if isinstance(node, list):
        return [with_references(child, rename) for child in node]
    if isinstance(node, dict):
        return {key: with_references(child, rename) for key, child in node.items()}
    return node
