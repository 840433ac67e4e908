"""Why a request does not reach a service, or an answer its client.

GatewayError
├── BadPath               a path that two readers could read differently
├── BadHeaders            headers that two readers could read differently
├── UnknownRoute          no service behind this path
├── MethodRefused         a method nobody here knows
├── InvalidAccessToken    a token that proves nothing
│   └── ExpiredToken      a token that once did
├── BodyTooLarge          more than a request may carry
├── TooManyRequests       more than a client may ask
├── TooManyStreams        more event streams at once than a client may hold
└── Unavailable           a wait mends it
    ├── KeysUnknown       no key yet to verify a token with
    ├── Overloaded        more at once than the gateway takes
    ├── UpstreamAway      no connection to the service
    ├── UpstreamResting   the service failed too often, and gets a rest
    ├── UpstreamBroken    the service broke off or spoke no HTTP
    └── UpstreamTooSlow   the service did not answer in time
"""


class GatewayError(Exception):
    """Base of what the gateway answers itself; `code` is stable, `retry_after` is in seconds."""

    code = "GATEWAY_ERROR"
    retry_after: int | None = None


class BadPath(GatewayError):
    """A path that two readers could read differently."""

    code = "BAD_PATH"


class BadHeaders(GatewayError):
    """Headers that two readers could read differently."""

    code = "BAD_REQUEST"


class UnknownRoute(GatewayError):
    """No service behind this path."""

    code = "RESOURCE_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("Not Found: there is no such resource")


class MethodRefused(GatewayError):
    """A method nobody here knows."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self) -> None:
        super().__init__("Method Not Allowed: this resource does not support the method")


class InvalidAccessToken(GatewayError):
    """A token that proves nothing; why is nobody's business."""

    code = "UNAUTHORIZED"

    def __init__(self, message: str = "The access token is not valid") -> None:
        super().__init__(message)


class ExpiredToken(InvalidAccessToken):
    """A token that once did; the client refreshes and asks again."""

    code = "TOKEN_EXPIRED"

    def __init__(self) -> None:
        super().__init__("The access token has expired")


class BodyTooLarge(GatewayError):
    """More than a request may carry."""

    code = "PAYLOAD_TOO_LARGE"

    def __init__(self) -> None:
        super().__init__("Content Too Large: the body exceeds the limit")


class TooManyRequests(GatewayError):
    """More than a client may ask; the decision's headers say when to come back."""

    code = "RATE_LIMITED"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too Many Requests: try again in {seconds} second{'' if seconds == 1 else 's'}")


class TooManyStreams(GatewayError):
    """More event streams at once than a client may hold."""

    code = "TOO_MANY_STREAMS"
    retry_after = 10

    def __init__(self, limit: int, holder: str) -> None:
        super().__init__(f"At most {limit} event streams per {holder} may be open at once; close one and try again")


class Unavailable(GatewayError):
    """A wait mends it; `retry_after` says how many seconds."""

    code = "SERVICE_UNAVAILABLE"
    retry_after: int | None = 1

    def __init__(self, message: str = "Service Unavailable: try again shortly") -> None:
        super().__init__(message)


class KeysUnknown(Unavailable):
    """No key yet to verify a token with: the token may be good, so nobody is signed out by it."""


class Overloaded(Unavailable):
    """More at once than the gateway takes."""


class UpstreamAway(Unavailable):
    """No connection to the service; nothing was sent."""

    retry_after = 2


class UpstreamResting(Unavailable):
    """The service failed too often, and gets a rest."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


class UpstreamBroken(Unavailable):
    """The service broke off before its response began, or did not speak HTTP."""

    code = "BAD_GATEWAY"

    def __init__(self) -> None:
        super().__init__("Bad Gateway: the service sent no valid response, try again shortly")


class UpstreamTooSlow(Unavailable):
    """The service did not answer in time."""

    code = "GATEWAY_TIMEOUT"
    retry_after = 2

    def __init__(self) -> None:
        super().__init__("Gateway Timeout: the service took too long, try again shortly")
