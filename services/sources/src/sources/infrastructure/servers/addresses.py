"""Fields that users state of a server: its address, and secrets that travel in headers."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or not text.isascii() or not text.isprintable() or set(text) & set(' "<>\\^`{|}'):
        raise PydanticCustomError("server_address", "must be a URL of printable ASCII characters with a host")
    if parts.scheme not in {"https", "http"}:
        raise PydanticCustomError("server_address", "must begin with https:// or http://")
    if "@" in parts.netloc or parts.query or parts.fragment or "?" in text or "#" in text:
        raise PydanticCustomError("server_address", "must have neither a user nor a query nor a fragment")
    if ".." in parts.path.split("/"):
        raise PydanticCustomError("server_address", "must not have .. in its path")
    return text.rstrip("/")


def _secret(text: str) -> str:
    if not text.isascii() or not text.isprintable() or '"' in text:
        raise PydanticCustomError("secret_characters", "must be of printable ASCII characters without quotes")
    return text


Address = Annotated[str, Field(min_length=8, max_length=1024), AfterValidator(_address)]
"""Address of a server, without a slash at its end. Whether it may be called is decided by the egress policy."""

HeaderSecret = Annotated[str, Field(min_length=1, max_length=512), AfterValidator(_secret)]
"""A key or token that is sent as a header."""


def query(parameters: Mapping[str, str | int]) -> str:
    """Return parameters as the query of a URL, with its question mark."""
    return "?" + "&".join(f"{quote(name, safe='')}={quote(str(value), safe='')}" for name, value in parameters.items())
