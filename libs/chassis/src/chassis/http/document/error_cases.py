"""Documented errors of a route: every code with an example of the response that the service sends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chassis.http.authorization.roles import role_message
from chassis.http.authorization.scopes import insufficient_scope
from chassis.http.errors import CODES, MESSAGES, UNSTORABLE_MESSAGE, ErrorTable, message_for
from chassis.http.schemas import Failure
from chassis.http.tokens import SIGN_IN
from contracts.claims import Role

Responses = dict[int | str, dict[str, Any]]

REQUEST_ID: Final = "9f1c2d3e4b5a69788796a5b4c3d2e1f0"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One error code of a route."""

    status: int
    code: str
    message: str
    meaning: str = ""
    """When it occurs; the message by default."""
    details: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    """Names of the response's headers besides the common ones."""


def general(status: int, **more: Any) -> ErrorCase:
    """Return the case of a status with its standard code and message."""
    return ErrorCase(status, CODES[status], MESSAGES[status], **more)


NOT_SIGNED_IN: Final = (
    ErrorCase(401, "UNAUTHORIZED", SIGN_IN, "The access token is missing or not valid", headers=("WWW-Authenticate",)),
    ErrorCase(
        401,
        "TOKEN_EXPIRED",
        "The access token has expired",
        "Exchange the refresh token at `POST /api/v1/auth/refresh`",
        headers=("WWW-Authenticate",),
    ),
)
UNAVAILABLE: Final = general(503, meaning="A part of the system is unavailable", headers=("Retry-After",))
TOO_LARGE: Final = general(413, meaning="The body exceeds the limit")
UNSTORABLE: Final = ErrorCase(
    400,
    "BAD_REQUEST",
    UNSTORABLE_MESSAGE,
    "The request is malformed, or a value cannot be stored",
)


def forbidden(roles: Sequence[Role], scope: str | None) -> ErrorCase:
    """Return the case of a client without the role or the scope that an operation needs."""
    if tuple(roles) in ((), ("user",)):
        message = str(insufficient_scope(scope))
        meaning = "An API key without the scope" if scope else "An API key instead of an access token of a session"
        return ErrorCase(403, "FORBIDDEN", message, meaning, headers=("WWW-Authenticate",))
    return ErrorCase(403, "FORBIDDEN", role_message(tuple(roles)), "The user has no such role, or the API key no scope")


def invalid(field_name: str, source: str, rule: str, message: str, **params: object) -> ErrorCase:
    """Return the case of a validation error, with one example of a broken rule and the values in its message."""
    problem = {"field": field_name, "in": source, "rule": rule, "params": params, "message": message}
    return ErrorCase(
        400,
        "VALIDATION_ERROR",
        f"{field_name}: {message}",
        "`details.errors` lists every field that breaks a rule",
        {"errors": [problem]},
    )


def refusals(table: ErrorTable, *errors: type[Exception], cases: Iterable[ErrorCase] = ()) -> Responses:
    """Return the OpenAPI responses of a route's errors: those of the service's table, and other cases."""
    responses: Responses = {}
    for case in [*(case_of(table, error) for error in errors), *cases]:
        add_case(responses, case)
    return responses


def add_case(responses: dict[Any, dict[str, Any]], case: ErrorCase, *, key: type[int] | type[str] = int) -> None:
    """Add a case to the responses of an operation, unless its code has one already."""
    response = responses.setdefault(key(case.status), {"model": Failure} if key is int else {})
    content = response.setdefault("content", {}).setdefault(JSON, {})
    examples = content.setdefault("examples", {})
    if case.code in examples:
        return
    line = f"`{case.code}`: {(case.meaning or case.message).rstrip('.')}."
    response["description"] = "\n".join(filter(None, [response.get("description"), line]))
    examples[case.code] = {"summary": case.code, "value": _body(case)}
    if case.headers:
        headers = response.setdefault("headers", {})
        headers |= {name: {"$ref": f"#/components/headers/{name}"} for name in case.headers}


def case_of(table: ErrorTable, error: type[Exception]) -> ErrorCase:
    """Return the case of an error of a table; the first line of the error's docstring describes it."""
    spec = table[error]
    sample = spec.example
    message = message_for(sample, spec) if sample is not None else spec.message or _meaning(error)
    details = spec.details if spec.details is not None else getattr(sample, "details", None) or {}
    return ErrorCase(spec.status, spec.code, message, _meaning(error), details, spec.headers)


def _meaning(error: type[Exception]) -> str:
    return (error.__doc__ or error.__name__).strip().partition("\n")[0]


def _body(case: ErrorCase) -> dict[str, Any]:
    return {
        "success": False,
        "error": {
            "code": case.code,
            "message": case.message,
            "statusCode": case.status,
            "details": dict(case.details),
            "requestId": REQUEST_ID,
        },
    }
