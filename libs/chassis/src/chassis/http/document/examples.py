"""Examples of whole bodies, composed from those of their fields."""

from typing import Any, Final

OVERRIDES: Final = "x-example"
"""Values of a schema that replace the examples of a shared base; the document omits this entry."""

_REFERENCE: Final = "#/components/schemas/"
_BY_FORMAT: Final = {
    "date-time": "2026-11-21T12:00:00Z",
    "date": "2026-11-21",
    "uuid": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11",
}


def sample(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return an example of a schema; raise LookupError for a value without one."""
    for key in ("const", "example"):
        if key in schema:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].removeprefix(_REFERENCE)], schemas)
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            members = [member for member in schema[key] if member.get("type") != "null"]
            return sample(members[0], schemas) if members else None
    return _of_type(schema, schemas)


def _of_type(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, schemas)
    if kind == "array":
        return [] if schema.get("maxItems") == 0 else [sample(schema.get("items", {}), schemas)]
    if kind == "boolean":
        return schema.get("default", True)
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if kind == "null" or "default" in schema:
        return schema.get("default")
    raise LookupError(f"no example: {schema}")


def _object(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    own = schema.get(OVERRIDES, {})
    fields = schema.get("properties", {})
    return {name: own[name] if name in own else sample(field, schemas) for name, field in fields.items()}
