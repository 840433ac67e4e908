"""How far users have come in a show, and which groups of them may be shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stats.domain.drop_off.episodes import Place


@dataclass(frozen=True, slots=True)
class Viewing:
    """How far one user has come in a show, without the user's id."""

    furthest: Place
    last_at: datetime
    dropped: bool = False
    completed: bool = False


@dataclass(frozen=True, slots=True)
class GroupRules:
    """When a user counts as gone, and which groups are too small to be shown."""

    pause: timedelta = timedelta(days=90)
    """Who has not gone on for so long, although the next episode was there, has left."""
    smallest_group: int = 20
    smallest_at_risk: int = 5
