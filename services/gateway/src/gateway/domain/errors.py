"""Reasons why the gateway itself responds to a request instead of a service.

GatewayError
├── BadPath
├── BadHeaders
├── RouteNotFound
├── ImageNotFound
├── MediaNotFound
├── RangeNotSatisfiable
├── MediaForbidden
│   ├── MediaTokenExpired
│   └── PlaybackEnded
├── MethodNotAllowed
├── InvalidAccessToken
│   └── ExpiredToken
├── CsrfTokenInvalid
├── OriginForbidden
├── BodyTooLarge
├── TooManyRequests
├── TooManyKeys
├── TooManyStreams
├── TooManyMediaResponses
└── Unavailable
    ├── KeysUnavailable
    ├── MediaUnavailable
    ├── Overloaded
    ├── UpstreamUnreachable
    ├── CircuitOpen
    ├── UpstreamFailed
    └── UpstreamTimeout

Status, code and standard message of each are in `gateway.presentation.errors`; the first line of a docstring here is
also its description in the OpenAPI document.
"""

from collections.abc import Collection


class GatewayError(Exception):
    """Base of all errors of the gateway. `retry_after` is in seconds, or null when a retry does not help."""

    retry_after: int | None = None


class BadPath(GatewayError):
    """The path or the query is ambiguous, malformed or too long."""


class BadHeaders(GatewayError):
    """The request headers are ambiguous."""


class RouteNotFound(GatewayError):
    """No service serves this path."""


class ImageNotFound(GatewayError):
    """The provider has no such image."""

    def __init__(self) -> None:
        super().__init__("Image not found")


class MediaNotFound(GatewayError):
    """No file of a video has this path."""

    def __init__(self) -> None:
        super().__init__("File not found")


class RangeNotSatisfiable(GatewayError):
    """The requested range is behind the end of the file."""

    def __init__(self, size: int | None = None) -> None:
        """`size` is that of the file, or null when it is not known."""
        super().__init__("Range Not Satisfiable: the range must begin within the file")
        self.size = size


class MediaForbidden(GatewayError):
    """The token in the address is not valid, or is not for this file. The response does not say which."""

    def __init__(self) -> None:
        super().__init__("Forbidden: the address of the file is not valid")


class MediaTokenExpired(MediaForbidden):
    """The token in the address has expired. The player requests a new playback session."""

    def __init__(self) -> None:
        GatewayError.__init__(self, "Forbidden: the address of the file has expired")


class PlaybackEnded(MediaForbidden):
    """The playback session of the address has ended, or its user is signed out."""

    def __init__(self) -> None:
        GatewayError.__init__(self, "Forbidden: the playback session has ended")


class MethodNotAllowed(GatewayError):
    """The method is not supported by any resource."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        """Name the methods of the resource, or none for those of every resource."""
        super().__init__()
        self.allowed = allowed


class InvalidAccessToken(GatewayError):
    """The access token is not valid. The response does not say why."""


class ExpiredToken(InvalidAccessToken):
    """The access token has expired. The client refreshes it and retries."""


class CsrfTokenInvalid(GatewayError):
    """The tokens are in cookies, and the header `X-CSRF-Token` is missing or belongs to another session."""

    def __init__(self) -> None:
        super().__init__("Forbidden: X-CSRF-Token must be the value of the cookie __Host-marquee-csrf")


class OriginForbidden(GatewayError):
    """A page of another origin may not open a WebSocket."""

    def __init__(self) -> None:
        super().__init__("Forbidden: pages of this origin must not open a WebSocket")


class BodyTooLarge(GatewayError):
    """The body exceeds the limit."""


class TooManyRequests(GatewayError):
    """The user or the address has used up its quota."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too Many Requests: try again in {seconds} second{'' if seconds == 1 else 's'}")


class TooManyKeys(GatewayError):
    """The address has sent too many API keys that are not known."""

    def __init__(self, seconds: int) -> None:
        plural = "" if seconds == 1 else "s"
        super().__init__(f"Too Many Requests: too many new API keys; try again in {seconds} second{plural}")
        self.retry_after = seconds


class TooManyStreams(GatewayError):
    """The user or the address has too many event streams open."""

    retry_after = 10

    def __init__(self, limit: int, holder: str) -> None:
        super().__init__(
            f"Too Many Requests: at most {limit} event streams may be open per {holder}; close one and try again"
        )


class TooManyMediaResponses(GatewayError):
    """The playback session reads too many files at once."""

    retry_after = 1

    def __init__(self, limit: int) -> None:
        super().__init__(f"Too Many Requests: a playback session may read at most {limit} files at once")


class Unavailable(GatewayError):
    """The service or the gateway is unavailable or overloaded."""

    retry_after: int | None = 1


class KeysUnavailable(Unavailable):
    """No verification key has been fetched yet, so no token can be accepted or rejected."""


class MediaUnavailable(Unavailable):
    """No storage of videos is configured, or no key of their addresses."""

    retry_after = None


class Overloaded(Unavailable):
    """The gateway already handles as many requests as it can."""


class UpstreamUnreachable(Unavailable):
    """No connection to the service could be opened; nothing was sent."""

    retry_after = 2


class CircuitOpen(Unavailable):
    """The circuit breaker of the service is open after repeated failures."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


class UpstreamFailed(Unavailable):
    """The service closed the connection before it responded, or its response was not valid HTTP."""

    def __init__(self, *, began: bool = False) -> None:
        """`began` is whether a byte of the response had arrived."""
        super().__init__()
        self.began = began


class UpstreamTimeout(Unavailable):
    """The service did not respond in time."""

    retry_after = 2
