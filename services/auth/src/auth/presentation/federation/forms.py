"""Responses of providers as forms (`response_mode=form_post`, OAuth 2.0 Form Post Response Mode)."""

from typing import Final
from urllib.parse import parse_qsl

from auth.domain.errors import InvalidInput
from auth.presentation.federation.requests import RESPONSE_CHARS

FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 20
READ_FIELDS: Final = ("state", "code", "iss", "error")


def read_response(content_type: str, body: bytes) -> dict[str, str]:
    """Return the fields of a provider's response that the callback reads; raise InvalidInput."""
    if content_type.partition(";")[0].strip().casefold() != FORM:
        raise InvalidInput("Content-Type", "content_type", f"must be {FORM}", expected=FORM)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InvalidInput(
            "body", "form", f"must be a form in UTF-8 with at most {MOST_FIELDS} fields", maxItems=MOST_FIELDS
        ) from error
    response: dict[str, str] = {}
    for name, value in pairs:
        if name not in READ_FIELDS:
            continue
        if name in response:
            raise InvalidInput(name, "repeated", "must occur once")
        if len(value) > RESPONSE_CHARS:
            raise InvalidInput(
                name, "string_too_long", f"must have at most {RESPONSE_CHARS} characters", maxLength=RESPONSE_CHARS
            )
        response[name] = value
    return response
