"""The daily series of TMDB as `signals.collected` events."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

from contracts.event import WireMessage, encode
from contracts.identity import Kind, media_id
from contracts.ingestion import Rating, Ratings, SignalsCollectedV1

FILES: tuple[tuple[Kind, str], ...] = (("movie", "movies_daily.csv.gz"), ("show", "tv_daily.csv.gz"))
NOW = datetime(2024, 11, 1, 12, tzinfo=UTC)
"""A time after the last day of the series."""


class _Observed(NamedTuple):
    day: date
    kind: Kind
    tmdb_id: int
    popularity: float
    rating: float
    votes: int


def _rows(folder: Path) -> Iterator[_Observed]:
    for kind, name in FILES:
        with gzip.open(folder / name, "rt", newline="") as file:
            for row in csv.DictReader(file):
                yield _Observed(
                    date.fromisoformat(row["date"]),
                    kind,
                    int(row["tmdb_id"]),
                    float(row["popularity"] or 0),
                    float(row["vote_average"] or 0),
                    int(float(row["vote_count"] or 0)),
                )


def messages(folder: Path, count: int) -> list[WireMessage]:
    """Return the last `count` events by day."""
    return [encode(_event(row), "ingestion") for row in sorted(_rows(folder))[-count:]]


def _event(row: _Observed) -> SignalsCollectedV1:
    return SignalsCollectedV1(
        media_id=media_id(row.kind, row.tmdb_id),
        kind=row.kind,
        tmdb_id=row.tmdb_id,
        observed_at=datetime.combine(row.day, time(6), UTC),
        day=row.day,
        popularity=row.popularity,
        ratings=Ratings(tmdb=Rating(rating=row.rating, votes=row.votes)),
    )
