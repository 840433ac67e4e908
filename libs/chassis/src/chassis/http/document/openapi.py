"""The OpenAPI document of a service: that of FastAPI, completed with what applies to every route.

Added per operation: access, the errors of every route, headers, ranges of parameters, and examples of whole bodies.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from chassis.http.authorization.roles import Access, sufficient_roles
from chassis.http.authorization.scopes import ScopeRule
from chassis.http.document.error_cases import (
    JSON,
    NOT_SIGNED_IN,
    TOO_LARGE,
    UNAVAILABLE,
    UNSTORABLE,
    ErrorCase,
    add_case,
    forbidden,
    invalid,
)
from chassis.http.document.event_streams import SCHEMAS
from chassis.http.document.examples import OVERRIDES, sample
from chassis.http.schemas import Failure

Document = dict[str, Any]

HEADERS: Final[Document] = {
    "X-Request-Id": {
        "description": "Id of the request in logs and errors; a well-formed id sent by the client is used",
        "schema": {"type": "string"},
        "example": "9f1c2d3e4b5a69788796a5b4c3d2e1f0",
    },
    "ETag": {
        "description": "Version of the response: send it as `If-None-Match` of a read, or as `If-Match` of a write",
        "schema": {"type": "string"},
        "example": '"1793620800000000"',
    },
    "Cache-Control": {
        "description": "Whether, where and for how many seconds the response may be stored",
        "schema": {"type": "string"},
        "example": "public, max-age=30",
    },
    "Age": {
        "description": "Seconds since the gateway requested the response from its service; absent from a new one",
        "schema": {"type": "integer"},
        "example": 12,
    },
    "Cache-Status": {
        "description": "What the cache of the gateway did (RFC 9211): `hit` with the seconds that are left (`ttl`), or"
        " why the response was requested from the service (`fwd`)",
        "schema": {"type": "string"},
        "example": "marquee; hit; ttl=48",
    },
    "Vary": {
        "description": "The request headers that the response depends on",
        "schema": {"type": "string"},
        "example": "Authorization, Accept-Language",
    },
    "Content-Language": {
        "description": "The languages of the texts in the response, where they are known",
        "schema": {"type": "string"},
        "example": "pt-BR, en",
    },
    "Location": {
        "description": "Where the resource is now, relative to the request's URL",
        "schema": {"type": "string"},
        "example": "fight-club",
    },
    "Retry-After": {
        "description": "Seconds to wait before the next attempt",
        "schema": {"type": "integer"},
        "example": 2,
    },
    "WWW-Authenticate": {
        "description": "The scheme to authenticate with",
        "schema": {"type": "string"},
        "example": 'Bearer error="invalid_token"',
    },
    "Content-Disposition": {
        "description": "The file name to store the response under",
        "schema": {"type": "string"},
        "example": 'attachment; filename="import.csv"',
    },
    "Deprecation": {
        "description": "The instant from which the operation should no longer be used (RFC 9745)",
        "schema": {"type": "string"},
        "example": "@1798761600",
    },
    "Sunset": {
        "description": "The instant from which the operation no longer works (RFC 8594)",
        "schema": {"type": "string"},
        "example": "Sun, 01 Aug 2027 00:00:00 GMT",
    },
}
"""Response headers of services, by the name under which responses refer to them."""

_AUTOMATIC_SCHEMAS: Final = ("HTTPValidationError", "ValidationError")
"""Schemas that FastAPI adds for every route with an input."""

ROLES: Final = "x-required-roles"
SCOPE: Final = "x-required-scope"
_NAMES: Final = {"editor": "editors", "finance": "finance", "viewer": "viewers", "admin": "administrators"}
_SECURITY: Final = "HTTPBearer"
_EVENTS: Final = "text/event-stream"


OF_THE_CACHE: Final = ("Age", "Cache-Status")
"""Headers that the gateway adds to responses that it may keep."""


def headers(*names: str) -> Document:
    """Return the entry `headers` of a response that carries these."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def complete(
    document: Document, access: Mapping[str, Access], scope_rule: ScopeRule, shared: Mapping[str, Sequence[str]]
) -> Document:
    """Complete a document in place and return it; `access` is by operation id.

    `shared` has the headers of the operations whose responses caches keep.
    """
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _AUTOMATIC_SCHEMAS:
        schemas.pop(name, None)
    failure = Failure.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas |= failure.pop("$defs") | {"Failure": failure}
    for path, method, operation in _operations(document):
        its_access = access[operation["operationId"]]
        _secure(operation, its_access, method, scope_rule(method, path))
        if operation["operationId"] in shared:
            _describe_caching(operation["responses"], headers(*shared[operation["operationId"]]))
        _complete_operation(operation, its_access, schemas)
    for schema in schemas.values():
        _without_titles(schema)
    components["headers"] = HEADERS
    return document


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def _complete_operation(operation: Document, access: Access, schemas: Document) -> None:
    responses = operation["responses"]
    _drop_automatic_422(responses)
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
        _without_titles(parameter["schema"])
        _describe_range(parameter)
    for case in _common_cases(operation, access, schemas):
        add_case(responses, case, key=str)
    body = operation.get("requestBody", {}).get("content", {})
    for media in body.values():
        _exemplify(media, schemas)
    for status, response in responses.items():
        response["headers"] = headers("X-Request-Id") | response.get("headers", {})
        if operation.get("deprecated") and status < "4":
            response["headers"] |= headers("Deprecation", "Sunset")
        content = response.get("content", {})
        if status >= "4":
            content.pop(_EVENTS, None)
        for name, media in content.items():
            if name == _EVENTS:
                _describe_events(media, schemas)
            elif status < "3":
                _exemplify(media, schemas)
            else:
                media["schema"] = {"$ref": "#/components/schemas/Failure"}


def _describe_caching(responses: Document, shown: Document) -> None:
    """Add the headers of a response that caches keep, and its confirmation."""
    confirmed = {"description": "Not Modified: the response in `If-None-Match` is still the same", "headers": {}}
    for response in (responses["200"], responses.setdefault("304", confirmed)):
        response["headers"] = {**response.get("headers", {}), **shown}


def _common_cases(operation: Document, access: Access, schemas: Document) -> Iterator[ErrorCase]:
    yield _invalid(operation, schemas)
    yield UNSTORABLE
    if access in ("user", "editor", "finance", "admin"):
        yield from NOT_SIGNED_IN
    if access != "public":
        yield forbidden(operation.get(ROLES, ()), operation.get(SCOPE))
    if "requestBody" in operation:
        yield TOO_LARGE
    yield UNAVAILABLE


def _invalid(operation: Document, schemas: Document) -> ErrorCase:
    """Return an example of a broken rule of this operation."""
    for parameter in operation.get("parameters", ()):
        most = parameter["schema"].get("maximum")
        if parameter["in"] == "query" and most is not None:
            return invalid(
                parameter["name"], "query", "less_than_equal", f"must be at most {most}, not {most + 1}", maximum=most
            )
    schema = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    required = schemas.get(str(schema.get("$ref", "")).rpartition("/")[2], {}).get("required")
    if required:
        return invalid(required[0], "body", "missing", "is required")
    return invalid("verbose", "query", "extra_forbidden", "is unknown")


def _secure(operation: Document, access: Access, method: str, scope: str | None) -> None:
    """Document the access to an operation; where a token is optional, it is one of two alternatives.

    `x-required-roles` are the roles of which a user needs one, `x-required-scope` the scope that an API key needs: both
    are those that the route's own dependency checks. Without a scope, API keys are not accepted.
    """
    bearer: Document = {_SECURITY: []}
    if access == "public":
        operation["security"] = []
    else:
        operation["security"] = [{}, bearer] if access == "optional" else [bearer]
        if scope is not None:
            operation[SCOPE] = scope
    roles = sufficient_roles(access, method)
    if roles:
        operation[ROLES] = list(roles)
    description = operation.get("description", "").rstrip()
    operation["description"] = f"{description}\n\n{_who(access, roles, scope)}"


def _who(access: Access, roles: tuple[str, ...], scope: str | None) -> str:
    """Return who may use an operation."""
    if access == "public":
        return "Public."
    key = f" API keys need the scope `{scope}`." if scope is not None else " API keys are not accepted."
    if access == "optional":
        return f"Public; with an access token the response includes the state of the user.{key}"
    if access == "user":
        return f"For signed-in users.{key}"
    names = [_NAMES[role] for role in roles]
    return f"For {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))} only.{key}"


def _drop_automatic_422(responses: Document) -> None:
    """Remove the 422 of FastAPI; one that a route documents itself stays."""
    schema = responses.get("422", {}).get("content", {}).get(JSON, {}).get("schema", {})
    if schema.get("$ref") == f"#/components/schemas/{_AUTOMATIC_SCHEMAS[0]}":
        del responses["422"]


def _without_null(schema: Document) -> Document:
    """Return the schema of a parameter without null, which a URL cannot express."""
    members = [member for member in schema.get("anyOf", ()) if member.get("type") != "null"]
    if len(members) != 1:
        return schema
    return {**members[0], **{key: value for key, value in schema.items() if key != "anyOf"}}


def _describe_range(parameter: Document) -> None:
    """Add the range and the default of the schema to the description."""
    schema = parameter["schema"]
    facts = []
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        facts.append(f"from {least} to {most}")
    if schema.get("default") not in (None, [], ""):
        default = schema["default"]
        facts.append(f"`{str(default).lower() if isinstance(default, bool) else default}` by default")
    if facts:
        text = parameter.get("description", "").rstrip(".")
        parameter["description"] = f"{text}; {', '.join(facts)}"


def _exemplify(media: Document, schemas: Document) -> None:
    """Add an example if every field has one; a test reports bodies without."""
    if not {"example", "examples"} & media.keys():
        with suppress(LookupError):
            media["example"] = sample(media.get("schema", {}), schemas)


def _describe_events(media: Document, schemas: Document) -> None:
    """Describe a stream as text: few generators support `itemSchema` of OpenAPI 3.2. Add the schemas of its events."""
    event = media.pop("itemSchema", None)
    media["schema"] = {"type": "string", "description": "Server-sent events (WHATWG HTML, section 9.2)"}
    data = event.get("properties", {}).get("data", {}) if event else {}
    if "contentSchema" in data:
        media["schema"]["x-event-data"] = data["contentSchema"]
        name = data["contentSchema"]["$ref"].rpartition("/")[2]
        if name not in schemas:
            schemas |= data.get(SCHEMAS, {})


def _without_titles(schema: Any) -> None:
    """Remove the titles and helpers of pydantic and our models: generators use a title as the name of a type."""
    if isinstance(schema, list):
        for item in schema:
            _without_titles(item)
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("title"), str):
        del schema["title"]
    schema.pop(OVERRIDES, None)
    for key in ("items", "additionalProperties", "anyOf", "allOf", "oneOf", "prefixItems"):
        _without_titles(schema.get(key))
    for inner in schema.get("properties", {}).values():
        _without_titles(inner)
