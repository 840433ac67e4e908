"""Reading OpenAPI documents in tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """A document, with the queries of tests."""

    document: dict[str, Any]

    @property
    def schemas(self) -> dict[str, Any]:
        """Return the components that are schemas."""
        schemas: dict[str, Any] = self.document["components"]["schemas"]
        return schemas

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return every operation with its method and path, and its responses in place of references to them."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                responses = {status: self.resolved(response) for status, response in operation["responses"].items()}
                yield f"{method.upper()} {path}", {**operation, "responses": responses}

    def fields(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return every field of every schema."""
        for name, schema in self.schemas.items():
            for field, described in schema.get("properties", {}).items():
                yield f"{name}.{field}", described

    def contents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return the content of every request and response body."""
        for name, operation in self.operations():
            bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for kind, body in bodies.items():
                for media, content in self.resolved(body).get("content", {}).items():
                    yield f"{name} {kind} {media}", content

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return a node, or what it refers to."""
        if "$ref" not in node:
            return node
        target: Any = self.document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return dict(target)


def reachable(schema: Any, schemas: dict[str, Any]) -> set[str]:
    """Return the names of all models that a schema leads to."""
    seen: set[str] = set()
    waiting = [schema]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            name = str(current.get("$ref", "")).rpartition("/")[2]
            if name and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
            waiting += current.values()
        elif isinstance(current, list):
            waiting += current
    return seen
