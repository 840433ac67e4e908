"""Reactions to reviews and comments: a fixed set, each once per user."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

ReactionKind = Literal["helpful", "like", "love", "funny", "sad"]
REACTIONS: Final[tuple[ReactionKind, ...]] = get_args(ReactionKind)

Counts = Mapping[str, int]
"""How many users have reacted, by kind; kinds without any are absent."""

TargetKind = Literal["review", "comment"]
"""What reactions and reports are about."""


def counted(counts: Counts, kind: str, difference: int) -> dict[str, int]:
    """Return the counts after reactions of a kind were added or withdrawn."""
    after = {**counts, kind: counts.get(kind, 0) + difference}
    return {name: after[name] for name in REACTIONS if after.get(name, 0) > 0}
