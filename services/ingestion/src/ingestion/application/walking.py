"""Walks over all titles: how far one has got, as a job's checkpoint keeps it."""

from collections.abc import Mapping
from typing import Any

from ingestion.domain.facts import KINDS, TitleKey


def place_of(checkpoint: Mapping[str, Any]) -> TitleKey | None:
    """Give the title that a walk has got to; None before the first."""
    saved = checkpoint.get("after")
    if not saved:
        return None
    kind = next(kind for kind in KINDS if kind == saved[0])
    return TitleKey(kind, int(saved[1]))


def place_at(key: TitleKey) -> dict[str, Any]:
    """Give the checkpoint of a walk that has got to a title."""
    return {"after": [key.kind, key.tmdb_id]}
