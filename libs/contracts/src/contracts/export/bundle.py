"""The AsyncAPI document in one piece, for those who have it without the files of the schemas."""

from collections.abc import Callable
from typing import Final

from pydantic import JsonValue

from contracts.event_catalog import EVENTS, PUBLIC_EVENTS
from contracts.export.asyncapi import asyncapi
from contracts.export.schemas import JsonObject, public_schema_of, schema_of

_FILES: Final = "./schemas/"
_DEFINITIONS: Final = "#/$defs/"
_COMPONENTS: Final = "#/components/schemas/"


def bundled(version: str) -> JsonObject:
    """Return the document for one version of the contracts, with every schema in its components."""
    schemas = {event.type: schema_of(event) for event in EVENTS}
    schemas |= {f"public.{event.type}": public_schema_of(event) for event in PUBLIC_EVENTS}
    document = asyncapi(version)
    components = document["components"]
    if isinstance(components, dict):
        components["schemas"] = {name: _component(name, schema) for name, schema in schemas.items()}
    result = _rewritten(document, _of_file)
    return result if isinstance(result, dict) else {}


def _component(name: str, schema: JsonObject) -> JsonValue:
    own = {key: value for key, value in schema.items() if key not in ("$id", "$schema")}

    def reference(text: str) -> str:
        return f"{_COMPONENTS}{name}/$defs/{text.removeprefix(_DEFINITIONS)}" if text.startswith(_DEFINITIONS) else text

    return _rewritten(own, reference)


def _of_file(text: str) -> str:
    if not text.startswith(_FILES):
        return text
    return _COMPONENTS + text.removeprefix(_FILES).removesuffix(".json").replace("/", ".")


def _rewritten(node: JsonValue, reference: Callable[[str], str]) -> JsonValue:
    if isinstance(node, list):
        return [_rewritten(child, reference) for child in node]
    if isinstance(node, dict):
        return {
            key: reference(child) if key == "$ref" and isinstance(child, str) else _rewritten(child, reference)
            for key, child in node.items()
        }
    return node
