"""The public API as pages use it: calls, their results, and the port to what carries them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = Any
"""A decoded JSON value. Templates reject the use of fields that it does not have."""
Query = Mapping[str, str | int | float | bool | Sequence[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to the API. Parameters of `query` that are null or empty are left out."""

    method: str = "GET"
    path: str
    """Below `/api/v1`."""
    query: Query = field(default_factory=dict)
    json: Json = None
    content: bytes | None = None
    """A body that is not JSON, with its type among the headers."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful response: its data, what describes a list, and the cookies that it sets."""

    status: int
    data: Json = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    """The body as it came, for files."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class ApiError(Exception):
    """A response that reports an error, or none at all (status 503)."""

    def __init__(
        self, status: int, code: str, message: str = "", details: Json = None, retry_seconds: int | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.retry_seconds = retry_seconds

    def problems(self) -> Mapping[str, str]:
        """Return what is wrong with each field of a form that the API has rejected: the rule by the field's name."""
        errors = self.details.get("errors", []) if isinstance(self.details, Mapping) else []
        return {
            str(error.get("field", "")).rpartition(".")[2]: str(error.get("message", ""))
            for error in errors
            if isinstance(error, Mapping)
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its data, or the error because of which the page is shown without it."""

    data: Json = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    error: ApiError | None = None

    @property
    def is_missing(self) -> bool:
        """Return whether the API has no such thing, which is an empty part rather than a broken one."""
        return self.error is not None and self.error.status in (404, 410)

    @property
    def is_broken(self) -> bool:
        """Return whether the part exists, perhaps, but cannot be shown now."""
        return self.error is not None and not self.is_missing


class Api(Protocol):
    """The public API behind the gateway."""

    async def send(self, call: Call) -> Reply:
        """Return the response to a call; raise ApiError."""
        ...
