"""Bodies of webhooks as JSON: servers send it as it is, with any content type, or as a field of a form."""

import re
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from library.presentation.scrobbling.bodies.reading import BodyInvalid

FIELDS: Final = ("payload", "data")
"""Fields of Plex, and of Emby, that hold the JSON."""
MOST_PARTS: Final = 20

_BOUNDARY: Final = re.compile(r"boundary=(?:\"([^\"]{1,200})\"|([^\s;,]{1,200}))", re.IGNORECASE)
_NAME: Final = re.compile(rb"name=\"?([\w.-]{1,100})\"?", re.IGNORECASE)


def read_json(content_type: str, body: bytes) -> Any:
    """Return the JSON of a body; raise BodyInvalid. Other parts of a form, such as an image, are not read."""
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        name, text = _field_of_parts(content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        name, text = _field_of_query(body)
    else:
        name, text = "body", body
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BodyInvalid(name, "must be JSON") from error


def _field_of_parts(content_type: str, body: bytes) -> tuple[str, bytes]:
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise BodyInvalid("Content-Type", "must name the boundary of the form")
    boundary = b"--" + (match[1] or match[2]).encode("latin-1", "replace")
    for part in body.split(boundary, MOST_PARTS)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is not None and name[1].decode() in FIELDS:
            return name[1].decode(), content.removesuffix(b"\r\n")
    raise BodyInvalid(FIELDS[0], "is required in the form")


def _field_of_query(body: bytes) -> tuple[str, bytes]:
    try:
        values = parse_qs(body.decode(), max_num_fields=MOST_PARTS)
    except ValueError as error:
        raise BodyInvalid(FIELDS[0], "is required in the form") from error
    for name in FIELDS:
        if name in values:
            return name, values[name][0].encode("utf-8", "replace")
    raise BodyInvalid(FIELDS[0], "is required in the form")
