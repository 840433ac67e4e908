"""Events as other services publish them, with defaults for the fields that a test does not set."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.identity import Kind, episode_id, media_id, season_id
from contracts.ingestion import Episode, ListItem, ListRefreshedV1, MediaImportedV1, SeasonSyncedV1
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1
from contracts.stats import Scores, StatsUpdatedV1

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Make:
    """Makes events; fields that are not passed have the smallest values that a contract allows."""

    def movie(self, tmdb_id: int, **facts: Any) -> MediaImportedV1:
        """Return the import of a movie."""
        return self._title("movie", tmdb_id, facts)

    def show(self, tmdb_id: int, **facts: Any) -> MediaImportedV1:
        """Return the import of a show."""
        return self._title("show", tmdb_id, facts)

    def scores(self, tmdb_id: int, kind: Kind = "movie", **facts: Any) -> StatsUpdatedV1:
        """Return scores; `ratingo` and `popularity` by name."""
        defaults = {"ratingo": 50.0, "quality": 50.0, "popularity": 50.0, "freshness": 50.0}
        scores = {name: facts.pop(name, value) for name, value in defaults.items()}
        return StatsUpdatedV1(
            **{
                "version": 1,
                "media_id": media_id(kind, tmdb_id),
                "kind": kind,
                "tmdb_id": tmdb_id,
                "scores": Scores(**scores),
                "total_votes": 0,
                "computed_at": NOW,
                **facts,
            }
        )

    def trend(self, tmdb_id: int, direction: str, kind: Kind = "movie", version: int = 1) -> TrendChangedV1:
        """Return the trend of a title over 30 days."""
        return TrendChangedV1(
            version=version,
            media_id=media_id(kind, tmdb_id),
            kind=kind,
            tmdb_id=tmdb_id,
            direction=direction,
            window_days=30,
            changed_at=NOW,
        )

    def season(self, show: int, number: int, airs: Iterable[date | datetime | None], **facts: Any) -> SeasonSyncedV1:
        """Return a season whose episodes air on the days or at the instants of `airs`."""
        episodes = tuple(
            Episode(
                episode_id=episode_id(show, number, place),
                number=place,
                title=f"Episode {place}",
                air_date=when.date() if isinstance(when, datetime) else when,
                airs_at=when if isinstance(when, datetime) else None,
            )
            for place, when in enumerate(airs, 1)
        )
        return SeasonSyncedV1(
            **{
                "version": 1,
                "season_id": season_id(show, number),
                "media_id": media_id("show", show),
                "show_tmdb_id": show,
                "number": number,
                "episodes": episodes,
                "synced_at": NOW,
                **facts,
            }
        )

    def ranking(self, list_id: str, tmdb_ids: Iterable[int], version: int = 1, kind: Kind = "movie") -> ListRefreshedV1:
        """Return a list with titles at rank 1, 2 and so on."""
        items = tuple(
            ListItem(media_id=media_id(kind, tmdb_id), kind=kind, tmdb_id=tmdb_id, rank=rank)
            for rank, tmdb_id in enumerate(tmdb_ids, 1)
        )
        return ListRefreshedV1(version=version, list_id=list_id, kind=kind, taken_at=NOW, items=items)

    def entry(self, user: UUID, tmdb_id: int, kind: Kind = "movie", **facts: Any) -> LibraryEntryChangedV1:
        """Return a user's entry for a title."""
        return LibraryEntryChangedV1(
            **{
                "version": 1,
                "user_id": user,
                "media_id": media_id(kind, tmdb_id),
                "kind": kind,
                "tmdb_id": tmdb_id,
                "changed_at": NOW,
                **facts,
            }
        )

    def _title(self, kind: Kind, tmdb_id: int, facts: dict[str, Any]) -> MediaImportedV1:
        return MediaImportedV1(
            **{
                "version": 1,
                "media_id": media_id(kind, tmdb_id),
                "kind": kind,
                "tmdb_id": tmdb_id,
                "title": f"Title {tmdb_id}",
                "imported_at": NOW,
                **facts,
            }
        )


@pytest.fixture(scope="session")
def make() -> Make:
    """Return a factory of events."""
    return Make()
