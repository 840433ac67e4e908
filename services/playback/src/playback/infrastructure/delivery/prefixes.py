"""The prefix that covers a key, addresses below a base, and the grant of deliveries that need nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from playback.application.delivery.ports import DeliveryCookie


def covering(prefixes: Sequence[str], key: str) -> str:
    """Return the prefix that a key begins with; raise ValueError if there is none."""
    for prefix in prefixes:
        if key.startswith(prefix):
            return prefix
    raise ValueError(f"{key} is below none of the prefixes")


def address(base: str, key: str) -> str:
    """Return the address of a key."""
    return f"{base}/{quote(key)}"


@dataclass(frozen=True, slots=True)
class PathGrant:
    """Bases of addresses by prefix; what proves the right is in their path."""

    bases: Mapping[str, str] = field(repr=False)
    cookies: Sequence[DeliveryCookie] = ()

    def url_of(self, key: str) -> str:
        """Return the address of an object."""
        return address(self.bases[covering(tuple(self.bases), key)], key)
