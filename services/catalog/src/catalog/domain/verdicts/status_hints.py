"""The status hint of a show: whether new episodes come out, or it has ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.domain.verdicts.verdict import UNDECIDED, Verdict

StatusHintKey = Literal["newSeason", "newEpisodes", "seriesFinale"]

RECENT_DAYS: Final = 14
RETURNING: Final = "Returning Series"
ENDED: Final = "Ended"


@dataclass(frozen=True, slots=True)
class ShowAirings:
    """What has aired of a show, and its status as TMDB spells it."""

    status: str | None = None
    last_air_date: date | None = None
    season_starts: tuple[date, ...] = ()
    """The first days of the regular seasons."""


def status_hint(show: ShowAirings, verdict: Verdict, today: date) -> StatusHintKey | None:
    """Return the hint; null beside a warning or a verdict about which nothing stands out.

    An episode of a season that began earlier is no new season.
    """
    if verdict.type == "warning" or verdict == UNDECIDED:
        return None
    if show.status == RETURNING and _recent((show.last_air_date,), today):
        return "newSeason" if _recent(show.season_starts, today) else "newEpisodes"
    return "seriesFinale" if show.status == ENDED else None


def _recent(days: Iterable[date | None], today: date) -> bool:
    return any(day is not None and 0 <= (today - day).days <= RECENT_DAYS for day in days)
