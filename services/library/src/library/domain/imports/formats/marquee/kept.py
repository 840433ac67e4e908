"""Saved titles, subscriptions and positions of an export, checked value by value."""

import re
from collections import defaultdict
from datetime import datetime
from typing import Final, get_args
from uuid import UUID

from library.domain.errors import TriggerNotPossible
from library.domain.imports.formats.marquee.items import ORIGIN, ItemReader, text_within
from library.domain.imports.kept import Kept, SavedTitle, StoppedAt, Subscribed
from library.domain.imports.limits import LARGEST_EPISODE, LARGEST_ID, LARGEST_SEASON
from library.domain.imports.values import InvalidValue, Json, whole
from library.domain.positions.position import Device, Playable, PlayState, Position
from library.domain.saved.item import SavedListName
from library.domain.subscriptions.subscription import Filter
from library.domain.subscriptions.trigger import TRIGGERS, TriggerName, check_possible

LONGEST_SECONDS: Final = 1_000_000
LONGEST_DEVICE: Final = 200
MOST_PROVIDERS: Final = 200
MOST_OCCURRENCES: Final = 1_000
"""Occurrences of one subscription that are kept, the latest ones."""

_NO_TITLE: Final = UUID(int=0)
_MOVIE: Final = -1
_REASON: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_REGION: Final = re.compile(r"[A-Z]{2}")


class KeptReader:
    """Reads what a user keeps; `occurrences` are those of the whole file."""

    def __init__(self, items: ItemReader, occurrences: list[Json]) -> None:
        self._items = items
        self._occurrences: dict[object, list[Json]] = defaultdict(list)
        for entry in occurrences:
            self._occurrences[str(entry.get("subscriptionId"))].append(entry)

    def saved(self, entry: Json) -> Kept:
        """Return a saved title; raise InvalidValue."""
        name = next((name for name in get_args(SavedListName) if name == entry.get("list")), None)
        if name is None:
            raise InvalidValue("invalid_value", "list", "list must be for_later or considering")
        created_at = self._needed(entry, "createdAt")
        return SavedTitle(name, _reason(entry), created_at, self._items.time(entry, "updatedAt") or created_at)

    def subscription(self, entry: Json, kind: object) -> Kept:
        """Return a subscription to a title of a kind; raise InvalidValue."""
        trigger = next((name for name in TRIGGERS if name == entry.get("trigger")), None)
        if trigger is None:
            raise InvalidValue("invalid_value", "trigger", f"trigger must be one of {', '.join(TRIGGERS)}")
        if isinstance(kind, str):
            _check_possible(trigger, kind)
        subscribed_at = self._needed(entry, "subscribedAt")
        occurrences = [
            (text_within(occurrence.get("occurrence"), "occurrence", 200), self._needed(occurrence, "triggeredAt"))
            for occurrence in self._occurrences.get(str(entry.get("id")), [])
        ]
        latest = sorted(dict(occurrences).items(), key=lambda pair: pair[1])[-MOST_OCCURRENCES:]
        return Subscribed(
            trigger,
            Filter(_region(entry), _providers(entry)),
            subscribed_at,
            self._items.time(entry, "createdAt") or subscribed_at,
            tuple(latest),
        )

    def position(self, entry: Json) -> Kept:
        """Return a position; raise InvalidValue."""
        season = whole(entry.get("season"), "season", _MOVIE, LARGEST_SEASON)
        episode = whole(entry.get("episode"), "episode", _MOVIE, LARGEST_EPISODE)
        state = next((name for name in get_args(PlayState) if name == entry.get("state")), None)
        if state is None:
            raise InvalidValue("invalid_value", "state", "state must be playing, paused or stopped")
        origin = entry.get("origin")
        if not isinstance(origin, str) or not ORIGIN.fullmatch(origin):
            raise InvalidValue("invalid_value", "origin", "origin must be a word such as api or scrobble:jellyfin")
        seconds = whole(entry.get("seconds"), "seconds", 0, LONGEST_SECONDS)
        name = entry.get("deviceName")
        is_movie = season in (None, _MOVIE) or episode in (None, _MOVIE)
        return StoppedAt(
            Position(
                Playable(_NO_TITLE) if is_movie else Playable(_NO_TITLE, season, episode),
                Device(
                    text_within(entry.get("deviceId"), "deviceId", LONGEST_DEVICE),
                    None if name is None else text_within(name, "deviceName", LONGEST_DEVICE),
                ),
                seconds or 0,
                whole(entry.get("durationSeconds"), "durationSeconds", 0, LONGEST_SECONDS),
                state,
                self._needed(entry, "at"),
                origin,
                whole(entry.get("lastEpisode"), "lastEpisode", 0, LARGEST_EPISODE),
                entry.get("reportsProgress") is not False,
            )
        )

    def _needed(self, entry: Json, field: str) -> datetime:
        at = self._items.time(entry, field)
        if at is None:
            raise InvalidValue("invalid_date", field, f"{field} must not be empty")
        return at


def _check_possible(trigger: TriggerName, kind: str) -> None:
    try:
        check_possible(trigger, kind)
    except TriggerNotPossible as error:
        raise InvalidValue("invalid_value", "trigger", str(error)) from None


def _reason(entry: Json) -> str | None:
    value = entry.get("reasonKey")
    if value is not None and not (isinstance(value, str) and _REASON.fullmatch(value)):
        raise InvalidValue("invalid_value", "reasonKey", "reasonKey must have 1 to 64 letters, digits and _ . : -")
    return value


def _region(entry: Json) -> str | None:
    value = entry.get("region")
    if value is not None and not (isinstance(value, str) and _REGION.fullmatch(value)):
        raise InvalidValue("invalid_value", "region", "region must have two capital letters")
    return value


def _providers(entry: Json) -> tuple[int, ...] | None:
    value = entry.get("providerIds")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > MOST_PROVIDERS:
        raise InvalidValue("invalid_value", "providerIds", f"providerIds must be an array of at most {MOST_PROVIDERS}")
    numbers = {whole(item, "providerIds", 1, LARGEST_ID) for item in value}
    return tuple(sorted(number for number in numbers if number is not None))
