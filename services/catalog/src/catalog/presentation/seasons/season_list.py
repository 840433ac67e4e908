"""The seasons of a show as its page lists them, from the show's record and the synced seasons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json

from catalog.presentation.routes.localization import Languages, localized_name

MOST_SEASON_LISTS: Final = 1024


class SeasonList(NamedTuple):
    """The JSON of the seasons, and what a page says about them."""

    body: bytes
    starts: tuple[date, ...]
    """The first days of the regular seasons."""
    synced_at: datetime | None
    """When a season was last fetched with its episodes."""
    names: Mapping[int, Mapping[str, str]]
    """The names of seasons in other languages, by number."""


@lru_cache(maxsize=MOST_SEASON_LISTS)
def season_list(listed: bytes, synced: Sequence[bytes]) -> SeasonList:
    """Return the seasons by number. Values of a synced season replace those of the import, except null values."""
    by_number: dict[int, dict[str, Any]] = {
        season["number"]: {"syncedAt": None, **season} for season in from_json(listed)
    }
    names: dict[int, dict[str, str]] = {}
    for summary in map(from_json, synced):
        texts = summary.pop("texts", {})
        names[summary["number"]] = {tag: name for tag, (name, _) in texts.items() if name}
        values = {name: value for name, value in summary.items() if value is not None}
        by_number[summary["number"]] = {
            "syncedAt": None,
            **summary,
            **by_number.get(summary["number"], {}),
            **values,
        }
    ordered = [by_number[number] for number in sorted(by_number)]
    starts = tuple(
        date.fromisoformat(season["airDate"]) for season in ordered if season["number"] > 0 and season.get("airDate")
    )
    return SeasonList(to_json(ordered), starts, _latest(season["syncedAt"] for season in ordered), names)


def localized_list(seasons: SeasonList, languages: Languages) -> bytes:
    """Return the JSON of the seasons with their names in the first of `languages` that has each."""
    if not languages or not any(seasons.names.values()):
        return seasons.body
    rendered = from_json(seasons.body)
    for season in rendered:
        names = seasons.names.get(season["number"])
        if names:
            season["name"] = localized_name(names, season["name"], languages)
    return to_json(rendered)


def _latest(instants: Iterable[str | None]) -> datetime | None:
    return max((datetime.fromisoformat(instant) for instant in instants if instant), default=None)
