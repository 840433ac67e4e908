"""The names under which a title is searched."""

from typing import Final

MOST_CHARACTERS: Final = 400
"""Of a name: an index entry holds 2,704 bytes at most, and a folded character may need six."""


def searchable_names(*names: str | None) -> tuple[str, ...]:
    """Return names without superfluous spaces, shortened, each once and in order."""
    shortened = {" ".join(name.split())[:MOST_CHARACTERS].rstrip() for name in names if name}
    return tuple(sorted(name for name in shortened if name))
