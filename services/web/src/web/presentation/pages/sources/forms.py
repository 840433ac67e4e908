"""Forms of media sources: the fields that the API lists for each kind, and what a visitor has sent of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from web.application.api import ApiError, Json
from web.presentation.fields import whole_number
from web.presentation.rejections import Rejection, rejection_of

Field = Mapping[str, Any]
"""A field of a kind, as the API describes it."""


def kind_of(kinds: Sequence[Json], name: str) -> Json:
    """Return a kind that the visitor may add; raise ApiError (404) for another."""
    kind = next((one for one in kinds if one["kind"] == name), None)
    if kind is None:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    return kind


def values_of(form: FormData, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a form has of the fields, as the API takes it; an empty text counts as omitted."""
    values = {field["name"]: _value(form, field) for field in fields}
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def shown_values(form: FormData, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a form that is shown again has; secrets have to be typed again."""
    return {field["name"]: _value(form, field) for field in fields if not field["isSecret"]}


def rejection(error: ApiError) -> Rejection:
    """Return what a form says of an error: a source that cannot be read names the cause."""
    rejected = rejection_of(error)
    if error.code != "SOURCE_UNREADABLE" or not isinstance(error.details, Mapping):
        return rejected
    cause = str(error.details.get("cause", ""))
    key = f"outages.{cause if not cause.startswith('egress_') else 'egress'}"
    return Rejection(rejected.status, key, error.message) if key in CAUSES else rejected


CAUSES = frozenset(
    f"outages.{cause}"
    for cause in (
        "unreachable",
        "credentials_refused",
        "not_found",
        "invalid_response",
        "rate_limited",
        "too_large",
        "egress",
    )
)
"""Texts of why a source cannot be read."""


def _value(form: FormData, field: Field) -> Any:
    text = str(form.get(field["name"]) or "")
    match field["type"]:
        case "boolean":
            return bool(text)
        case "integer":
            return whole_number(text.strip())
        case "list":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case _:
            return text if field["isSecret"] else text.strip()
