"""Parts of responses of databases of music, read leniently: what is not there is empty."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

LONGEST_NAME: Final = 500

Item = TypeVar("Item")


class Shape(BaseModel):
    """A part of a response."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=lambda name: name.replace("_", "-"))


def _text(value: Any) -> str:
    """Return a text that Postgres can store; anything else is none."""
    return value.replace("\0", "") if isinstance(value, str) else ""


def _items(value: Any) -> Any:
    """Return a list, also of the one item that Last.fm then writes without its brackets."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []


def _whole(value: Any) -> int | None:
    """Return a number of reasonable size, or null."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 2**31 else None


Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_text), AfterValidator(lambda name: name[:LONGEST_NAME])]
Items = Annotated[tuple[Item, ...], BeforeValidator(_items)]
Whole = Annotated[int | None, BeforeValidator(_whole)]


class Tag(Shape):
    """A tag with how often it was given."""

    name: Name = ""
    count: Whole = None


def tags_of(tags: Sequence[Tag]) -> tuple[tuple[str, int], ...]:
    """Return tags with their counts."""
    return tuple((tag.name, tag.count) for tag in tags if tag.name and tag.count is not None)


def mbid_of(text: str) -> str | None:
    """Return an id of MusicBrainz in its usual form; null when the text is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return None
