"""Addresses of pages with their query."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

Value = str | int | float | bool | None | Sequence[str]


def with_query(path: str, query: Mapping[str, Value], **changes: Value) -> str:
    """Return a path with a query, some values of which are replaced; what is null or empty is left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in {**query, **changes}.items():
        if value is None or value in ("", False):
            continue
        if isinstance(value, Sequence) and not isinstance(value, str):
            pairs += [(name, item) for item in value]
        else:
            pairs.append((name, "true" if value is True else str(value)))
    return f"{path}?{urlencode(pairs)}" if pairs else path
