"""One row of a contract table: an operation, who may call it, and what clients need of its responses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chassis.http.compatibility.bodies import CODES, KEPT_CODES

Access = Literal["none", "optional", "user", "editor", "admin"]
"""`optional`: public, and a signed-in user gets more. An administrator may do what an editor may."""

Shape = Literal["page", "list", "array", "object", "empty", "text"]
"""`page`: a list with `meta`. `list`: a list that is inside `data` under `/api`. `array`: a list that is `data` under
both prefixes. `empty`: a response without a body. `text`: a body that is not JSON."""

PREFIXES = ("/api/v1", "/api")
PAGE_META = frozenset({"count", "total", "limit", "offset", "hasMore"})


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, a request that succeeds, and the members that the response has."""

    method: str
    path: str
    """Below the prefix; names in braces are values of the samples, also in the query and the body."""
    access: Access
    status: int = 200
    shape: Shape = "object"
    members: frozenset[str] = frozenset()
    """Of `data`, or of each item of a list."""
    compatible: frozenset[str] = frozenset()
    """Members that only the responses under `/api` have."""
    inner: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Members of objects inside, by path: `credits.cast[]` is each item of a list. Each has to occur."""
    lacking: frozenset[str] = frozenset()
    """Members that the Ratingo API has and this one does not have yet, by path."""
    meta: frozenset[str] = PAGE_META
    """Members of `meta` of a page."""
    errors: Mapping[int, str] = field(default_factory=dict)
    """Codes by status, separated by spaces, beside those of validation and access that every operation has."""
    query: str = ""
    body: Mapping[str, Any] | str | None = None
    """JSON, or the text of a CSV file."""
    empty: str = ""
    """Why the list is empty on the stack of the tests; it has items otherwise."""
    ends_session: bool = False
    recent: bool = False
    """The user proves who they are before the request."""
    newcomer: bool = False
    """A user who has just registered sends the request: it needs a recent sign-in, and a user without factors."""
    absent: bool = False
    """The operation does not exist yet: the change that adds it completes the row."""

    @property
    def name(self) -> str:
        """Return the operation as in the OpenAPI document, with the name of no parameter."""
        return f"{self.method} /api/v1{without_names(self.path)}"

    @property
    def conditional(self) -> bool:
        """Return whether it requires `If-Match`."""
        return 428 in self.errors

    def needs(self, sample: str) -> bool:
        """Return whether its request has a sample."""
        return f"{{{sample}}}" in f"{self.path} {self.query} {self.body}"


def code_under(prefix: str, status: int, own: str) -> str:
    """Return the code of an error under a prefix."""
    return CODES.get(status, own) if prefix == "/api" and own not in KEPT_CODES else own


def named(operation: Operation) -> str:
    """Return the name of an operation in the names of tests."""
    return f"{operation.method} {operation.path}"


def without_names(path: str) -> str:
    """Return a path whose parameters have no names."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def filled(template: Any, samples: Mapping[str, Any]) -> Any:
    """Return a text, or the texts of a body, with samples for the names in braces; a name alone keeps its type."""
    if isinstance(template, Mapping):
        return {name: filled(value, samples) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, samples) for value in template]
    if not isinstance(template, str):
        return template
    if template.startswith("{") and template.endswith("}") and template[1:-1] in samples:
        return samples[template[1:-1]]
    for name, value in samples.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def found(data: Any, path: str) -> Iterator[Any]:
    """Return every value at a path, except null."""
    name, _, rest = path.partition(".")
    inside = data.get(name.removesuffix("[]")) if name else data
    values = inside if name.endswith("[]") else [inside]
    for value in values or ():
        if value is not None:
            yield from found(value, rest) if rest else (value,)
