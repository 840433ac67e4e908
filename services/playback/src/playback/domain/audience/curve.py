"""Audience retention: the share of the users who watched each part of an asset.

No user is censored, as users of a show are in drop-off: who has begun has watched a part or has not. So it is the share
of a sample, with the interval of Wilson: *Probable inference, the law of succession, and statistical inference*,
JASA 22 (1927). It stays within 0 and 1, also for shares at the ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final
from uuid import UUID

from playback.domain.assets.subject import Subject

CONFIDENCE: Final = 0.95
SMALLEST_GROUP: Final = 20
"""Nothing of fewer users is shown, not even their number."""
SMALLEST_PART: Final = 5
"""The share of a part that fewer users have watched is not shown."""
_Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class PartShare:
    """The share of users who watched a part, with the ends of its interval of 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Audience:
    """How many users have watched a version of an asset, and how many of them each part."""

    asset_id: UUID
    version: int
    subject: Subject
    duration_ms: int
    revision: int
    """How often the curve was published."""
    is_shown: bool
    """Whether the curve that was published last has shares."""
    users: int
    watched: Sequence[int]


@dataclass(frozen=True, slots=True)
class Curve:
    """The retention of a group that is large enough; a part that too few have watched is null."""

    users: int
    parts: Sequence[PartShare | None]


def share_of(watched: int, users: int) -> PartShare:
    """Return a share with its interval."""
    share, spread = watched / users, _Z * _Z / users
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / users + spread / (4 * users)) / (1 + spread)
    return PartShare(share, max(0.0, middle - half), min(1.0, middle + half))


def curve_of(audience: Audience, smallest_group: int = SMALLEST_GROUP) -> Curve | None:
    """Return the curve of an audience, or null for a group that is too small to be shown."""
    if audience.users < smallest_group:
        return None
    parts = [share_of(watched, audience.users) if watched >= SMALLEST_PART else None for watched in audience.watched]
    return Curve(audience.users, parts)
