"""The source that replays a folder of recordings of all four providers."""

from pathlib import Path
from typing import Protocol

from provider_simulator.recordings.archive import Archive
from provider_simulator.recordings.known_ids import KnownIds
from provider_simulator.recordings.omdb import OmdbReplay
from provider_simulator.recordings.tmdb import TmdbReplay
from provider_simulator.recordings.trakt import TraktReplay
from provider_simulator.recordings.tvmaze import TvmazeReplay
from provider_simulator.responses import Body, Query, Response


class _Replay(Protocol):
    @property
    def archive(self) -> Archive: ...

    def response(self, query: Query) -> Response | None: ...


class RecordingsSource:
    """Responses from recordings; raises NoRecordings where the folder lacks a provider's index."""

    def __init__(self, directory: Path) -> None:
        ids = KnownIds(directory)
        self._directory = directory
        self._replays: dict[str, _Replay] = {
            "tmdb": TmdbReplay(directory, ids),
            "trakt": TraktReplay(directory),
            "omdb": OmdbReplay(directory),
            "tvmaze": TvmazeReplay(directory, ids),
        }

    def response(self, query: Query) -> Response | None:
        """Return what was recorded for that request or can be composed of recordings."""
        replay = self._replays.get(query.provider)
        return None if replay is None else replay.response(query)

    def describe(self) -> Body:
        """Return how many recordings there are of each provider."""
        counts = {name: len(replay.archive.recordings) for name, replay in self._replays.items()}
        return {"source": "recordings", "directory": self._directory.name, "recordings": counts}
