"""Values of a DELETE, which come in its body or in its query: some proxies drop the body of a DELETE."""

from typing import TypeVar

from fastapi.exceptions import RequestValidationError

T = TypeVar("T")


def chosen(name: str, body: T | None, query: T | None) -> T | None:
    """Return the value of a field from the body or the query; raise when both have one and they differ."""
    if body is not None and query is not None and body != query:
        raise _invalid(name, "must be the same in the body and in the query", query)
    return query if body is None else body


def required(name: str, body: T | None, query: T | None) -> T:
    """Return the value of a field from the body or the query; raise when neither has it."""
    value = chosen(name, body, query)
    if value is None:
        raise _invalid(name, "is required, in the body or in the query", None)
    return value


def _invalid(name: str, rule: str, value: object) -> RequestValidationError:
    return RequestValidationError([{"type": "body_or_query", "loc": ("query", name), "msg": rule, "input": value}])
