"""Annotations of Python for schemas of JSON."""

import keyword
from collections.abc import Mapping
from typing import Any

from api_clients.operations import Document, snake_case

SCHEMAS = "#/components/schemas/"
_BY_FORMAT = {"date": "date", "date-time": "datetime", "uuid": "UUID", "binary": "bytes"}
_BY_TYPE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]"}


def annotation(schema: Mapping[str, Any], *, arrays: str = "list") -> str:
    """Return the annotation of a schema; `models` is the module of those with names."""
    if "$ref" in schema:
        return f"models.{schema['$ref'].removeprefix(SCHEMAS)}"
    if "enum" in schema:
        return f"Literal[{', '.join(_quoted(value) for value in schema['enum'])}]"
    if "const" in schema:
        return f"Literal[{_quoted(schema['const'])}]"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(annotation(member) for member in schema[union]))
    kind = schema.get("type")
    if kind == "null":
        return "None"
    if kind == "array":
        return f"{arrays}[{annotation(schema.get('items', {}))}]"
    if kind == "string":
        return _BY_FORMAT.get(schema.get("format", ""), "str")
    return _BY_TYPE.get(str(kind), "Any")


def data_of(schema: Mapping[str, Any], document: Document) -> Mapping[str, Any] | None:
    """Return the schema of `data` of an envelope that has nothing else; null if it has `meta`, or is no envelope."""
    name = schema.get("$ref", "").removeprefix(SCHEMAS)
    properties = document["components"]["schemas"].get(name, {}).get("properties", {})
    return properties["data"] if set(properties) == {"success", "data"} else None


def argument(name: str) -> str:
    """Return the name of an argument for a parameter."""
    text = snake_case(name)
    return f"{text}_" if keyword.iskeyword(text) or text in ("self", "body") else text


def _quoted(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
