"""Replays OMDb by IMDb id, by title and by search."""

from pathlib import Path

from provider_simulator.omdb import not_found
from provider_simulator.recordings.archive import Archive, Recording
from provider_simulator.responses import Query, Response, raw_response

_CACHE = b"public, max-age=3600"
_TYPES = {"movie", "series", "episode"}


class OmdbReplay:
    """OMDb's recordings; an id that was only recorded by title is found too."""

    def __init__(self, directory: Path) -> None:
        self.archive = Archive(directory, "omdb")
        self._by_id: dict[str, list[Recording]] = {}
        for recording in self.archive.at("/"):
            imdb = self._field(recording, "imdbID")
            if "season" not in recording.parameters and imdb:
                self._by_id.setdefault(imdb, []).append(recording)

    def response(self, query: Query) -> Response | None:
        """Return the recorded response (the newest of that question); None where nothing is recorded."""
        if imdb := query.parameter("i"):
            return self._by_imdb(imdb, query)
        for name in ("t", "s"):
            if text := query.parameter(name):
                return self._by_text(name, text, query)
        return None

    def _by_imdb(self, imdb: str, query: Query) -> Response | None:
        result = self._by_id.get(imdb)
        if not result:
            return self._error(query)
        request = query.parameter("type")
        if request in _TYPES and self._field(result[0], "Type") not in {request, None}:
            return not_found(request)
        return raw_response(self.archive.body(result[0]), cache_control=_CACHE)

    def _by_text(self, name: str, text: str, query: Query) -> Response | None:
        target = {"season": query.parameter("Season"), "episode": query.parameter("Episode"), "y": query.parameter("y")}
        for recording in self.archive.at("/"):
            values = recording.parameters
            same = values.get(name, "").casefold() == text.casefold()
            if same and all(values.get(key, "") == value for key, value in target.items()):
                return raw_response(self.archive.body(recording), cache_control=_CACHE)
        return self._error(query)

    def _error(self, query: Query) -> Response | None:
        error = self.archive.error("/", query.parameters)
        return raw_response(error.body, status=error.status, cache_control=_CACHE) if error else None

    def _field(self, recording: Recording, name: str) -> str | None:
        content = self.archive.content(recording)
        value = content.get(name) if isinstance(content, dict) else None
        return value if isinstance(value, str) else None
