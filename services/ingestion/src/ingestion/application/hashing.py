"""A fingerprint of what a season says, so that only changes are told."""

import hashlib

from ingestion.domain.episodes import Season


def content_hash(season: Season) -> str:
    """Give the SHA-256 of a season's merged content.

    The text of a frozen dataclass names every field and value in a fixed order, as does the merge its sources.
    """
    return hashlib.sha256(repr(season).encode()).hexdigest()
