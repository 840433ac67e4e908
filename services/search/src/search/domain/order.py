"""The order of entries that match equally well: by rank, then by a hash of the id, the same on every replica."""

from hashlib import blake2b
from typing import Final

RANK_BITS: Final = 24
HASH_BITS: Final = 40
MOST_RANK: Final = (1 << RANK_BITS) - 1


def order_key(rank: int, id_: str) -> int:
    """Return the sort key of an entry, 64 bits without a sign; higher is better."""
    return rank << HASH_BITS | hash_of(id_)


def hash_of(id_: str) -> int:
    """Return 40 bits of a hash of an id."""
    return int.from_bytes(blake2b(id_.encode(), digest_size=HASH_BITS // 8).digest())
