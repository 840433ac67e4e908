"""Requests and responses, and the port that every source of responses implements."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import orjson

TitleProvider = Literal["tmdb", "trakt", "omdb", "tvmaze", "mdblist", "letterboxd"]
ProviderName = TitleProvider | Literal["musicbrainz", "lastfm", "coverart", "fanart"]

Headers = tuple[tuple[bytes, bytes], ...]
Body = dict[str, object]

JSON_UTF8 = b"application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Query:
    """One request to a provider, without its credentials.

    `template` is the endpoint ("/movie/{id}") or a general form of the path where the endpoint is none we know;
    `values` holds what stood in the braces; `parameters` the query string, last value of a key wins.
    """

    provider: ProviderName
    path: str
    template: str
    is_known: bool
    values: Mapping[str, str]
    parameters: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """Return the value in the braces as a number, or None when it is not one."""
        text = self.values.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None

    def parameter(self, name: str) -> str:
        """Return the query parameter, empty where it is missing."""
        return self.parameters.get(name, "")


@dataclass(frozen=True, slots=True)
class Response:
    """One prepared response. `etag` takes part in conditional requests; `redirect` is a path at the same provider."""

    status: int
    body: bytes
    headers: Headers = field(default=())
    etag: bytes | None = None
    redirect: str | None = None


class Source(Protocol):
    """Responds to requests to all providers, or says nothing."""

    def response(self, query: Query) -> Response | None:
        """Return the response, or None where this source knows nothing: the provider's own 404 is sent then."""

    def describe(self) -> Body:
        """Return what this source holds, for the control endpoint."""


def json_response(
    content: object,
    *,
    status: int = 200,
    content_type: bytes = JSON_UTF8,
    cache_control: bytes | None = None,
    extra: Headers = (),
    tagged: bool = False,
) -> Response:
    """Return a response with that content as compact JSON; `tagged` adds a weak ETag of the bytes."""
    return raw_response(
        orjson.dumps(content),
        status=status,
        content_type=content_type,
        cache_control=cache_control,
        extra=extra,
        tagged=tagged,
    )


def raw_response(
    body: bytes,
    *,
    status: int = 200,
    content_type: bytes = JSON_UTF8,
    cache_control: bytes | None = None,
    extra: Headers = (),
    tagged: bool = False,
) -> Response:
    """Return a response with these bytes as they are."""
    headers: list[tuple[bytes, bytes]] = [(b"content-type", content_type)]
    if cache_control is not None:
        headers.append((b"cache-control", cache_control))
    headers.extend(extra)
    etag = None
    if tagged and status == 200:
        etag = _tag(body)
        headers.append((b"etag", etag))
    return Response(status, body, tuple(headers), etag)


def with_content(response: Response, content: object) -> Response:
    """Return the response with another content; one that had an ETag gets that of its new bytes."""
    body = orjson.dumps(content)
    if response.etag is None:
        return Response(response.status, body, response.headers)
    etag = _tag(body)
    headers = tuple((name, etag if name == b"etag" else value) for name, value in response.headers)
    return Response(response.status, body, headers, etag)


def _tag(body: bytes) -> bytes:
    return b'W/"' + hashlib.blake2b(body, digest_size=16).hexdigest().encode() + b'"'
