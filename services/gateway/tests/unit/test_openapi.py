"""Merging of the services' OpenAPI documents."""

import json
from typing import Any

import pytest

from gateway.application.api_document import ApiDocument
from gateway.domain.openapi import Document, merge

pytestmark = pytest.mark.unit


def a_document(path: str, schemas: dict[str, Any], uses: str, **operation: Any) -> Document:
    reference = {"$ref": f"#/components/schemas/{uses}"}
    responses: Any = {"200": {"content": {"application/json": {"schema": reference}}}, "422": {"description": "never"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "A service", "version": "1", "description": "What it does."},
        "paths": {path: {"get": {"operationId": "read", "responses": responses, **operation}}},
        "components": {"schemas": schemas, "securitySchemes": {"HTTPBearer": {"type": "http", "scheme": "bearer"}}},
    }


def text(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": {"type": kind}}}


def refers_to(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"item": {"$ref": f"#/components/schemas/{name}"}}}


def schema_of(document: Document, path: str) -> Any:
    operation: Any = document["paths"][path]["get"]  # type: ignore[index,call-overload]
    return operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]


def names(document: Document) -> set[str]:
    components: Any = document["components"]
    return set(components["schemas"])


def test_shared_schema_appears_once() -> None:
    merged = merge(
        {
            "auth": a_document("/a", {"Failure": text("string")}, "Failure"),
            "stats": a_document("/b", {"Failure": text("string")}, "Failure"),
        }
    )
    assert names(merged) == {"Failure"}


def test_conflicting_schemas_and_their_referrers_are_renamed() -> None:
    def schemas(kind: str) -> dict[str, Any]:
        return {
            "Item": text(kind),
            "Page": refers_to("Item"),
            "Response": refers_to("Page"),
            "Same": text("string"),
        }

    merged = merge(
        {
            "auth": a_document("/a", schemas("string"), "Response"),
            "library": a_document("/b", {**schemas("integer"), "Own": refers_to("Item")}, "Own"),
        }
    )

    assert names(merged) == {
        "AuthItem", "AuthPage", "AuthResponse", "LibraryItem", "LibraryPage", "LibraryResponse", "Same", "Own",
    }  # fmt: skip
    assert (schema_of(merged, "/a"), schema_of(merged, "/b")) == ("AuthResponse", "Own")
    components: Any = merged["components"]
    assert components["schemas"]["Own"] == refers_to("LibraryItem")
    assert components["schemas"]["AuthResponse"] == refers_to("AuthPage")


def test_discriminators_are_renamed() -> None:
    union = {"discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/Item"}}}
    merged = merge(
        {
            "auth": a_document("/a", {"Item": text("string"), "Union": union}, "Union"),
            "stats": a_document("/b", {"Item": text("integer")}, "Item"),
        }
    )
    components: Any = merged["components"]
    assert components["schemas"]["Union"]["discriminator"]["mapping"] == {"a": "#/components/schemas/AuthItem"}


def test_every_reference_resolves() -> None:
    merged = merge(
        {
            service: a_document(f"/{service}", {"A": refers_to("B"), "B": text(service)}, "A")
            for service in ("auth", "stats", "library")
        }
    )
    references = {part.split('"')[0] for part in json.dumps(merged).split("#/components/schemas/")[1:]}
    assert references <= names(merged)


def test_operations_get_tag_security_and_unique_id() -> None:
    merged = merge(
        {
            "auth": a_document("/a", {}, "X", tags=["old"], security=[{"HTTPBearer": []}]),
            "stats": a_document("/b", {}, "X"),
        }
    )
    paths: Any = merged["paths"]
    first, second = paths["/a"]["get"], paths["/b"]["get"]
    assert (first["tags"], first["security"], first["operationId"]) == (
        ["auth"],
        [{"bearer": []}, {"cookie": []}],
        "read",
    )
    assert (second["tags"], second.get("security"), second["operationId"]) == (["stats"], None, "statsRead")
    assert "422" not in first["responses"], "a wrong input is a 400 everywhere"
    components: Any = merged["components"]
    assert list(components["securitySchemes"]) == ["bearer", "cookie", "csrf", "apiKey"]
    assert merged["servers"] == [{"url": "/"}]
    assert merged["tags"] == [
        {"name": "auth", "description": "What it does."},
        {"name": "stats", "description": "What it does."},
    ]


def test_paths_of_two_services_below_one_prefix_are_merged() -> None:
    merged = merge(
        {
            "catalog": a_document("/api/v1/catalog/movies/{slug}", {}, "X"),
            "ingestion": a_document("/api/v1/catalog/import/movie/{tmdbId}", {}, "X"),
        }
    )
    paths: Any = merged["paths"]
    assert {path: item["get"]["tags"] for path, item in paths.items()} == {
        "/api/v1/catalog/movies/{slug}": ["catalog"],
        "/api/v1/catalog/import/movie/{tmdbId}": ["ingestion"],
    }


def test_original_documents_are_not_changed() -> None:
    original = a_document("/a", {"A": text("string")}, "A")
    before = json.dumps(original)
    merge({"auth": original, "stats": a_document("/b", {"A": text("integer")}, "A")})
    assert json.dumps(original) == before


@pytest.mark.parametrize("odd", [{}, {"paths": []}, {"paths": {"/x": 1}}, {"components": {"schemas": 1}}, {"info": 1}])
def test_malformed_document_does_not_affect_others(odd: Document) -> None:
    merged = merge({"auth": odd, "stats": a_document("/b", {"A": text("string")}, "A")})
    assert names(merged) == {"A"}


def test_last_valid_document_of_each_service_is_kept() -> None:
    document = ApiDocument(["auth", "stats"])
    assert document.merged["x-missing-services"] == ["auth", "stats"]
    document.update("stats", a_document("/b", {"A": text("string")}, "A"))
    assert document.missing == ("auth",)
    document.update("auth", a_document("/a", {"A": text("string")}, "A"))
    complete = document.merged
    assert "x-missing-services" not in complete
    document.update("auth", a_document("/a", {"A": text("string")}, "A"))
    assert document.merged is complete, "an unchanged document is not merged again"
    document.update("auth", a_document("/c", {"A": text("string")}, "A"))
    paths: Any = document.merged["paths"]
    assert list(paths) == ["/b", "/c"]
