"""JSON Schema 2020-12 of each event as it is on the wire: camelCase names and the notes beside the fields."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Final

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema

from contracts.event import Contract, Event
from contracts.readers.reader import Reader

JsonObject = dict[str, JsonValue]

SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"

_DEFINITION: Final = "#/$defs/"


class _WireSchema(GenerateJsonSchema):
    """Omits the titles made from field names: they repeat the name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def schema_of(event: type[Event]) -> JsonObject:
    """Return the schema that every record of this event meets, the oldest as well as the newest."""
    schema: JsonObject = event.model_json_schema(by_alias=True, schema_generator=_WireSchema)
    schema["$id"] = f"urn:marquee:event:{event.type}"
    _describe(schema, event)
    definitions = schema.get("$defs")
    if isinstance(definitions, dict):
        contracts = {contract.__name__: contract for contract in _contracts_below(Contract)}
        for name, definition in definitions.items():
            if isinstance(definition, dict) and name in contracts:
                _describe(definition, contracts[name])
    return schema


def public_schema_of(event: type[Event]) -> JsonObject:
    """Return the schema of the public form of an event: its public fields and what they refer to."""
    schema = schema_of(event)
    names = {_alias(event, name) for name in event.spec.public}
    properties, required, definitions = schema["properties"], schema.get("required"), schema.pop("$defs", {})
    if isinstance(properties, dict):
        schema["properties"] = {name: field for name, field in properties.items() if name in names}
    if isinstance(required, list):
        schema["required"] = [name for name in required if name in names]
    schema["$id"] = f"urn:marquee:public-event:{event.type}"
    if isinstance(definitions, dict) and (used := _used(schema, definitions)):
        schema["$defs"] = {name: definitions[name] for name in definitions if name in used}
    return schema


def _used(node: JsonValue, definitions: JsonObject) -> set[str]:
    """Return the names of the definitions to which a schema refers, itself or through others."""
    names: set[str] = set()
    waiting = [node]
    while waiting:
        for name in _references(waiting.pop()) - names:
            names.add(name)
            waiting.append(definitions[name])
    return names


def _references(node: JsonValue) -> set[str]:
    if isinstance(node, str):
        return {node.removeprefix(_DEFINITION)} if node.startswith(_DEFINITION) else set()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return {name for child in children for name in _references(child)}


def _describe(schema: JsonObject, contract: type[Contract]) -> None:
    properties = schema["properties"]
    for name, note in _field_notes(contract).items():
        field = properties.get(_alias(contract, name)) if isinstance(properties, dict) else None
        if isinstance(field, dict):
            field["description"] = note


def _alias(contract: type[Contract], name: str) -> str:
    return contract.model_fields[name].alias or name


@cache
def _field_notes(contract: type[Contract]) -> Mapping[str, str]:
    """Return the docstrings under the fields. pydantic can read them too, but only while the module is imported."""
    body = ast.parse(textwrap.dedent(inspect.getsource(contract))).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError(f"{contract.__name__} is not written as a class")
    notes: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            note = below.value if isinstance(below, ast.Expr) else None
            # A class variable is not a field, even if a docstring follows it.
            is_field = field.target.id in contract.model_fields
            if is_field and isinstance(note, ast.Constant) and isinstance(note.value, str):
                notes[field.target.id] = inspect.cleandoc(note.value)
    inherited = (_field_notes(base) for base in contract.__bases__ if issubclass(base, Contract))
    return {name: note for group in (*inherited, notes) for name, note in group.items()}


def _contracts_below(contract: type[Contract]) -> list[type[Contract]]:
    # A reader may have the name of the contract that it reads.
    children = [child for child in contract.__subclasses__() if not issubclass(child, Reader)]
    return [below for child in children for below in (child, *_contracts_below(child))]
