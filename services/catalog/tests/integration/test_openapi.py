"""The OpenAPI document: every route describes its parameters and responses, with examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from chassis.testing.openapi import reachable

if TYPE_CHECKING:
    from services.catalog.tests.integration.conftest import StartCatalog

pytestmark = pytest.mark.integration

ROUTES = {
    "/api/v1/catalog/movies/trending",
    "/api/v1/catalog/shows/trending",
    "/api/v1/catalog/movies/now-playing",
    "/api/v1/catalog/movies/new-releases",
    "/api/v1/catalog/movies/new-on-digital",
    "/api/v1/catalog/movies/{slug}",
    "/api/v1/catalog/shows/{slug}",
    "/api/v1/catalog/shows/{slug}/seasons/{number}",
    "/api/v1/catalog/shows/calendar",
    "/api/v1/catalog/shows/new-episodes",
    "/api/v1/catalog/genres",
    "/api/v1/catalog/titles",
    "/api/v1/catalog/titles/{mediaId}",
    "/api/v1/catalog/my/services",
    "/api/v1/catalog/texts",
    "/api/v1/home",
    "/api/v1/home/hero",
    "/api/v1/catalog/collections/{collection}",
    "/api/v1/catalog/providers",
    "/api/v1/catalog/titles/{mediaId}/offers",
    "/api/v1/catalog/people/{person}",
    "/api/v1/catalog/people/{person}/titles",
    "/api/v1/catalog/movies/{slug}/similar",
    "/api/v1/catalog/shows/{slug}/episode-ratings",
    "/api/v1/catalog/shows/{slug}/similar",
    "/api/v1/catalog/curated",
    "/api/v1/catalog/curated/{slug}",
}
FEEDS = {"/api/v1/catalog/calendar.ics", "/api/v1/catalog/calendar/feed"}
"""Their bodies are no cached JSON: the feed is text, and the token's state belongs to its user."""


Document = Mapping[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def document(start_catalog: StartCatalog) -> Document:
    """Return the document with the public routes."""
    async with start_catalog() as catalog:
        body: dict[str, Any] = (await catalog.client.get("/openapi.json")).json()
    return {**body, "paths": {name: path for name, path in body["paths"].items() if "/admin/" not in name}}


def test_every_route_is_described(document: Document) -> None:
    assert set(document["paths"]) == ROUTES | FEEDS
    operations = [operation for name in ROUTES for operation in document["paths"][name].values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"], operation
        assert operation["description"].endswith("."), operation["summary"]
        own = {} not in operation["security"]
        assert ({"200", "400"} | (set() if own else {"304"})) <= set(operation["responses"]), operation["summary"]
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{operation['summary']}: {parameter['name']}"


def test_every_response_has_a_model_with_examples(document: Document) -> None:
    schemas = document["components"]["schemas"]

    for name in ROUTES:
        schema = document["paths"][name]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        model = schemas[schema["$ref"].rpartition("/")[2]]
        assert {"success", "data"} <= set(model["required"]) | {"success"}, name
        assert any(has_examples(schemas[inner]) for inner in reachable(schema, schemas)), name


def test_errors_are_documented_with_the_envelope(document: Document) -> None:
    for name, path in document["paths"].items():
        responses = path["get"]["responses"]
        assert "422" not in responses, f"{name}: an invalid request gets 400"
        errors = {status: response for status, response in responses.items() if status.startswith("4")}
        for status, response in errors.items():
            for code, example in response["content"]["application/json"]["examples"].items():
                error = example["value"]["error"]
                assert (error["statusCode"], error["code"]) == (int(status), code), name


def test_title_pages_document_deleted_and_merged_titles(document: Document) -> None:
    titles = ("movies/{slug}", "shows/{slug}", "titles/{mediaId}")
    for name in (path for path in document["paths"] if any(title in path for title in titles)):
        responses = document["paths"][name]["get"]["responses"]
        error = responses["410"]["content"]["application/json"]["examples"]["MEDIA_GONE"]["value"]["error"]
        assert (error["code"], set(error["details"])) == ("MEDIA_GONE", {"goneAt", "successor"}), name
        assert "merged" in responses["308"]["description"], name


def has_examples(model: dict[str, Any]) -> bool:
    return any("examples" in field for field in model.get("properties", {}).values())
