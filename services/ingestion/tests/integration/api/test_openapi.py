"""The document of the API: every route states its parameters, responses and errors, with examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from chassis.testing.openapi import reachable

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api

pytestmark = pytest.mark.integration

SELF_EVIDENT = {"const", "enum", "$ref", "deprecated"}


async def document_of(api: Api) -> dict[str, Any]:
    return dict((await api.client.get("/openapi.json")).json())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


async def test_every_operation_is_described_with_its_refusals(api: Api) -> None:
    for name, operation in operations(await document_of(api)):
        assert operation["summary"], name
        assert operation["description"].endswith("."), name
        assert operation["security"], name
        responses = operation["responses"]
        assert "422" not in responses, name
        assert {"400", "401", "503"} <= set(responses), name
        for status, response in responses.items():
            if status >= "4":
                for code, example in response["content"]["application/json"]["examples"].items():
                    error = example["value"]["error"]
                    assert (error["statusCode"], error["code"]) == (int(status), code), name
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (name, parameter["name"])


async def test_error_codes_of_the_service_differ_from_the_general_ones(api: Api) -> None:
    paths = (await document_of(api))["paths"]
    retry = paths["/api/v1/ingestion/jobs/{jobId}/retry"]["post"]["responses"]
    codes = [set(retry[status]["content"]["application/json"]["examples"]) for status in ("404", "409")]
    assert codes == [{"JOB_NOT_FOUND"}, {"JOB_NOT_RETRYABLE"}]
    table = paths["/api/v1/ingestion/bulk/csv"]["post"]["responses"]["400"]
    assert "INVALID_ROWS" in table["description"]


async def test_every_request_and_response_has_an_example_of_every_field(api: Api) -> None:
    document = await document_of(api)
    schemas = document["components"]["schemas"]
    seen = 0
    for name, operation in operations(document):
        success = next(response for status, response in operation["responses"].items() if status < "3")
        contents = [success.get("content", {}), operation.get("requestBody", {}).get("content", {})]
        for content in contents:
            for media_type, described in content.items():
                seen += 1
                if media_type == "application/json":
                    models = reachable(described["schema"], schemas)
                    assert models, name
                    for model in models:
                        assert list(unexplained(schemas[model])) == [], (name, model)
                else:
                    assert described["example"], (name, media_type)
    assert seen > 30


async def test_event_streams_show_an_event(api: Api) -> None:
    paths = (await document_of(api))["paths"]
    for path in ("/api/v1/ingestion/jobs/events", "/api/v1/ingestion/jobs/{jobId}/events"):
        stream = paths[path]["get"]["responses"]["200"]["content"]["text/event-stream"]
        assert stream["example"].startswith("retry: 2000\n\nevent: job\ndata: {")
        assert stream["schema"]["x-event-data"] == {"$ref": "#/components/schemas/JobResponse"}


def unexplained(model: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of a model that have no example and whose value is not evident."""
    for name, field in model.get("properties", {}).items():
        parts = [field, *field.get("anyOf", ()), field.get("items", {}), field.get("additionalProperties") or {}]
        shown = any("examples" in part or SELF_EVIDENT & set(part) for part in parts if isinstance(part, dict))
        if not shown and name != "nextCursor":
            yield name
