"""The bodies of compatible responses, rendered from those of `/api/v1` without parsing a list.

Every list of a service is `{"success":true,"data":[…]}`, and a page has `,"meta":{…}` behind it. A compatible page has
both inside `data`: `{"success":true,"data":{"data":[…],"meta":{…}}}`.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic_core import from_json, to_json

Nesting = Literal["pages", "lists", "nothing", "outcome"]
"""Which bodies have their list inside `data`: those with `meta`, every list, or none. `outcome`: `data` is an object
that begins with whether the operation succeeded, as these clients expect it of some commands."""

_ENVELOPE: Final = b'{"success":true,"data":'
_LIST: Final = _ENVELOPE + b"["
_OBJECT: Final = _ENVELOPE + b"{"
_OUTCOME: Final = b'"success":true,"message":"The operation succeeded"'
_META_END: Final = b"}}"
_FAILURE: Final = b'{"success":false,'

STATUSES: Final[Mapping[int, int]] = {410: 404}
"""Statuses that these clients do not know, with those that they expect."""

CODES: Final[Mapping[int, str]] = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "RESOURCE_NOT_FOUND",
    410: "RESOURCE_NOT_FOUND",
    429: "RATE_LIMITED",
    502: "EXTERNAL_API_ERROR",
    504: "EXTERNAL_API_ERROR",
}
"""The one code of a status; other statuses keep the code of the cause."""

KEPT_CODES: Final = frozenset({"STATS_NOT_FOUND"})
"""Codes of a cause that these clients know."""


def nested(body: bytes, nesting: Nesting) -> bytes:
    """Return a successful body with its list, and what is beside it, inside `data`; other bodies are unchanged."""
    if nesting == "outcome":
        return _with_outcome(body)
    # An item may end with an object too, but only a member behind the list ends the body with two braces.
    if nesting == "nothing" or not body.startswith(_LIST):
        return body
    if nesting == "pages" and not body.endswith(_META_END):
        return body
    return b'%b{"data":%b}' % (_ENVELOPE, body[len(_ENVELOPE) :])


def _with_outcome(body: bytes) -> bytes:
    if not body.startswith(_OBJECT):
        return body
    members = body[len(_OBJECT) :]
    return b"%b%b%b%b" % (_OBJECT, _OUTCOME, b"" if members.startswith(b"}") else b",", members)


def refusal(status: int, body: bytes) -> tuple[int, bytes]:
    """Return the status and body of an error; a body that is not an error's is unchanged."""
    if not body.startswith(_FAILURE):
        return status, body
    return STATUSES.get(status, status), to_json(compatible_failure(status, from_json(body)))


def compatible_failure(status: int, failure: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of an error with the code of its status, and each validation error as one sentence."""
    error, details = failure["error"], failure["error"]["details"]
    if "errors" in details:
        details = {**details, "errors": [_sentence(problem) for problem in details["errors"]]}
    code = error["code"] if error["code"] in KEPT_CODES else CODES.get(status, error["code"])
    changed = {"code": code, "statusCode": STATUSES.get(status, status), "details": details}
    return {**failure, "error": {**error, **changed}}


def _sentence(problem: Any) -> Any:
    shown = isinstance(problem, dict) and {"field", "message"} <= problem.keys()
    return f"{problem['field']}: {problem['message']}" if shown else problem
