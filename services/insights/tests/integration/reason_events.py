"""Events that state dated facts."""

from datetime import date, timedelta

from chassis.testing.clock import NOON
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1

TODAY = NOON.date()


def season(
    tmdb_id: int, *days: date | None, version: int = 1, number: int = 2, part: int = 1, parts: int = 1
) -> SeasonSyncedV1:
    """Return a part of a season whose episodes air on `days`."""
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(tmdb_id, number),
        media_id=media_id("show", tmdb_id),
        show_tmdb_id=tmdb_id,
        number=number,
        episodes=tuple(
            Episode(episode_id=episode_id(tmdb_id, number, 100 * part + at), number=100 * part + at, air_date=day)
            for at, day in enumerate(days, 1)
        ),
        synced_at=NOON,
        part=part,
        parts=parts,
    )


def season_parts(tmdb_id: int, version: int) -> list[SeasonSyncedV1]:
    """Return a season whose number of parts depends on the version, and one that the third version withdraws."""
    start = TODAY - timedelta(days=10 * version)
    parts = version % 3 + 1
    events = [
        season(
            tmdb_id,
            start + timedelta(days=part),
            start + timedelta(days=part + 1),
            version=version,
            part=part,
            parts=parts,
        )
        for part in range(1, parts + 1)
    ]
    other = season(tmdb_id, start, version=version, number=3)
    return [*events, other.model_copy(update={"withdrawn_at": NOON, "episodes": ()} if version == 3 else {})]
