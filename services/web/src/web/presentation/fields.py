"""Fields of forms and queries: numbers as the API takes them, and the version that an editor has seen."""

import re
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from starlette.datastructures import FormData

DIGITS: Final = 9
"""Of the largest number that a form of ours sends."""
_KEY: Final = re.compile(r"[!-~]{1,100}")
_SIGNED: Final = re.compile(f"-?[0-9]{{1,{DIGITS}}}")


def number_in(text: str, digits: int = DIGITS) -> int | None:
    """Return the number of at most so many digits that a text is, or null."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def whole_number(text: str) -> int | str:
    """Return the number that a field holds, or its text, so that the API rejects it by the name of the field."""
    return int(text) if _SIGNED.fullmatch(text) else text


def place_in(form: FormData) -> dict[str, int | str] | None:
    """Return the season and the episode that a form names, or null if it does not name both."""
    place = {name: str(form.get(name) or "") for name in ("season", "episode")}
    if not all(text.isdecimal() for text in place.values()):
        return None
    return {name: whole_number(text) for name, text in place.items()}


def seen_version(form: FormData) -> Mapping[str, str]:
    """Return the header that changes the version which the editor has seen; any other is an error (412)."""
    version = str(form.get("version") or "")
    return {"If-Match": f'"{version if _KEY.fullmatch(version) else ""}"'}


def key_header(text: str) -> Mapping[str, str]:
    """Return the header with a key that a script has made; a new key for a text that cannot be one."""
    return {"Idempotency-Key": text if _KEY.fullmatch(text) else str(uuid4())}


def request_key(form: FormData, part: str = "") -> Mapping[str, str]:
    """Return the header with the key that a form was rendered with; a new key for a text that cannot be one.

    Of several forms with one key, each adds its `part`.
    """
    sent = str(form.get("key") or "")
    key = sent if _KEY.fullmatch(sent) else str(uuid4())
    return {"Idempotency-Key": f"{key}.{part}" if part else key}
