"""How responses may be cached, and the responses that are kept until the index changes.

The entity tag is a digest of the body: it is the same on every replica, and stays the same when the index changes
elsewhere. A tag of the index's state would change with every commit, every second during imports, and would differ
between replicas, whose commits end at different moments.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cachetools import LRUCache
from fastapi import Request, Response

from chassis.core.responses.keys import ResponseKeys
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import OF_THE_CACHE, headers
from chassis.http.follow_up.preconditions import is_current
from chassis.http.routing.shared_reads import AT_THE_GATEWAY, PUBLIC
from search.presentation.languages import Languages

KEYS: Final = ResponseKeys("search")
SHARED: Final = {
    "Cache-Control": PUBLIC,
    "Gateway-Cache-Control": AT_THE_GATEWAY,
    "Surrogate-Key": KEYS.everything,
}
"""Any commit of the index may change any response, so all have one key."""
PRIVATE: Final = "private, no-cache"
BY_USER: Final = "Authorization, Accept-Language"
"""The header `Vary` of a route whose responses to users are others."""
_FIXED_BYTES: Final = 1_000
_TAG_CHARACTERS: Final = 24

CACHED: Final[Responses] = {
    200: {"headers": headers("ETag", "Cache-Control", "Vary", "Content-Language", *OF_THE_CACHE)},
    304: {
        "description": "Not Modified: the stored response, whose ETag is in `If-None-Match`, is still valid",
        "headers": headers("ETag", "Cache-Control", "Vary", *OF_THE_CACHE),
    },
}
"""Of a public response."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body with its entity tag and the languages of its names."""

    body: bytes
    tag: str
    languages: str

    @classmethod
    def of(cls, body: bytes, languages: Languages) -> "Rendered":
        """Return a body with the digest that identifies it."""
        return cls(body, f'W/"{sha256(body).hexdigest()[:_TAG_CHARACTERS]}"', languages.served())


class RenderedResponses:
    """Responses by request, each valid for one state of the index: the same request is not searched again."""

    def __init__(self, most_bytes: int = 0) -> None:
        """Keep responses of this many bytes together; 0 keeps none."""
        self._kept: LRUCache[str, tuple[str, Rendered, int]] = LRUCache(most_bytes, getsizeof=lambda kept: kept[2])
        self._most_bytes = most_bytes

    def get(self, request: str, state: str) -> Rendered | None:
        """Return the response to a request if it was rendered at this state of the index."""
        kept = self._kept.get(request)
        return kept[1] if kept is not None and kept[0] == state else None

    def keep(self, request: str, state: str, rendered: Rendered) -> Rendered:
        """Keep the response to a request, and return it; `state` is the one before the index was read."""
        size = len(request) + len(rendered.body) + _FIXED_BYTES
        if size <= self._most_bytes:
            self._kept[request] = state, rendered, size
        return rendered


def public_response(request: Request, rendered: Rendered, *, vary: str = "Accept-Language") -> Response:
    """Return a response that may be shared, or 304 when the client has it already."""
    fields = {"ETag": rendered.tag, "Vary": vary, **SHARED}
    if rendered.languages:
        fields["Content-Language"] = rendered.languages
    if is_current(request.headers.get("if-none-match"), rendered.tag):
        return Response(status_code=304, headers=fields)
    return Response(rendered.body, media_type="application/json", headers=fields)


def private_response(body: bytes, languages: Languages) -> Response:
    """Return a response that only the client may keep, and must request again."""
    fields = {"Cache-Control": PRIVATE, "Vary": BY_USER}
    if languages.served():
        fields["Content-Language"] = languages.served()
    return Response(body, media_type="application/json", headers=fields)
