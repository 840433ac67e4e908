"""The public API as pages use it: calls, their results, and the port to what carries them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self

Json = Any
"""A decoded JSON value. Templates reject the use of fields that it does not have."""
KEYED: Final = frozenset({"certifications", "frequencies", "leadTimeMinutes", "translations"})
"""Fields whose members are not named by forms."""
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


@dataclass(frozen=True, slots=True)
class BrokenField:
    """A field that breaks a rule: its path in the request, the rule with its values, and the sentence of the API."""

    path: str
    rule: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""

    @classmethod
    def of(cls, error: Mapping[str, Any]) -> Self:
        """Return the field of an entry of `details.errors`."""
        path, rule, message = (str(error.get(name, "")) for name in ("field", "rule", "message"))
        return cls(path, rule, error.get("params") or {}, message)

    @property
    def name(self) -> str:
        """Return the name of the field: the last of its path that is no number, or the first before keys of a user."""
        steps = [step.partition("[")[0] for step in self.path.split(".") if not step.isdecimal()]
        return "" if not steps else steps[0] if steps[0] in KEYED else steps[-1]

    def __str__(self) -> str:
        """Return the sentence of the API."""
        return self.message


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

    def problems(self) -> Mapping[str, BrokenField]:
        """Return what is wrong with each field of a form that the API has rejected, by the field's name."""
        details = self.details if isinstance(self.details, Mapping) else {}
        fields = [BrokenField.of(error) for error in details.get("errors", ()) if isinstance(error, Mapping)]
        if "path" in details and "code" in details:
            fields.append(BrokenField(details["path"], details["code"], details["params"], details["rule"]))
        return {field.name: field for field in fields}


def invalid_field(name: str, rule: str, **params: Any) -> ApiError:
    """Return the error of a field that a page itself can see to be invalid, in the form of the API's."""
    errors = [{"field": name, "in": "body", "rule": rule, "params": params, "message": f"breaks the rule {rule}"}]
    return ApiError(400, "VALIDATION_ERROR", f"{name}: breaks the rule {rule}", {"errors": errors})


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
