"""What the head of a request must have: a target in origin form and a well-formed Host."""

import re
from typing import Final

ORIGIN_FORM: Final = re.compile(rb"/(?!/)[\x00-\x22\x24-\x7f]*\Z")
"""ASCII without `#`: the parser of URLs would drop a fragment, which no client may send."""
_HOST: Final = re.compile(rb"[A-Za-z0-9._~-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class HostCheck:
    """Checks the Host of each request of a connection; it is the same in nearly all of them."""

    __slots__ = ("_valid",)

    def __init__(self) -> None:
        self._valid: bytes | None = None

    def accepts(self, value: bytes) -> bool:
        """Return whether a Host is well formed."""
        if value == self._valid:
            return True
        if not _HOST.fullmatch(value):
            return False
        self._valid = value
        return True
