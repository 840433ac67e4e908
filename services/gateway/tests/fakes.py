"""In-memory implementations of the gateway's ports."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from gateway.application.ports import Principal, UpstreamRequest
from gateway.domain.errors import GatewayError, InvalidAccessToken
from gateway.domain.headers import Header


class ManualClock:
    """A monotonic clock that the test sets."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class KnownTokens:
    """Access tokens by their text; an unknown one raises `rejection`."""

    def __init__(self, rejection: GatewayError, **principals: Principal) -> None:
        self.rejection = rejection
        self.principals = principals

    async def verify(self, token: str) -> Principal:
        if token not in self.principals:
            raise self.rejection
        return self.principals[token]


class KnownKeys:
    """One API key, and the token that it is exchanged for."""

    def __init__(self, key: str, token: str) -> None:
        self._key = key
        self._token = token

    async def token(self, key: str, address: str) -> str:
        if key != self._key:
            raise InvalidAccessToken
        return self._token


@dataclass
class Response:
    """A response with these headers and an empty body."""

    status: int = 200
    headers: Sequence[Header] = ()
    closed: int = 0

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        yield b"", False

    def close(self) -> None:
        self.closed += 1


@dataclass
class ScriptedUpstreams:
    """Services that respond with the scripted outcomes in order, and with 200 afterwards."""

    script: list[Response | BaseException] = field(default_factory=list)
    requests: list[UpstreamRequest] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    async def send(self, request: UpstreamRequest) -> Response:
        self.requests.append(request)
        outcome = self.script.pop(0) if self.script else Response()
        if isinstance(outcome, BaseException):
            raise outcome
        self.responses.append(outcome)
        return outcome
