"""What a route's document says of its errors: every code with the response that the service really sends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chassis.http.errors import CODES, MESSAGES, ErrorTable, sentence
from chassis.http.schemas import Failure
from chassis.http.tokens import ADMINS_ONLY, SIGN_IN

Responses = dict[int | str, dict[str, Any]]

REQUEST_ID: Final = "9f1c2d3e4b5a69788796a5b4c3d2e1f0"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One code that a route responds with."""

    status: int
    code: str
    message: str
    meaning: str = ""
    """When it occurs; the message without it."""
    details: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    """Names of the headers it carries beside the common ones."""


def general(status: int, **more: Any) -> ErrorCase:
    """Return the case of a status that has no code of a service's own."""
    return ErrorCase(status, CODES[status], MESSAGES[status], **more)


NOT_SIGNED_IN: Final = (
    ErrorCase(
        401, "UNAUTHORIZED", SIGN_IN, "There is no access token, or it is not valid", headers=("WWW-Authenticate",)
    ),
    ErrorCase(
        401,
        "TOKEN_EXPIRED",
        "The access token has expired",
        "Exchange the refresh token at `POST /api/v1/auth/refresh`",
        headers=("WWW-Authenticate",),
    ),
)
NOT_ADMIN: Final = ErrorCase(403, "FORBIDDEN", ADMINS_ONLY, "The user does not have the role `admin`")
UNAVAILABLE: Final = general(503, meaning="A part of the system is unavailable", headers=("Retry-After",))
TOO_LARGE: Final = general(413, meaning="The body exceeds the limit")
UNSTORABLE: Final = ErrorCase(
    400,
    "BAD_REQUEST",
    "A value holds a character or a number that cannot be stored",
    "The request cannot be read or its values cannot be stored",
)


def invalid(field_name: str, source: str, rule: str, message: str) -> ErrorCase:
    """Return the case of a request that breaks a rule, with one example of such a rule."""
    problem = {"field": field_name, "in": source, "rule": rule, "message": message}
    return ErrorCase(
        400,
        "VALIDATION_ERROR",
        f"{field_name}: {message}",
        "`details.errors` lists every field that breaks a rule",
        {"errors": [problem]},
    )


def refusals(table: ErrorTable, *errors: type[Exception], cases: Iterable[ErrorCase] = ()) -> Responses:
    """Return the OpenAPI responses of what a route refuses: errors of its service's table, and other cases."""
    responses: Responses = {}
    for case in [*(_case(table, error) for error in errors), *cases]:
        add_case(responses, case)
    return responses


def add_case(responses: dict[Any, dict[str, Any]], case: ErrorCase, *, key: type[int] | type[str] = int) -> None:
    """Add a case to the responses of an operation; the first one of a code stays."""
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


def _case(table: ErrorTable, error: type[Exception]) -> ErrorCase:
    spec = table[error]
    sample = spec.example
    message = sentence(str(sample)) if sample is not None else _meaning(error)
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
