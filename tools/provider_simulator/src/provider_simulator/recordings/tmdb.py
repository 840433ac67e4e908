"""Replays TMDB: titles with their sub-resources merged in as append_to_response does, lists as recorded."""

import re
from collections.abc import Mapping
from pathlib import Path

from provider_simulator.recordings.archive import Archive, Recording
from provider_simulator.recordings.known_ids import KnownIds
from provider_simulator.recordings.matching import best
from provider_simulator.responses import Query, Response, json_response, raw_response
from provider_simulator.tmdb.protocol import JSON, PARTS, cache_control, failure, is_part

_MAIN = re.compile(r"^/(movie|tv)/\d+(/season/\d+(/episode/\d+)?)?$")
_ITEM_KEYS = ("adult", "backdrop_path", "id", "title", "name", "original_language", "original_title", "original_name",
              "overview", "poster_path", "popularity", "release_date", "first_air_date", "origin_country", "video",
              "vote_average", "vote_count")  # fmt: skip


class TmdbReplay:
    """TMDB's recordings; ids missing in them come from titles.json."""

    def __init__(self, directory: Path, ids: KnownIds) -> None:
        self.archive = Archive(directory, "tmdb")
        self._ids = ids

    def response(self, query: Query) -> Response | None:
        """Return the recorded response, one composed of recordings, or a recorded 404; None without a recording."""
        path = query.path.rstrip("/")
        if _MAIN.match(path):
            content = self._main(path, query.parameters)
            if content is not None:
                return self._json(content, query)
        elif (result := best(self.archive.at(path), query.parameters)) is not None:
            return raw_response(
                self.archive.body(result), content_type=JSON, cache_control=cache_control(query.template), tagged=True
            )
        elif (derived := self._derived(path, query)) is not None:
            return self._json(derived, query)
        error = self.archive.error(path, query.parameters)
        return failure(error.status) if error else None

    def _main(self, path: str, parameters: Mapping[str, str]) -> dict[str, object] | None:
        result = best(self.archive.at(path), parameters)
        content = self._object(result) if result else self._appended_season(path)
        if content is None:
            return None
        target = [name for name in parameters.get("append_to_response", "").split(",") if name]
        kept = {key: value for key, value in content.items() if not is_part(key)}
        for name in target:
            part = self._part(path, name, parameters)
            if part is not None:
                kept[name] = part
        return kept

    def _part(self, path: str, name: str, parameters: Mapping[str, str]) -> object | None:
        """Return the newest of the sub-resource's own recording and the places where it was appended."""
        own = best(self.archive.at(f"{path}/{name}"), parameters)
        within = [r for r in self.archive.at(path) if name in self._object(r)]
        if own is not None and (not within or within[0].when <= own.when):
            return {key: value for key, value in self._object(own).items() if key != "id"}
        if within:
            return self._object(within[0])[name]
        return self._ids_of(path) if name == "external_ids" else None

    def _derived(self, path: str, query: Query) -> dict[str, object] | None:
        """Return a sub-resource that was recorded only as an append, or external ids and /find from known ids."""
        if path.startswith("/find/"):
            return self._find(path.removeprefix("/find/"), query.parameter("external_source"))
        for name in sorted(PARTS, key=len, reverse=True):
            main = path.removesuffix(f"/{name}")
            if main != path and _MAIN.match(main) and (self.archive.at(main) or self.archive.at(path)):
                part = self._part(main, name, query.parameters)
                return {"id": int(main.split("/")[2]), **part} if isinstance(part, dict) else None
        return None

    def _find(self, value: str, source: str) -> dict[str, object] | None:
        tmdb = self._ids.tmdb_of(source, value)
        results: dict[str, object] = {"movie_results": [], "person_results": [], "tv_results": []}
        results |= {"tv_episode_results": [], "tv_season_results": []}
        for kind, number in tmdb:
            content = self._main(f"/{kind}/{number}", {})
            if content is not None:
                item = {key: content[key] for key in _ITEM_KEYS if key in content}
                genres = content.get("genres")
                numbers = [genre["id"] for genre in genres] if isinstance(genres, list) else []
                results[f"{kind}_results"] = [item | {"media_type": kind, "genre_ids": numbers}]
        return results

    def _appended_season(self, path: str) -> dict[str, object] | None:
        """Return a season that was only recorded as an append of its show."""
        show, _, rest = path.partition("/season/")
        if not rest.isdigit():
            return None
        for recording in self.archive.at(show):
            season = self._object(recording).get(f"season/{rest}")
            if isinstance(season, dict):
                return season
        return None

    def _ids_of(self, path: str) -> dict[str, object] | None:
        parts = path.strip("/").split("/")
        return self._ids.external_ids(parts[0], int(parts[1])) if len(parts) == 2 else None

    def _object(self, recording: Recording) -> dict[str, object]:
        content = self.archive.content(recording)
        return content if isinstance(content, dict) else {}

    def _json(self, content: dict[str, object], query: Query) -> Response:
        return json_response(content, content_type=JSON, cache_control=cache_control(query.template), tagged=True)
