"""What the gateway adds to each operation: its tag and service, the ways to authorize it, responses and headers."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chassis.core.browser_sessions import ACCESS_COOKIE, CSRF_COOKIE, CSRF_HEADER
from gateway.domain.document.nodes import HEADERS, Document, Json, object_of, text_of
from gateway.domain.document.tags import tag_of

EVENT_STREAM: Final = "text/event-stream"
SECURITY: Final = "bearer"
COOKIE: Final = "cookie"
CSRF: Final = "csrf"
API_KEY: Final = "apiKey"
SCOPE: Final = "x-required-scope"
"""The extension by which a service names the scope that an API key needs."""
SERVICE: Final = "x-service"
"""The extension that names the service of an operation."""


@dataclass(frozen=True, slots=True)
class Additions:
    """What the gateway adds to each operation: it sends responses and headers of its own."""

    responses: Mapping[str, Document] = field(default_factory=dict)
    """Error responses of the gateway, by status."""
    headers: Mapping[str, Json] = field(default_factory=dict)
    """Headers that the gateway adds to responses, by name."""
    without_headers: frozenset[str] = frozenset()
    """Statuses of responses without these headers, since they are sent before a request is counted."""
    stream_responses: Mapping[str, Document] = field(default_factory=dict)
    """Further error responses to requests for an event stream."""
    change_responses: Mapping[str, Document] = field(default_factory=dict)
    """Further error responses to requests that need a token and change something."""


def security_schemes() -> Document:
    """Return the ways to authorize a request."""
    return {
        SECURITY: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Access token of `POST /api/v1/auth/login`",
        },
        COOKIE: {
            "type": "apiKey",
            "in": "cookie",
            "name": ACCESS_COOKIE,
            "description": "Access token in a browser: sign in with `X-Token-Delivery: cookie`",
        },
        CSRF: {
            "type": "apiKey",
            "in": "header",
            "name": CSRF_HEADER,
            "description": f"Value of the cookie `{CSRF_COOKIE}`, for requests with cookies that change something",
        },
        API_KEY: {
            "type": "apiKey",
            "in": "header",
            "name": "X-Api-Key",
            "description": "API key of `POST /api/v1/auth/api-keys` with the scope `x-required-scope` of the operation;"
            " also accepted as `Authorization: Bearer mq_…`",
        },
    }


def normalize(operation: Document, service: str, path: str, operation_ids: set[str], *, changes: bool) -> None:
    """Set an operation's tag to its task, its security to the shared schemes, and its id to a unique one."""
    operation["tags"] = [tag_of(path)]
    operation[SERVICE] = service
    alternatives = operation.get("security")
    if isinstance(alternatives, list):
        ways = [way for alternative in alternatives for way in _ways(alternative, changes=changes)]
        operation["security"] = ways + ([{API_KEY: []}] if SCOPE in operation and any(ways) else [])
    object_of(operation.get("responses")).pop("422", None)
    name = operation.get("operationId")
    if isinstance(name, str):
        if name in operation_ids:
            name = service + name[:1].upper() + name[1:]
        operation_ids.add(name)
        operation["operationId"] = name


def _ways(alternative: Json, *, changes: bool) -> list[Json]:
    """Return the ways to authorize an operation: a token in a header, or in a cookie."""
    if not alternative:
        return [{}]
    return [{SECURITY: []}, {COOKIE: [], CSRF: []} if changes else {COOKIE: []}]


def add_responses(operation: Document, additions: Additions, *, changes: bool) -> None:
    """Add the gateway's responses and headers to an operation."""
    responses = object_of(operation.get("responses"))
    streams = EVENT_STREAM in object_of(object_of(responses.get("200")).get("content"))
    guarded = changes and operation.get("security")
    for added in (
        additions.responses,
        additions.stream_responses if streams else {},
        additions.change_responses if guarded else {},
    ):
        for status, response in added.items():
            existing = responses.get(status)
            responses[status] = _combined(existing, response) if isinstance(existing, dict) else copy.deepcopy(response)
    for status, documented in responses.items():
        if status not in additions.without_headers and isinstance(documented, dict):
            own: Document = {name: {"$ref": HEADERS + name} for name in additions.headers}
            documented["headers"] = {**object_of(documented.get("headers")), **own}
    operation["responses"] = dict(sorted(responses.items()))


def _combined(existing: Document, added: Document) -> Document:
    """Return a service's response, followed by the gateway's cases of the same status."""
    combined = copy.deepcopy(existing)
    examples = examples_of(combined)
    for code, example in examples_of(copy.deepcopy(added)).items():
        if code not in examples:
            examples[code] = example
    lines = [*text_of(existing, "description").split("\n"), *text_of(added, "description").split("\n")]
    codes = {line.partition(":")[0]: line for line in reversed(lines)}
    combined["description"] = "\n".join(dict.fromkeys(codes[line.partition(":")[0]] for line in lines))
    combined["headers"] = {**object_of(added.get("headers")), **object_of(existing.get("headers"))}
    return combined


def examples_of(response: Document) -> Document:
    """Return the examples of a response by their code."""
    return object_of(object_of(object_of(response.get("content")).get("application/json")).get("examples"))
