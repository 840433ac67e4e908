"""Responses whose items are written as JSON without a model: models of a page take longer than its query.

A test compares what is written with the models that document it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import orjson
from fastapi import Response

from chassis.http.schemas import PageMeta

Document = dict[str, object]
"""The members of an object, by their names in JSON."""
Written = Document | orjson.Fragment
"""An object, or what is written of it already."""

_HEADERS: Final[Mapping[str, str]] = {"Cache-Control": "private, no-store"}


def private_success(data: Written | None, *, tag: str | None = None) -> Response:
    """Return the response of a single result of one user, with its entity tag."""
    headers = _HEADERS if tag is None else {**_HEADERS, "ETag": tag}
    return private_response(success_body(data), headers)


def private_response(body: bytes, headers: Mapping[str, str] = _HEADERS) -> Response:
    """Return the response of one user with a body that is written already."""
    return Response(body, headers=headers, media_type="application/json")


def private_page(data: Sequence[Written], meta: PageMeta) -> Response:
    """Return the response of a page of one user."""
    return private_response(written({"success": True, "data": data, "meta": meta.model_dump(by_alias=True)}))


def success_body(data: Written | None) -> bytes:
    """Return the body of a single result."""
    return written({"success": True, "data": data})


def written(document: Document) -> bytes:
    """Return a document as JSON, as models are written."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)
