"""The ids of recorded titles at every provider, from titles.json."""

from collections.abc import Mapping
from pathlib import Path

import orjson

_KINDS = {"movie": "movie", "show": "tv"}


class KnownIds:
    """Look-ups between TMDB's and the others' ids; empty where the folder has no titles.json."""

    def __init__(self, directory: Path) -> None:
        file = directory / "titles.json"
        entries = orjson.loads(file.read_bytes()) if file.is_file() else []
        self._tvmaze_by_imdb: dict[str, int] = {}
        self._by_tmdb: dict[tuple[str, int], tuple[str | None, int | None]] = {}
        self._by_external: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for entry in entries:
            self._add(entry)

    def external_ids(self, kind: str, tmdb: int) -> dict[str, object] | None:
        """Return TMDB's external_ids of "movie" or "tv" as far as they are known."""
        members = self._by_tmdb.get((kind, tmdb))
        if members is None:
            return None
        imdb, tvdb = members
        return {"imdb_id": imdb} if kind == "movie" else {"imdb_id": imdb, "tvdb_id": tvdb, "tvrage_id": None}

    def tmdb_of(self, source: str, value: str) -> list[tuple[str, int]]:
        """Return the ("movie" or "tv", TMDB number) pairs of an "imdb_id" or "tvdb_id"."""
        return self._by_external.get((source, value), [])

    def tvmaze_of(self, imdb: str) -> int | None:
        """Return TVMaze's number of the show with that IMDb id."""
        return self._tvmaze_by_imdb.get(imdb)

    def _add(self, entry: Mapping[str, object]) -> None:
        ids = entry.get("ids")
        kind = _KINDS.get(str(entry.get("kind")))
        imdb = entry.get("imdb")
        if not isinstance(ids, dict) or kind is None:
            return
        if isinstance(imdb, str) and isinstance(ids.get("tvmaze"), int):
            self._tvmaze_by_imdb[imdb] = ids["tvmaze"]
        tmdb, tvdb = ids.get("tmdb"), ids.get("tvdb")
        if not isinstance(tmdb, int):
            return
        self._by_tmdb[kind, tmdb] = (imdb if isinstance(imdb, str) else None, tvdb if isinstance(tvdb, int) else None)
        for source, value in (("imdb_id", imdb), ("tvdb_id", tvdb)):
            if value is not None:
                self._by_external.setdefault((source, str(value)), []).append((kind, tmdb))
