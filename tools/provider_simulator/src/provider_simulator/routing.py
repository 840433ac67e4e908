"""Finds the endpoint a path belongs to. Literal segments win over braces; unknown paths get a general form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_VALUE = re.compile(r"^(\d+|tt\d+)$")


@dataclass(frozen=True, slots=True)
class Match:
    """The endpoint's template and the values of its braces; `known` is False for the general form."""

    template: str
    values: dict[str, str]
    is_known: bool


class Router:
    """A fixed set of templates such as "/tv/{id}/season/{season}"."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
        for template in sorted(templates, key=_braces):
            segments = tuple(template.strip("/").split("/"))
            self._by_length.setdefault(len(segments), []).append((template, segments))

    def match(self, path: str) -> Match:
        """Return the best template for the path (which starts with a slash; one at the end is ignored)."""
        segments = path.strip("/").split("/")
        for template, pattern in self._by_length.get(len(segments), ()):
            values = _values(pattern, segments)
            if values is not None:
                return Match(template, values, is_known=True)
        general = "/".join("{id}" if _VALUE.match(segment) else segment for segment in segments[:8])
        return Match(f"/{general}", {}, is_known=False)


def _values(pattern: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for expected, value in zip(pattern, segments, strict=True):
        if expected.startswith("{"):
            values[expected[1:-1]] = value
        elif expected != value:
            return None
    return values


def _braces(template: str) -> tuple[int, str]:
    return template.count("{"), template
