"""The models of the Python client, written by datamodel-code-generator.

The server checks requests, and its responses are what it checked: limits are left out, and a union is one annotation.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from datamodel_code_generator import InputFileType, LiteralType, OpenAPIScope, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import Formatter

from api_clients.operations import Document

HEADER: Final = '''\
"""The models of requests and responses."""

# Generated from the OpenAPI document of Marquee.
'''
_LIMITS: Final = frozenset(
    (
        *("pattern", "minLength", "maxLength", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("minItems", "maxItems", "uniqueItems"),
        *("examples", "example", "writeOnly", "readOnly", "title", "discriminator"),
    )
)
_FORMATS: Final = frozenset({"date", "date-time", "uuid"})


def write_models(document: Document, path: Path) -> None:
    """Write the module of models."""
    schemas = {name: _lenient(schema) for name, schema in document["components"]["schemas"].items()}
    lean = {"openapi": "3.1.0", "info": document["info"], "paths": {}, "components": {"schemas": schemas}}
    generate(
        json.dumps(lean),
        input_filename="openapi.json",
        input_file_type=InputFileType.OpenAPI,
        output=path,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        openapi_scopes=[OpenAPIScope.Schemas],
        enum_field_as_literal=LiteralType.All,
        snake_case_field=True,
        allow_population_by_field_name=True,
        use_standard_collections=True,
        use_union_operator=True,
        use_annotated=True,
        use_schema_description=True,
        disable_timestamp=True,
        # A field with the name of a type would hide it from the annotations after it.
        aliases={"list": "list_"},
        custom_file_header=HEADER,
        formatters=[Formatter.RUFF_FORMAT],
    )


def _lenient(node: Any) -> Any:
    if isinstance(node, list):
        return [_lenient(child) for child in node]
    if not isinstance(node, Mapping):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, Mapping):
            kept[key] = {name: _lenient(child) for name, child in value.items()}
        elif key in _LIMITS or (key == "format" and value not in _FORMATS):
            continue
        elif key == "default" and isinstance(value, (dict, list)):
            # Not sent unless set: the server has the same default.
            continue
        else:
            kept[key] = _lenient(value)
    return kept
