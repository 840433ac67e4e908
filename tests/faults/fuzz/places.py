"""Where an API takes a text: the parameters, headers and fields of bodies that its document names."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from chassis.testing.openapi import DocumentReader

METHODS: Final = ("get", "post", "put", "patch", "delete")
HEADERS: Final = ("If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language", "User-Agent", "X-Request-Id")
"""Headers that every operation may get, named in its document or not."""
_DEEPEST: Final = 6
_BY_TYPE: Final[Mapping[str, object]] = {"integer": 1, "number": 1.5, "boolean": True, "null": None, "string": "a"}
_BY_FORMAT: Final[Mapping[str, str]] = {
    "uuid": "7b1f4f3c-2d7e-5b52-9a86-0f5f5d8f3c11",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05Z",
    "email": "a@marquee.example",
    "uri": "https://marquee.example",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One text of one operation; `path` leads to it in a body."""

    method: str
    template: str
    kind: str
    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    path: tuple[str | int, ...] = ()

    @property
    def label(self) -> str:
        """What an anomaly calls it."""
        return f"{self.method.upper()} {self.template} {self.kind} {self.name}"

    def request(self, text: str) -> tuple[str, dict[str, str], bytes | None]:
        """Return target, headers and body with a text in this place."""
        target = self.template
        for name, value in self.parameters.items():
            # Dots alone would be another path.
            written = quote(text, safe="") if (self.kind, self.name) == ("path", name) else quote(value, safe="")
            target = target.replace(f"{{{name}}}", written or "-")
        if self.kind == "query":
            target += "?" + urlencode({self.name: text})
        headers = {self.name: _header(text)} if self.kind == "header" else {}
        if self.body is None:
            return target, headers, None
        return target, {**headers, "Content-Type": "application/json"}, json.dumps(self._body(text)).encode()

    def _body(self, text: str) -> Any:
        if not self.path:
            return self.body
        body = copy.deepcopy(self.body)
        parent = body
        for step in self.path[:-1]:
            parent = parent[step]
        parent[self.path[-1]] = text
        return body


def _header(text: str) -> str:
    """Return a text as a header may hold it."""
    return "".join(sign for sign in text if sign.isprintable() and sign.isascii())[:2000]


def places(document: dict[str, Any]) -> Iterator[Place]:
    """Return every place of a document; event streams have none, since their responses do not end."""
    reader = DocumentReader(document)
    for template, item in document["paths"].items():
        for method in METHODS:
            if method in item and not _is_stream(reader, item[method]):
                yield from _of_operation(reader, template, method, item[method])


def _is_stream(reader: DocumentReader, operation: Mapping[str, Any]) -> bool:
    """Return whether responses of an operation do not end."""
    responses = map(reader.resolved, operation.get("responses", {}).values())
    return any("text/event-stream" in response.get("content", {}) for response in responses)


def _of_operation(reader: DocumentReader, template: str, method: str, operation: Mapping[str, Any]) -> Iterator[Place]:
    described = [reader.resolved(parameter) for parameter in operation.get("parameters", ())]
    values = {
        parameter["name"]: str(_example(reader, parameter.get("schema", {})))
        for parameter in described
        if parameter["in"] == "path"
    }
    content = reader.resolved(operation.get("requestBody", {})).get("content", {}).get("application/json")
    body = None if content is None else _example(reader, content.get("schema", {}))
    for parameter in described:
        if parameter["in"] in ("path", "query", "header"):
            yield Place(method, template, parameter["in"], parameter["name"], values, body)
    for header in HEADERS:
        yield Place(method, template, "header", header, values, body)
    for path in _texts(body):
        yield Place(method, template, "body", "/".join(map(str, path)), values, body, path)


def _texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Return the path to every text of a body."""
    if isinstance(value, str) and path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from _texts(part, (*path, step))


def _example(reader: DocumentReader, schema: dict[str, Any], depth: int = 0) -> Any:
    """Return a value that a schema permits, or one that is near it."""
    schema = reader.resolved(schema)
    for key in ("example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return _example(reader, schema[key][0], depth)
    kind = schema.get("type", "object")
    if kind == "object":
        fields = schema.get("properties", {}) if depth < _DEEPEST else {}
        return {name: _example(reader, part, depth + 1) for name, part in fields.items()}
    if kind == "array":
        return [_example(reader, schema.get("items", {}), depth + 1)] if depth < _DEEPEST else []
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(kind, "a"))
