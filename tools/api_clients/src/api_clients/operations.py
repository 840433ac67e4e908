"""The operations of an OpenAPI document as a client needs them: arguments, body and result of each, by task."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Document = Mapping[str, Any]
Place = Literal["path", "query", "header"]

EVENT_STREAM = "text/event-stream"
JSON = "application/json"
WITHOUT_BODY = ("204", "205")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: Place
    schema: Mapping[str, Any]
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request: its media type, and the schema of JSON."""

    media_type: str
    schema: Mapping[str, Any]
    required: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The body of a successful response: none, an address, text, bytes, events, or JSON of a schema."""

    kind: Literal["nothing", "location", "text", "bytes", "events", "json"]
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: how it is called, and what it results in."""

    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    result: Result
    deprecated: bool


def operations_by_tag(document: Document) -> Mapping[str, list[Operation]]:
    """Return the operations of each task, in the order of the document."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for operation in _operations(document):
        groups[operation.tag].append(operation)
    tags = [tag["name"] for tag in document["tags"]]
    return {tag: groups[tag] for tag in tags if tag in groups}


def _operations(document: Document) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield Operation(
                operation["operationId"],
                operation["tags"][0],
                method.upper(),
                path,
                operation["summary"],
                operation.get("description", ""),
                tuple(_parameters(operation, document)),
                _body(operation),
                _result(operation, document),
                operation.get("deprecated", False),
            )


def _parameters(operation: Mapping[str, Any], document: Document) -> Iterator[Parameter]:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "cookie":
            schema = resolved(parameter["schema"], document)
            if "items" in schema:
                schema = {**schema, "items": resolved(schema["items"], document)}
            required = parameter.get("required", False)
            yield Parameter(parameter["name"], parameter["in"], schema, required, parameter.get("description", ""))


def _body(operation: Mapping[str, Any]) -> Body | None:
    body = operation.get("requestBody")
    if not body:
        return None
    media_type, content = next(iter(body["content"].items()))
    return Body(media_type, content["schema"], body.get("required", False))


def _result(operation: Mapping[str, Any], document: Document) -> Result:
    successes = {status: response for status, response in operation["responses"].items() if status.startswith("2")}
    if not successes:
        return Result("location")
    contents: dict[str, Any] = {}
    for status, response in successes.items():
        if status not in WITHOUT_BODY:
            contents |= resolved(response, document).get("content", {})
    if not contents:
        return Result("nothing")
    if EVENT_STREAM in contents:
        return Result("events")
    if set(contents) == {JSON}:
        return Result("json", contents[JSON]["schema"])
    is_text = all(media.startswith("text/") or media.endswith(("+xml", "+json")) for media in contents)
    return Result("text" if is_text else "bytes")


def resolved(node: Mapping[str, Any], document: Document) -> Mapping[str, Any]:
    """Return a node, or what it refers to."""
    if "$ref" not in node:
        return node
    target: Any = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return dict(target)


def snake_case(name: str) -> str:
    """Return a name as Python writes it: `listApiKeys`, `X-Token` and `Sign-in` as `list_api_keys` and so on."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
