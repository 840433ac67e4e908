"""The objects of Stripe's OpenAPI specification, as a check of what claims to be one."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

SPECIFICATION: Final = Path("embedded", "openapi", "spec3.json")
"""The file in the module of stripe-mock."""
_IGNORED: Final = frozenset({"nullable", "example", "format"})


class Specification:
    """The schemas by the name that objects have in `object`."""

    def __init__(self, file: Path) -> None:
        schemas = json.loads(file.read_text("utf-8"))["components"]["schemas"]
        self._schemas: Mapping[str, Any] = _plain(schemas)
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, document: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with an object, or with those of a list: wrong types, missing and unknown names."""
        name = document.get("object")
        if name == "list":
            return [problem for part in document["data"] for problem in self.problems(part)]
        if document.get("deleted"):
            return []
        if not isinstance(name, str) or name not in self._schemas:
            return [f"{name}: no object of Stripe"]
        errors = self._validator(name).iter_errors(document)
        unknown = document.keys() - self._schemas[name]["properties"].keys()
        return [
            *(f"{name}.{_deepest(errors_of)}" for errors_of in errors),
            *(f"{name}.{key}: unknown" for key in unknown),
        ]

    def _validator(self, name: str) -> Draft202012Validator:
        if name not in self._validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": self._schemas}}
            self._validators[name] = Draft202012Validator(schema)
        return self._validators[name]


def _plain(value: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON Schema, in which null is a type."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    result = {name: _plain(part) for name, part in value.items() if name not in _IGNORED and not name.startswith("x-")}
    return {"anyOf": [{"type": "null"}, result]} if value.get("nullable") is True else result


def _deepest(error: ValidationError) -> str:
    """Return the path and message of the innermost error: those around it only say that no alternative matches."""
    causes: Iterable[ValidationError] = error.context or ()
    deepest = max(causes, key=lambda cause: len(cause.absolute_path), default=None)
    if deepest is not None:
        return _deepest(deepest)
    return f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
