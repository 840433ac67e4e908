"""The compatible API: what differs under `/api` for clients of the Ratingo API, beside the codes of errors.

A page has its list and its `meta` inside `data`. Other lists are bare or nested as these clients expect them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

PAGES: Final = b"pages"
LISTS: Final = b"lists"
NOTHING: Final = b"nothing"
OUTCOME: Final = b"outcome"

NESTING_BY_PATH: Final[Mapping[tuple[str, ...], bytes]] = {
    ("catalog", "shows", "new-episodes"): LISTS,
    ("catalog", "providers"): LISTS,
    ("admin", "catalog-policies"): LISTS,
    ("admin", "catalog-policies", "runs"): LISTS,
    ("home", "hero"): NOTHING,
    ("user-media",): NOTHING,
    ("user-media", "continue"): NOTHING,
}
"""By the path below `/api`. `lists`: the list is inside `data`, although it may have no `meta`. `nothing`: `data` is
the list, although it may have `meta`."""

_RUNS: Final = ("admin", "catalog-policies", "runs")
_RUN_COMMANDS: Final = frozenset({"promote", "cancel"})

_COMPATIBLE: Final = b"/api/"
_VERSIONED: Final = b"/api/v1/"


def is_compatible(raw: bytes) -> bool:
    """Return whether a raw path, which may be malformed, is one of the compatible API."""
    return raw.startswith(_COMPATIBLE) and not raw.startswith(_VERSIONED)


def nesting_of(segments: Sequence[str]) -> bytes:
    """Return which bodies of a path below `/api` have their list inside `data`.

    The commands of a policy run have their outcome there.
    """
    path = tuple(segments)
    if path[:3] == _RUNS and len(path) == 5 and path[4] in _RUN_COMMANDS:
        return OUTCOME
    return NESTING_BY_PATH.get(path, PAGES)
