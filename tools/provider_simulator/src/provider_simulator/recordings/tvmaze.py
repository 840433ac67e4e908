"""Replays TVMaze: shows by number, look-ups from their `externals`, episodes and seasons from embedded ones."""

import re
from pathlib import Path

from provider_simulator.recordings.archive import Archive, Recording
from provider_simulator.recordings.known_ids import KnownIds
from provider_simulator.recordings.matching import best
from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.tvmaze.endpoints import embeds
from provider_simulator.tvmaze.protocol import CACHE, JSON, moved

_SHOW = re.compile(r"^/shows/(\d+)$")


class TvmazeReplay:
    """TVMaze's recordings; every show object counts, wherever it was recorded alone."""

    def __init__(self, directory: Path, ids: KnownIds) -> None:
        self.archive = Archive(directory, "tvmaze")
        self._ids = ids
        self._shows: dict[int, Body] = {}
        self._embedded: dict[tuple[int, str], object] = {}
        self._by_external: dict[tuple[str, str], int] = {}
        for recording in sorted(self.archive.recordings, key=lambda r: r.when, reverse=True):
            if _SHOW.match(recording.path) or recording.path == "/singlesearch/shows":
                self._learn(recording)

    def response(self, query: Query) -> Response | None:
        """Return the recorded response or one composed of recordings; None where nothing is recorded."""
        number = query.number("id")
        if query.template == "/lookup/shows":
            return self._lookup(query)
        if query.template == "/shows/{id}" and number is not None:
            return self._show(number, query)
        if query.template == "/shows/{id}/episodes" and number is not None:
            return self._episodes(number, query)
        if query.template == "/shows/{id}/seasons" and number is not None:
            return self._listed(number, "seasons")
        result = best(self.archive.at(query.path.rstrip("/")), query.parameters, self._rank(query))
        if result is not None:
            return _json(self.archive.content(result))
        error = self.archive.error(query.path.rstrip("/"), query.parameters)
        return Response(error.status, error.body, ((b"content-type", JSON),)) if error else None

    def _learn(self, recording: Recording) -> None:
        """Store an object; the newest comes first and is kept."""
        content = self.archive.content(recording)
        if not isinstance(content, dict) or not isinstance(content.get("id"), int):
            return
        number = content["id"]
        embedded = content.get("_embedded")
        for name, value in embedded.items() if isinstance(embedded, dict) else ():
            self._embedded.setdefault((number, name), value)
        self._shows.setdefault(number, {key: value for key, value in content.items() if key != "_embedded"})
        externals = content.get("externals")
        for name, value in externals.items() if isinstance(externals, dict) else ():
            if value is not None:
                self._by_external.setdefault((name, str(value)), number)

    def _lookup(self, query: Query) -> Response | None:
        imdb, tvdb = query.parameter("imdb"), query.parameter("thetvdb")
        number = self._by_external.get(("imdb", imdb)) or self._by_external.get(("thetvdb", tvdb))
        if number is None:
            number = self._ids.tvmaze_of(imdb)
        return moved(f"/shows/{number}") if number in self._shows else None

    def _show(self, number: int, query: Query) -> Response | None:
        show = self._shows.get(number)
        if show is None:
            return None
        embedded = {name: self._embedded[number, name] for name in embeds(query) if (number, name) in self._embedded}
        return _json(show | {"_embedded": embedded} if embedded else show)

    def _episodes(self, number: int, query: Query) -> Response | None:
        result = best(self.archive.at(query.path.rstrip("/")), query.parameters)
        return _json(self.archive.content(result)) if result else self._listed(number, "episodes")

    def _listed(self, number: int, name: str) -> Response | None:
        listed = self._embedded.get((number, name))
        return _json(listed) if listed is not None else None

    def _rank(self, query: Query) -> "_Rank":
        return _Rank(embeds(query))


class _Rank:
    """Prefers the recording with the requested `embed`."""

    def __init__(self, embedded: list[str]) -> None:
        self._embed = ",".join(embedded)

    def __call__(self, recording: Recording) -> tuple[int, ...]:
        return (int(recording.parameters.get("embed", "") == self._embed),)


def _json(content: object) -> Response:
    return json_response(content, content_type=JSON, cache_control=CACHE, tagged=True)
