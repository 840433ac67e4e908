"""Ports of media files."""

from dataclasses import dataclass
from typing import Protocol

from gateway.application.ports import UpstreamRequest
from objects.prefix_tokens import PrefixToken


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What a client requests of a file."""

    method: str
    range: bytes | None = None
    if_range: bytes | None = None
    if_none_match: bytes | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether the whole file is requested, whatever the client has."""
        return self.method == "GET" and self.range is None and self.if_none_match is None


class MediaTokens(Protocol):
    """Tokens in the addresses of files."""

    def verify(self, text: str) -> PrefixToken:
        """Return what a token proves; raise MediaForbidden or MediaTokenExpired."""
        ...


class MediaStorage(Protocol):
    """The bucket of the files."""

    def request(self, key: str, request: FileRequest) -> UpstreamRequest:
        """Return the signed request for a file; makes no call."""
        ...
