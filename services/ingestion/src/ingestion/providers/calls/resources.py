"""The resource that a call concerns: failures are counted per resource."""

import re
from typing import Final

from ingestion.providers.calls.responses import Params

# A title's number ends the part of a path that names it: its seasons and statistics are the same resource.
_NAMED: Final = re.compile(r"(?:/[a-z_]+)*?/(?:tt)?\d+(?=/|$)")
_NAMING: Final = frozenset({"i", "imdb", "thetvdb"})
"""Parameters that name a title, where the path does not."""


def resource_of(path: str, params: Params) -> str:
    """Return what a call is about: a title with everything of it, or a list with all its pages."""
    named = _NAMED.match(path)
    if named is not None:
        return named.group()
    return "&".join([path, *(f"{name}={value}" for name, value in params if name in _NAMING)])
