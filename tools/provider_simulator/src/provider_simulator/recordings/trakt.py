"""Replays Trakt: title objects found by any of their ids, ratings and searches derived from them, lists as recorded."""

import re
from pathlib import Path

from provider_simulator.recordings.archive import Archive, Recording
from provider_simulator.recordings.matching import best
from provider_simulator.responses import Body, Headers, Query, Response, json_response
from provider_simulator.trakt.protocol import paging

_TITLE = re.compile(r"^/(movies|shows)/([^/]+)$")
_UNDER_TITLE = re.compile(r"^/(movies|shows)/([^/]+)(/.*)$")
_LISTS = frozenset({"trending", "popular", "played", "watched", "anticipated", "updates", "collected", "boxoffice",
                    "recommended"})  # fmt: skip
_SINGULAR = {"movies": "movie", "shows": "show"}
_SHORT = ("title", "year", "ids", "aired_episodes")
_PAGED = ("x-pagination-page", "x-pagination-limit", "x-pagination-page-count", "x-pagination-item-count",
          "x-trending-user-count", "x-start-date")  # fmt: skip


class TraktReplay:
    """Trakt's recordings. Titles are known by Trakt number, slug, IMDb id and TMDB number from their objects."""

    def __init__(self, directory: Path) -> None:
        self.archive = Archive(directory, "trakt")
        self._objects: dict[tuple[str, str, str], list[Body]] = {}
        self._aliases: dict[tuple[str, str], set[str]] = {}
        for path in self.archive.paths():
            match = _TITLE.match(path)
            if match and match[2] not in _LISTS:
                self._learn(match[1], match[2], self.archive.at(path))

    def response(self, query: Query) -> Response | None:
        """Return the recorded response or one derived from recorded title objects; None where nothing is recorded."""
        path = query.path.rstrip("/")
        match = _TITLE.match(path)
        if match and match[2] not in _LISTS:
            return self._title(match[1], match[2], query)
        if query.template == "/search/{source}/{id}":
            return self._search(query)
        under = _UNDER_TITLE.match(path)
        if under and under[2] not in _LISTS:
            return self._under_title(under[1], under[2], under[3], query)
        result = self._best(path, query)
        if result is not None:
            return self._recorded(result)
        error = self.archive.error(path, query.parameters)
        if error is None:
            return None
        kind = error.headers.get("content-type", "text/html").encode()
        return Response(error.status, error.body, ((b"content-type", kind),))

    def _learn(self, plural: str, request: str, recordings: list[Recording]) -> None:
        for recording in recordings:
            content = self.archive.content(recording)
            ids = content.get("ids") if isinstance(content, dict) else None
            if not isinstance(content, dict) or not isinstance(ids, dict):
                continue
            names = {str(ids[name]) for name in ("trakt", "slug", "imdb") if ids.get(name)} | {request}
            for name in names:
                self._aliases.setdefault((plural, name), set()).update(names)
            for source in ("trakt", "slug", "imdb", "tmdb", "tvdb"):
                if ids.get(source):
                    self._objects.setdefault((plural, source, str(ids[source])), []).append(content)

    def _title(self, plural: str, value: str, query: Query) -> Response | None:
        result = self._object(plural, value)
        return self._json(_shaped(result, query)) if result else None

    def _object(self, plural: str, value: str) -> Body | None:
        """Return the fullest object, the newest of those; objects were learnt newest first."""
        result = [o for source in ("trakt", "slug", "imdb") for o in self._objects.get((plural, source, value), [])]
        return max(result, key=lambda content: "overview" in content and "rating" in content, default=None)

    def _under_title(self, plural: str, value: str, rest: str, query: Query) -> Response | None:
        for alias in sorted(self._aliases.get((plural, value), set()) | {value}):
            result = self._best(f"/{plural}/{alias}{rest}", query)
            if result is not None:
                return self._recorded(result)
        return self._derived(plural, value, rest, query)

    def _derived(self, plural: str, value: str, rest: str, query: Query) -> Response | None:
        if rest == "/ratings":
            title = self._object(plural, value)
            if title and "rating" in title:
                # The distribution over the ten marks is not part of title objects.
                return self._json({"rating": title["rating"], "votes": title.get("votes"), "distribution": {}})
        if query.template == "/shows/{id}/seasons/{season}":
            return self._season(plural, value, query)
        return None

    def _season(self, plural: str, value: str, query: Query) -> Response | None:
        """Return the episodes of a season out of a recorded /seasons?extended=…,episodes."""
        for alias in sorted(self._aliases.get((plural, value), set())):
            for recording in self.archive.at(f"/{plural}/{alias}/seasons"):
                content = self.archive.content(recording)
                for season in content if isinstance(content, list) else []:
                    if season.get("number") == query.number("season") and "episodes" in season:
                        return self._json(season["episodes"])
        return None

    def _search(self, query: Query) -> Response | None:
        kinds = query.parameter("type").split(",") if query.parameter("type") else ["movie", "show"]
        hits: list[Body] = []
        for plural, kind in _SINGULAR.items():
            objects = self._objects.get((plural, query.values["source"], query.values["id"]), [])
            result = max(objects, key=lambda content: "overview" in content, default=None)
            if kind in kinds and result:
                hits.append({"type": kind, "score": 100, kind: _shaped(result, query)})
        return self._json(hits, paging(1, 10, len(hits))) if hits else None

    def _best(self, path: str, query: Query) -> Recording | None:
        """Rank first the recording whose detail (`extended`) is nearest to the request, before language and age."""
        request = set(filter(None, query.parameter("extended").split(",")))

        def rank(recording: Recording) -> tuple[int, ...]:
            has = set(filter(None, recording.parameters.get("extended", "").split(",")))
            return int(has == request), int(request <= has), len(request & has)

        return best(self.archive.at(path), query.parameters, rank)

    def _recorded(self, recording: Recording) -> Response:
        kept: Headers = tuple(
            (name.encode(), recording.headers[name].encode()) for name in _PAGED if name in recording.headers
        )
        return self._json(self.archive.content(recording), kept)

    def _json(self, content: object, extra: Headers = ()) -> Response:
        return json_response(content, cache_control=b"public, max-age=3600", extra=extra, tagged=True)


def _shaped(content: Body, query: Query) -> Body:
    if "full" in query.parameter("extended"):
        return content
    return {name: content[name] for name in _SHORT if name in content}
