"""The prefix that covers a key, and addresses below a base."""

from collections.abc import Sequence
from urllib.parse import quote


def covering(prefixes: Sequence[str], key: str) -> str:
    """Return the prefix that a key begins with; raise ValueError if there is none."""
    for prefix in prefixes:
        if key.startswith(prefix):
            return prefix
    raise ValueError(f"{key} is below none of the prefixes")


def address(base: str, key: str) -> str:
    """Return the address of a key."""
    return f"{base}/{quote(key)}"
