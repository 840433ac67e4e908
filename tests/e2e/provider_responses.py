"""Hand-written provider responses: builds a recordings folder that the provider simulator replays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]

TODAY = datetime.now(UTC).date()
"""Cases are dated days away from today, so that a midnight during the run changes no result."""


def day(offset: int) -> str:
    """Return the ISO date that is `offset` days from today."""
    return (TODAY + timedelta(days=offset)).isoformat()


def instant(offset: int, hour: int, minute: int = 0) -> str:
    """Return the UTC instant at that time of the day `offset` days from today, as TVMaze writes it."""
    at = datetime.combine(TODAY + timedelta(days=offset), time(hour, minute), UTC)
    return at.isoformat()


class ProviderResponses:
    """The recorded responses of all four providers, written as the simulator's index files."""

    def __init__(self) -> None:
        self._entries: dict[str, list[tuple[str, Mapping[str, str], Json | list[Any]]]] = {
            "tmdb": [],
            "trakt": [],
            "omdb": [],
            "tvmaze": [],
        }

    def movie(self, number: int, **fields: Any) -> None:
        """Record TMDB's record of a movie."""
        name = fields.get("title", f"Case {number}")
        body = {
            "id": number,
            "title": name,
            "original_title": name,
            "original_language": "en",
            "status": "Released",
            "popularity": 5.0,
            "vote_average": 7.0,
            "vote_count": 100,
            "genres": [],
        }
        self._add("tmdb", f"/3/movie/{number}", body | fields)

    def show(self, number: int, seasons: Mapping[int, Sequence[Json]], **fields: Any) -> None:
        """Record TMDB's record of a show and of its seasons."""
        name = fields.get("name", f"Case {number}")
        body = {
            "id": number,
            "name": name,
            "original_name": name,
            "original_language": "en",
            "status": "Returning Series",
            "popularity": 5.0,
            "vote_average": 7.0,
            "vote_count": 100,
            "genres": [],
            "first_air_date": "2024-01-01",
            **listed_seasons(seasons),
        }
        self._add("tmdb", f"/3/tv/{number}", body | fields)
        for season, episodes in seasons.items():
            self._add("tmdb", f"/3/tv/{number}/season/{season}", season_body(season, episodes))

    def tvmaze_show(self, number: int, imdb: str, episodes: Sequence[Json], **fields: Any) -> None:
        """Record TVMaze's show, found by its IMDb id, with its episodes embedded."""
        body = {
            "id": number,
            "name": f"Case {number}",
            "externals": {"imdb": imdb, "thetvdb": None},
            "_embedded": {"episodes": list(episodes)},
        }
        self._add("tvmaze", f"/shows/{number}", body | fields, {"embed": "episodes"})

    def omdb_title(self, imdb: str, kind: str, **fields: Any) -> None:
        """Record OMDb's response by IMDb id; `kind` is OMDb's word, movie or series."""
        body = {"imdbID": imdb, "Type": kind, "Title": f"Case {imdb}", "Response": "True"}
        self._add("omdb", "/", body | fields, {"i": imdb})

    def tmdb_page(self, path: str, page: int, results: Sequence[Json], *, pages: int, total: int) -> None:
        """Record one page of a TMDB list."""
        body = {"page": page, "results": list(results), "total_pages": pages, "total_results": total}
        self._add("tmdb", f"/3{path}", body, {"page": str(page)})

    def write(self, folder: Path) -> None:
        """Write the folder that `--recordings` reads."""
        for provider, entries in self._entries.items():
            (folder / provider).mkdir(parents=True)
            index: list[Json] = []
            for place, (path, query, body) in enumerate(entries):
                file = f"{provider}/{place}.json"
                (folder / file).write_bytes(orjson.dumps(body))
                request = {"method": "GET", "path": path, "query": dict(query)}
                index.append({"request": request, "status": 200, "headers": {}, "file": file, "recorded": "2026-01-01"})
            (folder / provider / "index.json").write_bytes(orjson.dumps(index))

    def _add(self, provider: str, path: str, body: Json | list[Any], query: Mapping[str, str] | None = None) -> None:
        self._entries[provider].append((path, query or {}, body))


def episode(number: int, air_date: str | None, **fields: Any) -> Json:
    """Return an episode as a TMDB season lists it."""
    return {"id": 0, "episode_number": number, "name": f"Episode {number}", "air_date": air_date} | fields


def season_body(number: int, episodes: Sequence[Json]) -> Json:
    """Return TMDB's season with its episodes; episode ids are made of season and number."""
    listed = [item | {"id": item["id"] or number * 10_000 + item["episode_number"]} for item in episodes]
    return {"id": number, "season_number": number, "name": f"Season {number}", "episodes": listed}


def listed_seasons(seasons: Mapping[int, Sequence[Json]]) -> Json:
    """Return the part of TMDB's show record that counts its seasons and episodes."""
    regular = [number for number in seasons if number > 0]
    return {
        "seasons": [
            {"season_number": number, "name": f"Season {number}", "episode_count": len(episodes)}
            for number, episodes in seasons.items()
        ],
        "number_of_seasons": len(regular),
        "number_of_episodes": sum(len(seasons[number]) for number in regular),
    }


def tvmaze_episode(number: int, season: int, place: int, airstamp: str, **fields: Any) -> Json:
    """Return an episode as TVMaze embeds it; the local day is the day of the stamp."""
    at = datetime.fromisoformat(airstamp)
    body = {
        "id": number,
        "season": season,
        "number": place,
        "name": f"M{season}.{place}",
        "airdate": at.date().isoformat(),
        "airtime": f"{at:%H:%M}",
        "airstamp": airstamp,
    }
    return body | fields
