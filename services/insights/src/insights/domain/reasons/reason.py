"""The reasons of a movement: dated facts near its window, the nearest first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from insights.domain.movements.tracked import REASON_DAYS

ReasonCode: TypeAlias = Literal[
    "RELEASED",
    "TRAILER_PUBLISHED",
    "SEASON_STARTED",
    "SEASON_ENDED",
    "ARRIVED_ON_SERVICE",
    "LIST_ENTRY",
    "SOURCE_OUTAGE",
]
Parameters: TypeAlias = Mapping[str, int | str]

MOST_REASONS: Final = 5
MOST_OF_CODE: Final = 2
"""A movie is released on many days around the world: other facts are shown too."""


@dataclass(frozen=True, slots=True)
class NearFact:
    """A stored fact of a title: `place` is a region, a rank or empty, `label` what it is about."""

    code: ReasonCode
    day: date
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A dated fact as it is shown; `parameters` are those of its text."""

    code: ReasonCode
    day: date
    parameters: Parameters


def near(day: date, window_days: int) -> tuple[date, date]:
    """Return the first and the last day of facts that may explain a movement of a window that ends on `day`."""
    before = max(REASON_DAYS, window_days - 1)
    return day - timedelta(days=before), day + timedelta(days=REASON_DAYS)


def reasons(facts: Iterable[NearFact], day: date, window_days: int) -> list[Reason]:
    """Return at most five reasons, the nearest to the end of the window first, at most two of a code.

    Equal facts of several regions are one. A release without a region, the primary one, is a part of a release of
    the same day.
    """
    first, last = near(day, window_days)
    places: dict[tuple[ReasonCode, date, str], set[str]] = {}
    for fact in facts:
        if first <= fact.day <= last:
            places.setdefault((fact.code, fact.day, fact.label), set()).add(fact.place)
    release_days = {fact_day for code, fact_day, label in places if code == "RELEASED" and label}
    order = sorted(places, key=lambda key: (abs(key[1] - day), -key[1].toordinal(), key[0], key[2]))
    chosen: list[Reason] = []
    counts: Counter[str] = Counter()
    for code, fact_day, label in order:
        is_repeated = code == "RELEASED" and not label and fact_day in release_days
        if is_repeated or counts[code] == MOST_OF_CODE or len(chosen) == MOST_REASONS:
            continue
        counts[code] += 1
        chosen.append(Reason(code, fact_day, _parameters(code, label, places[code, fact_day, label])))
    return chosen


def _parameters(code: ReasonCode, label: str, places: set[str]) -> Parameters:
    regions = ",".join(sorted(places))
    match code:
        case "SEASON_STARTED" | "SEASON_ENDED":
            return {"season": int(label)}
        case "RELEASED":
            return {"releaseType": label, "regions": regions} if label else {}
        case "TRAILER_PUBLISHED":
            return {"videoType": label}
        case "ARRIVED_ON_SERVICE":
            return {"service": label, "regions": regions}
        case "LIST_ENTRY":
            return {"listId": label, "rank": min(map(int, places))}
        case "SOURCE_OUTAGE":
            return {"source": label}
