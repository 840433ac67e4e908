"""Builds a library as the document that Marquee exports and imports: plays and marks with their times, lists, and more.

Each item has a key that follows from its content, so that a document that is imported twice adds nothing.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from contracts.identity import media_id
from provider_simulator.titles.episodes import Episode
from provider_simulator.titles.facts import Title

ORIGIN: Final = "api"
SCROBBLE: Final = "scrobble:jellyfin"


class Library:
    """What one user has. Times are in UTC."""

    def __init__(self, exported_at: datetime) -> None:
        self._exported_at = exported_at
        self._titles: dict[str, dict[str, Any]] = {}
        self._sections: dict[str, list[dict[str, Any]]] = {}
        self._sequence = 0

    def play(self, title: Title, at: datetime, episode: Episode | None = None, *, origin: str = ORIGIN) -> None:
        """Add a play of a movie or an episode."""
        place = (None, None) if episode is None else (episode.season, episode.number)
        self._item(
            "plays",
            title,
            at,
            {"season": place[0], "episode": place[1], "watchedAt": at.isoformat(), "precision": "instant"},
            origin=origin,
        )

    def mark(self, title: Title, kind: str, value: object, at: datetime) -> None:
        """Add what the user states: `state`, `rating` (0 to 100), `notes` or `tags`."""
        self._item("marks", title, at, {"kind": kind, "value": value}, origin=ORIGIN)

    def collect(
        self, name: str, description: str, titles: Sequence[Title], at: datetime, *, visibility: str = "private"
    ) -> None:
        """Add a list with titles."""
        identifier = str(uuid5(NAMESPACE_URL, name))
        self._add("lists", {"id": identifier, "name": name, "description": description, "visibility": visibility})
        for position, title in enumerate(titles, 1):
            member = {"listId": identifier, "position": position, "addedAt": at.isoformat()}
            self._add("listItems", {**member, "mediaId": self._id(title)})

    def collect_by_rules(self, name: str, description: str, rules: Mapping[str, object], *, visibility: str) -> None:
        """Add a smart list."""
        identifier = str(uuid5(NAMESPACE_URL, name))
        settings = {"name": name, "description": description, "visibility": visibility, "rules": dict(rules)}
        self._add("lists", {"id": identifier, **settings})

    def save(self, title: Title, where: str, at: datetime) -> None:
        """Add a saved title to `for_later` or `considering`."""
        self._add("savedItems", {"mediaId": self._id(title), "list": where, "createdAt": at.isoformat()})

    def stop(self, title: Title, seconds: int, at: datetime, episode: Episode | None = None) -> None:
        """Add where the user has stopped on the device in the living room."""
        place = {} if episode is None else {"season": episode.season, "episode": episode.number}
        position = {"seconds": seconds, "durationSeconds": _runtime(title) * 60, "state": "paused", "origin": ORIGIN}
        device = {"deviceId": "living-room", "deviceName": "Living room"}
        self._add("positions", {"mediaId": self._id(title), **place, **position, **device, "at": at.isoformat()})

    def content(self) -> bytes:
        """Return the document."""
        head = {"format": "marquee", "version": 1, "exportedAt": self._exported_at.isoformat()}
        return json.dumps({**head, "titles": list(self._titles.values()), **self._sections}).encode()

    def _item(self, section: str, title: Title, at: datetime, fields: Mapping[str, object], *, origin: str) -> None:
        self._sequence += 1
        base = {"mediaId": self._id(title), "at": at.isoformat(), "sequence": self._sequence, "origin": origin}
        key = uuid5(NAMESPACE_URL, json.dumps([section, base["mediaId"], base["at"], fields], sort_keys=True))
        self._add(section, {**base, **fields, "key": f"demo:{key}"})

    def _add(self, section: str, entry: dict[str, Any]) -> None:
        self._sections.setdefault(section, []).append(entry)

    def _id(self, title: Title) -> str:
        identifier = str(media_id(title.kind, title.ids.tmdb))
        self._titles[identifier] = {
            "mediaId": identifier,
            "kind": title.kind,
            "title": title.title,
            "originalTitle": title.original_title,
            "releaseDate": title.first_day.isoformat(),
            "tmdbId": title.ids.tmdb,
        }
        return identifier


def _runtime(title: Title) -> int:
    return title.runtime or 60
