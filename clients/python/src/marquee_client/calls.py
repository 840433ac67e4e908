"""One call of the API: what is sent, and how its values are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel

Scalar: TypeAlias = str | int | float | bool | date | datetime | UUID
Value: TypeAlias = Scalar | Sequence[Scalar] | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call: method and path of its operation, and the arguments. A null argument is not sent."""

    method: str
    path: str
    """With the names of parameters in braces."""
    names: Mapping[str, Value] = field(default_factory=dict)
    """The values of these names."""
    query: Mapping[str, Value] = field(default_factory=dict)
    headers: Mapping[str, Value] = field(default_factory=dict)
    body: BaseModel | bytes | None = None
    content_type: str = "application/json"
    follow: bool = True
    """Whether a redirect is followed; otherwise its address is the result."""

    def url(self) -> str:
        """Return the path with the values of its names."""
        return self.path.format_map({name: quote(_text(value), safe="") for name, value in self.names.items()})

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the query."""
        return [(name, text) for name, value in self.query.items() for text in _texts(value)]

    def head(self) -> dict[str, str]:
        """Return the headers."""
        head = {name: text for name, value in self.headers.items() for text in _texts(value)}
        return head if self.body is None else {**head, "Content-Type": self.content_type}

    def content(self) -> bytes | None:
        """Return the bytes of the body: of a model, the fields that were set."""
        if isinstance(self.body, BaseModel):
            return self.body.model_dump_json(by_alias=True, exclude_unset=True).encode()
        return self.body


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, (list, tuple, set, frozenset)):
        yield from (_text(item) for item in value)
    elif value is not None:
        yield _text(value)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
