"""Merging of the services' OpenAPI documents."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.application.api_document import ApiDocument
from gateway.domain.document.merging import merge
from gateway.domain.document.nodes import Document

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
            "auth": a_document("/api/v1/auth/me", {}, "X", tags=["old"], security=[{"HTTPBearer": []}]),
            "stats": a_document("/api/v1/stats/drop-off/x", {}, "X"),
        }
    )
    paths: Any = merged["paths"]
    first, second = paths["/api/v1/auth/me"]["get"], paths["/api/v1/stats/drop-off/x"]["get"]
    assert (first["x-service"], second["x-service"]) == ("auth", "stats")
    assert (first["tags"], first["security"], first["operationId"]) == (
        ["Sign-in"],
        [{"bearer": []}, {"cookie": []}],
        "read",
    )
    assert (second["tags"], second.get("security"), second["operationId"]) == (["Drop-off"], None, "statsRead")
    assert "422" not in first["responses"], "a wrong input is a 400 everywhere"
    components: Any = merged["components"]
    assert list(components["securitySchemes"]) == ["bearer", "cookie", "csrf", "apiKey"]
    assert merged["servers"] == [{"url": "/"}]
    tags: Any = merged["tags"]
    assert [tag["name"] for tag in tags] == ["Drop-off", "Sign-in"]
    assert merged["x-tagGroups"] == [
        {"name": "Discover", "tags": ["Drop-off"]},
        {"name": "Account", "tags": ["Sign-in"]},
    ]


def test_a_path_without_a_task_is_listed_last() -> None:
    merged = merge({"stats": a_document("/api/v1/stats/x", {}, "X"), "reviews": a_document("/api/v1/reviews", {}, "X")})
    tags: Any = merged["tags"]
    assert [tag["name"] for tag in tags] == ["Scores", "Other"]


def test_paths_of_two_services_below_one_prefix_are_merged() -> None:
    merged = merge(
        {
            "catalog": a_document("/api/v1/catalog/movies/{slug}", {}, "X"),
            "ingestion": a_document("/api/v1/catalog/import/movie/{tmdbId}", {}, "X"),
        }
    )
    paths: Any = merged["paths"]
    assert {path: item["get"]["x-service"] for path, item in paths.items()} == {
        "/api/v1/catalog/movies/{slug}": "catalog",
        "/api/v1/catalog/import/movie/{tmdbId}": "ingestion",
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


def test_documents_are_merged_once_when_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[list[str]] = []

    def counted(documents: Mapping[str, Document], **more: Any) -> Document:
        merged.append(list(documents))
        return merge(documents, **more)

    monkeypatch.setattr("gateway.application.api_document.merge", counted)
    document = ApiDocument(["auth", "stats"])
    for service, path in (("stats", "/b"), ("auth", "/a")):
        document.update(service, a_document(path, {"A": text("string")}, "A"))
    assert merged == []
    assert document.merged is document.merged
    assert merged == [["auth", "stats"]]


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Movie", "Movie"),
        ("Success_Movie_", "SuccessOfMovie"),
        ("Success_list_Movie__", "SuccessOfMovieList"),
        ("Success_Union_Entry__NoneType__", "SuccessOfOptionalEntry"),
        (
            "Success_list_Annotated_Union_Movie__Show___FieldInfo_annotation_NoneType__required_True_____",
            "SuccessOfMovieOrShowList",
        ),
        ("library__presentation__imports__schemas__Progress", "ImportsProgress"),
        ("catalog__presentation__discovery__my_services__ServicesResponse", "MyServicesResponse"),
        ("catalog__presentation__schemas__Movie", "Movie"),
    ],
)
def test_names_of_schemas_are_readable(name: str, readable: str) -> None:
    merged = merge({"auth": a_document("/a", {"Outer": refers_to(name), name: text("string")}, name)})
    assert names(merged) == {"Outer", readable}
    assert schema_of(merged, "/a") == readable
    components: Any = merged["components"]
    assert components["schemas"]["Outer"] == refers_to(readable)


def test_names_that_would_become_equal_are_kept() -> None:
    merged = merge({"auth": a_document("/a", {"Page_Movie_": text("string"), "PageOfMovie": text("integer")}, "X")})
    assert names(merged) == {"Page_Movie_", "PageOfMovie"}


def test_equal_errors_of_operations_are_one_component() -> None:
    def error(code: str, description: str) -> dict[str, Any]:
        content: dict[str, Any] = {"application/json": {"examples": {code: {"value": {}}}}}
        return {"description": description, "content": content, "headers": {}}

    alike, other, single = error("NOT_FOUND", "a"), error("NOT_FOUND", "b"), error("GONE", "c")
    document = a_document("/a", {}, "X")
    paths: Any = document["paths"]
    paths["/a"]["get"]["responses"] |= {"404": alike, "410": single}
    for path, response in (("/b", alike), ("/c", other), ("/d", other)):
        paths[path] = {"get": {"operationId": path[1:], "responses": {"404": response}}}

    merged = merge({"auth": document})

    components: Any = merged["components"]
    shared: Any = merged["paths"]
    assert components["responses"] == {"NotFound1": alike, "NotFound2": other}
    reference = {"$ref": "#/components/responses/NotFound1"}
    assert shared["/a"]["get"]["responses"]["404"] == shared["/b"]["get"]["responses"]["404"] == reference
    assert shared["/c"]["get"]["responses"]["404"] == {"$ref": "#/components/responses/NotFound2"}
    assert shared["/a"]["get"]["responses"]["410"] == single
