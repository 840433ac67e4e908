"""Reads one provider's index.json and errors.json and finds recordings by path and query.

Of several recordings of one request the newest wins; files named "…@date" are such older or newer takes.
Bodies are sent as recorded, old shapes included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

import orjson

from provider_simulator.responses import ProviderName

_PREFIXES: dict[ProviderName, str] = {"tmdb": "/3", "trakt": "", "omdb": "", "tvmaze": ""}
_BODIES_KEPT = 256


class NoRecordings(Exception):
    """The folder has no index of that provider."""

    code = "no_recordings"


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded response: its request (path without the version, parameters), and where its body is."""

    path: str
    parameters: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    when: date
    file: Path


@dataclass(frozen=True, slots=True)
class RecordedError:
    """One recorded error response."""

    path: str
    parameters: Mapping[str, str]
    status: int
    body: bytes
    headers: Mapping[str, str]


class Archive:
    """The recordings of one provider by path; raises NoRecordings where there is no index."""

    def __init__(self, directory: Path, provider: ProviderName) -> None:
        index = directory / provider / "index.json"
        if not index.is_file():
            raise NoRecordings(f"{index} not found")
        self.provider = provider
        self._prefix = _PREFIXES[provider]
        self.recordings = [
            self._recording(directory, entry) for entry in _list_of_objects(index) if _request(entry).get("path")
        ]
        errors = directory / provider / "errors.json"
        self.errors = [
            self._error(entry)
            for entry in (_list_of_objects(errors) if errors.is_file() else [])
            if _is_recorded_error(entry)
        ]
        self._by_path: dict[str, list[Recording]] = {}
        for recording in sorted(self.recordings, key=lambda r: r.when, reverse=True):
            self._by_path.setdefault(recording.path, []).append(recording)
        self._body = lru_cache(maxsize=_BODIES_KEPT)(_read)

    def at(self, path: str) -> list[Recording]:
        """Return the recordings of that path, newest first."""
        return self._by_path.get(path, [])

    def paths(self) -> list[str]:
        """Return every recorded path."""
        return list(self._by_path)

    def body(self, recording: Recording) -> bytes:
        """Return the recorded body as stored in the folder."""
        return self._body(recording.file)

    def content(self, recording: Recording) -> object:
        """Return the recorded body decoded."""
        decoded: object = orjson.loads(self.body(recording))
        return decoded

    def error(self, path: str, parameters: Mapping[str, str]) -> RecordedError | None:
        """Return the recorded error of that very request, if any."""
        return next(
            (e for e in self.errors if e.path == path and all(parameters.get(k) == v for k, v in e.parameters.items())),
            None,
        )

    def _recording(self, directory: Path, entry: Mapping[str, object]) -> Recording:
        request = _request(entry)
        return Recording(
            path=self._path(request),
            parameters=_texts(request.get("query")),
            status=int(str(entry.get("status", 200))),
            headers=_texts(entry.get("headers")),
            when=recorded_on(str(entry.get("recorded") or "")),
            file=directory / str(entry["file"]),
        )

    def _error(self, entry: Mapping[str, object]) -> RecordedError:
        request, body = _request(entry), entry.get("body")
        # Only `i`, `t` and paths distinguish recorded errors; the rest of their queries is presentation.
        query = {k: v for k, v in _texts(request.get("query")).items() if k in {"i", "t", "season", "number"}}
        content = orjson.dumps(body) if body is not None else str(entry.get("body_text", "")).encode()
        return RecordedError(
            self._path(request), query, int(str(entry["status"])), content, _texts(entry.get("headers"))
        )

    def _path(self, request: Mapping[str, object]) -> str:
        path = str(request["path"]).removeprefix(self._prefix)
        return path.rstrip("/") or "/"


def recorded_on(text: str) -> date:
    """Return the day of a recording from "2024", "2024-10", "2024-10-05" or an HTTP date; unknown counts as oldest."""
    try:
        if text[:4].isdigit():
            year, month, day = ([int(part) for part in text[:10].split("-")] + [1, 1])[:3]
            return date(year, month, day)
        return parsedate_to_datetime(text).date()
    except ValueError:
        return date.min


def _is_recorded_error(entry: Mapping[str, object]) -> bool:
    """Return whether it is an error about a title or path, not a refusal for a key or a budget."""
    body = entry.get("body")
    failed = int(str(entry.get("status", 200))) >= 400 or (isinstance(body, dict) and body.get("Response") == "False")
    return failed and str(entry.get("provenance")) == "recorded" and entry.get("status") not in {401, 429}


def _request(entry: Mapping[str, object]) -> Mapping[str, object]:
    request = entry.get("request")
    return request if isinstance(request, dict) else {}


def _texts(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def _list_of_objects(file: Path) -> list[dict[str, object]]:
    content = orjson.loads(file.read_bytes())
    return [entry for entry in content if isinstance(entry, dict)] if isinstance(content, list) else []


def _read(file: Path) -> bytes:
    return file.read_bytes()
