"""A small document of an API, and the Python client that is built from it."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from api_clients.__main__ import WRITTEN
from api_clients.python_client import build

PACKAGE: Final = "marquee_client"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _operation(name: str, responses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["Where to watch"], "summary": "Do it", "responses": responses, **more}


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": f"The {name}"}


_SLUG: Final = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
_TITLE: Final = {
    "type": "object",
    "description": "A title.",
    "required": ["slug", "mediaId"],
    "properties": {
        "slug": {"type": "string", "maxLength": 3},
        "mediaId": {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]},
    },
}
_META: Final = {
    "type": "object",
    "required": ["hasMore"],
    "properties": {
        "hasMore": {"type": "boolean"},
        "nextCursor": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
}


def _envelope(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["data", *more], "properties": {"success": {}, "data": data, **more}}


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """Return the document."""
    filters = [
        _query("limit", type="integer"),
        _query("offset", type="integer"),
        _query("cursor", type="string"),
        _query("from", type="string", format="date"),
        _query("kind", type="array", items=_ref("Kind")),
        _query("all", type="boolean"),
    ]
    change = {"content": {"application/json": {"schema": _ref("Change")}}, "required": True}
    paths = {
        "/titles": {"get": _operation("listTitles", {"200": _json(_ref("PageOfTitle"))}, parameters=filters)},
        "/titles/{slug}": {
            "get": _operation("getTitle", {"200": _json(_ref("SuccessOfTitle"))}, parameters=[_SLUG]),
            "patch": _operation("changeTitle", {"204": {}}, parameters=[_SLUG], requestBody=change),
        },
        "/titles/events": {"get": _operation("followTitles", {"200": {"content": {"text/event-stream": {}}}})},
        "/titles/chart.png": {"get": _operation("drawTitles", {"200": {"content": {"image/png": {}}}})},
        "/titles/file": {"get": _operation("exportTitles", {"200": {"content": {"text/csv": {}}}})},
        "/start": {"get": _operation("begin", {"303": {"description": "Elsewhere"}})},
    }
    schemas = {
        "Title": _TITLE,
        "Kind": {"type": "string", "enum": ["movie", "show"]},
        "Change": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "title": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "addedOn": {"type": "string", "format": "date"},
            },
        },
        "Meta": _META,
        "PageOfTitle": _envelope({"type": "array", "items": _ref("Title")}, meta=_ref("Meta")),
        "SuccessOfTitle": _envelope(_ref("Title")),
    }
    tags = [{"name": "Where to watch", "description": "Titles and where they are."}]
    info = {"title": "Sample", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "tags": tags, "paths": paths, "components": {"schemas": schemas}}


@pytest.fixture(scope="session")
def sources(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of sources of the client."""
    return build(document, WRITTEN / "python", tmp_path_factory.mktemp("clients") / "python")


@pytest.fixture(scope="module")
def client(sources: Path) -> Iterator[ModuleType]:
    """Yield the client's package; another one of its name is not disturbed."""
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == PACKAGE}
    sys.path.insert(0, str(sources))
    importlib.invalidate_caches()
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(sources))
    for name in list(sys.modules):
        if name.partition(".")[0] == PACKAGE:
            del sys.modules[name]
    sys.modules.update(before)
