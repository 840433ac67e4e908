"""The document of the whole API, merged as the gateway does it: valid, complete, with examples that are true."""

import importlib
import json
import keyword
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from pydantic import BaseModel
from referencing import Registry, Resource

from chassis.testing.openapi import DocumentReader
from gateway.application.api_document import ApiDocument
from gateway.domain.document.nodes import Document
from gateway.domain.routes import API_SERVICES
from gateway.presentation.documentation.additions import additions

pytestmark = pytest.mark.unit

IDENTIFIER: Final = re.compile(r"[a-z][A-Za-z0-9]*")
SCHEMA_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
OPENAPI: Final[dict[str, Any]] = {**schema_v31}
"""The schema of OpenAPI 3.1."""


def undescribed(result: Iterator[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, described in result if not described.get("description", "").strip()]


def test_every_field_is_described(api: DocumentReader) -> None:
    assert undescribed(api.fields()) == []


def test_every_parameter_is_described_with_its_range(api: DocumentReader) -> None:
    parameters = [
        (f"{name} {parameter['name']}", parameter)
        for name, operation in api.operations()
        for parameter in operation.get("parameters", ())
    ]
    assert undescribed(iter(parameters)) == []
    for name, parameter in parameters:
        most = parameter["schema"].get("maximum")
        assert most is None or str(most) in parameter["description"], name
        assert "null" not in str(parameter["schema"].get("anyOf", "")), f"{name}: no URL and no header carries null"


def test_every_operation_says_what_it_returns_and_who_may_call_it(api: DocumentReader) -> None:
    for name, operation in api.operations():
        assert 2 <= len(operation["summary"].split()) <= 7, (name, operation["summary"])
        assert len(operation["description"].splitlines()) >= 3, name
        assert operation["description"].endswith("."), name


def test_every_body_has_an_example_that_its_schema_accepts(api: DocumentReader) -> None:
    missing, wrong = [], []
    for name, content in api.contents():
        value = [example["value"] for example in content.get("examples", {}).values()]
        value += [content["example"]] if "example" in content else []
        if not value:
            missing.append(name)
        whole = {**content.get("schema", {}), "components": api.document["components"]}
        validator = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        wrong += [f"{name}: {error.json_path} {error.message}" for one in value for error in validator.iter_errors(one)]
    assert missing == []
    assert wrong == []


def test_every_error_names_its_codes_with_an_example_of_each(api: DocumentReader) -> None:
    for name, operation in api.operations():
        errors = {status: response for status, response in operation["responses"].items() if status >= "4"}
        assert {"400", "408", "413", "429", "431", "502", "503", "504"} <= set(errors), name
        for status, response in errors.items():
            examples = response["content"]["application/json"].get("examples", {})
            assert examples, (name, status)
            for code, example in examples.items():
                error = example["value"]["error"]
                assert (error["code"], error["statusCode"]) == (code, int(status)), name
                assert f"`{code}`" in response["description"], (name, code)


def test_a_401_is_documented_exactly_where_a_token_is_needed(api: DocumentReader) -> None:
    for name, operation in api.operations():
        needed = operation["security"] and {} not in operation["security"]
        signing_in = name.startswith("POST /api/v1/auth/")
        assert ("401" in operation["responses"]) == bool(needed) or signing_in, name


def test_headers_are_documented(api: DocumentReader) -> None:
    for name, operation in api.operations():
        for status, response in operation["responses"].items():
            headers = response.get("headers", {})
            for header in headers.values():
                assert api.resolved(header)["description"]
            assert "X-Request-Id" in headers or status in ("408", "431"), (name, status)
            assert "RateLimit" in headers or status in ("408", "431"), (name, status)
            assert "Retry-After" in headers or status not in ("429", "502", "503", "504"), (name, status)


def test_ids_of_operations_are_unique_names_of_methods(api: DocumentReader, documents: Mapping[str, Document]) -> None:
    """No id depends on the operations of other services, and each is a name in Python and in TypeScript."""
    own = Counter(
        operation["operationId"]
        for document in documents.values()
        for _, operation in DocumentReader(document).operations()
    )
    assert [name for name, count in own.items() if count > 1] == [], "name the function of each route what it does"
    ids = [operation["operationId"] for _, operation in api.operations()]
    assert Counter(ids) == own
    assert [name for name in ids if not IDENTIFIER.fullmatch(name) or keyword.iskeyword(name)] == []


def test_names_of_schemas_are_readable(api: DocumentReader) -> None:
    assert [name for name in api.schemas if not SCHEMA_NAME.fullmatch(name)] == []
    assert not any("title" in schema and isinstance(schema["title"], str) for schema in api.schemas.values())


def test_each_schema_and_each_response_occurs_once(api: DocumentReader) -> None:
    components = api.document["components"]
    for kind in ("schemas", "responses"):
        texts = Counter(json.dumps(component, sort_keys=True) for component in components[kind].values())
        assert [text for text, count in texts.items() if count > 1] == [], kind
    inline = Counter(
        json.dumps(response)
        for item in api.document["paths"].values()
        for operation in item.values()
        for status, response in operation["responses"].items()
        if status >= "4" and "$ref" not in response
    )
    assert [text for text, count in inline.items() if count > 1] == []


def test_every_operation_has_a_task(api: DocumentReader) -> None:
    tags = {tag["name"]: tag["description"] for tag in api.document["tags"]}
    for name, operation in api.operations():
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in tags, f"{name}: add its path to a tag of gateway.domain.document.tags"
    grouped = [tag for group in api.document["x-tagGroups"] for tag in group["tags"]]
    assert grouped == list(tags)
    assert all(description.endswith(".") for description in tags.values())


def test_the_order_of_the_document_does_not_depend_on_the_order_of_services(
    api: DocumentReader, documents: Mapping[str, Document]
) -> None:
    merged = ApiDocument(tuple(documents), additions())
    for service in reversed(tuple(documents)):
        merged.update(service, documents[service])
    assert json.dumps(merged.merged) == json.dumps(api.document)


class Validator(OpenAPIV31SpecValidator):
    """Reads the schema of OpenAPI once: that of the library searches it again for every dynamic reference."""

    schema_validator = Draft202012Validator(
        {"$ref": OPENAPI["$id"]},
        registry=Registry().with_resource(OPENAPI["$id"], Resource.from_contents(OPENAPI)).crawl(),
    )


def test_the_document_is_valid_openapi(api: DocumentReader) -> None:
    assert api.document["openapi"] == "3.1.0"
    assert [str(error) for error in Validator(with_each_error_once(api.document)).iter_errors()] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"paths": {"/x": {"get": {"responses": {"200": {}}}}}}, "'description' is a required property"),
        ({"components": {"schemas": {"A": {"type": "text"}}}}, "'text' is not valid under any of the given schemas"),
        ({"servers": [{}]}, "'url' is a required property"),
    ],
)
def test_a_document_that_is_not_valid_has_errors(change: dict[str, Any], message: str) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **change}
    errors = [
        [error.message for error in kind(document).iter_errors()] for kind in (Validator, OpenAPIV31SpecValidator)
    ]
    assert any(message in text for text in errors[0])
    assert errors[0] == errors[1]


def with_each_error_once(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document in which the first operation with a response of errors keeps it: it would be read each time."""
    seen: set[str] = set()

    def is_new(status: str, response: Any) -> bool:
        text = json.dumps(response)
        is_repeated = status >= "4" and text in seen
        seen.add(text)
        return not is_repeated

    paths = {
        path: {
            method: {
                **operation,
                "responses": {
                    status: response for status, response in operation["responses"].items() if is_new(status, response)
                },
            }
            for method, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    return {**document, "paths": paths}


def test_every_reference_resolves(api: DocumentReader) -> None:
    """Also those of extensions, which validators of OpenAPI do not read."""
    references = set(re.findall(r'"#(/[^"]*)"', json.dumps(api.document)))
    assert len(references) > 500
    for reference in references:
        assert isinstance(api.resolved({"$ref": f"#{reference}"}), dict), reference


def test_no_keyword_of_a_later_version_is_used(api: DocumentReader) -> None:
    assert "itemSchema" not in str(api.document)


def test_requests_are_read_strictly(applications: Mapping[str, FastAPI]) -> None:
    """JSON keeps its types, parameters are text whose form the chassis checks, and unknown names are errors."""
    for service in API_SERVICES:
        for route in applications[service].state.route_table.routes:
            for field in route.dependant.query_params:
                model = field.field_info.annotation
                if isinstance(model, type) and issubclass(model, BaseModel):
                    assert (model.model_config.get("strict"), model.model_config.get("extra")) == (False, "forbid")
            for field in route.dependant.body_params:
                for model in models_in(field.field_info.annotation):
                    assert model.model_config.get("strict"), f"{service}: {model.__name__} is read loosely"
                    assert model.model_config.get("extra") == "forbid", f"{service}: {model.__name__} ignores fields"


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Return the models that an annotation leads to."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for argument in get_args(annotation):
        yield from models_in(argument)


def test_every_error_of_a_service_is_documented_somewhere(api: DocumentReader) -> None:
    documented = {
        code
        for _, operation in api.operations()
        for status, response in operation["responses"].items()
        if status >= "4"
        for code in response["content"]["application/json"].get("examples", {})
    }
    for service in API_SERVICES:
        table = importlib.import_module(f"{service}.presentation.errors").ERRORS
        assert {spec.code for spec in table.values()} <= documented | INTERNAL, service


INTERNAL = {
    "PAYMENT_REFUSED",
    "SLUGS_EXHAUSTED",
    "INVALID_CRON",
    "JOB_KEY_TAKEN",
    "JOB_LEASE_LOST",
    "TITLE_CHANGED",
    "SOURCE_MISSING",
    "IMPORT_UNREADABLE",
    "IMPORT_FORMAT_UNKNOWN",
    "IMPORT_COLUMN_MISSING",
    "SIGNATURE_REFUSED",
    "BODY_NOT_UNDERSTOOD",
    "PEER_NOT_ACTIVE",
    "PEER_BUDGET_EXHAUSTED",
}
"""Codes of errors that no client sees: those of imports are results of a worker, the last are for other servers."""
