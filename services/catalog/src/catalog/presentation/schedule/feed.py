"""Calendars as iCalendar feeds."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from pydantic_core import from_json

from catalog.application.schedule.read_models import Calendar, CalendarDay, ScheduledEpisode
from catalog.presentation.routes.localization import Languages
from catalog.presentation.schedule import icalendar
from catalog.presentation.schedule.icalendar import ONE_DAY, CalendarEvent
from catalog.presentation.schedule.rendering import ShowHeaders, release_item
from contracts.identity import episode_id

REFRESH: Final = "PT6H"
DOMAIN: Final = "catalog.marquee"
"""Part of the ids of events. It names no host: an event keeps its id wherever the service runs."""
UNKNOWN_MINUTES: Final = 60
"""How long an episode of unknown runtime lasts; some clients do not show an event without a duration."""

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "all": "Marquee",
        "mine": "Marquee: my titles",
        "theatrical": "in theaters",
        "digital": "available online",
    },
    "uk": {
        "all": "Marquee",
        "mine": "Marquee: моє",
        "theatrical": "у кінотеатрах",
        "digital": "доступно онлайн",
    },
}


def feed(result: Calendar, languages: Languages, *, mine: bool) -> bytes:
    """Return a calendar as a feed: an event per episode and release."""
    words = _words(languages)
    shows = ShowHeaders(languages)
    events = (event for day in result.entries for event in _events(day, shows, languages, words, region=result.region))
    return icalendar.calendar(words["mine" if mine else "all"], events, REFRESH)


def _events(
    day: CalendarDay, shows: ShowHeaders, languages: Languages, words: Mapping[str, str], *, region: str
) -> Iterator[CalendarEvent]:
    for episode in day.episodes:
        yield _episode(episode, shows)
    for release in day.releases:
        item = release_item(release, region, languages)
        yield CalendarEvent(
            uid=_uid(uuid5(release.movie_id, f"release:{region}:{release.release_type}")),
            version=release.version,
            starts=day.day,
            ends=day.day + ONE_DAY,
            summary=f"{item.title} ({words[release.release_type]})",
        )


def _episode(episode: ScheduledEpisode, shows: ShowHeaders) -> CalendarEvent:
    show = from_json(shows.of(episode.show_id, episode.show, episode.texts))
    entry = from_json(episode.episode)
    season, number = entry["seasonNumber"], entry["episodeNumber"]
    day = episode.starts_at.date()
    starts, ends = (day, day + ONE_DAY) if not episode.timed else _airing(episode.starts_at, entry["runtime"])
    return CalendarEvent(
        uid=_uid(episode_id(episode.show_tmdb_id, season, number)),
        version=episode.version,
        starts=starts,
        ends=ends,
        summary=" ".join(filter(None, (show["showTitle"], f"S{season}E{number}", entry["title"]))),
        description=entry["overview"],
    )


def _airing(starts_at: datetime, runtime: int | None) -> tuple[datetime, datetime]:
    return starts_at, starts_at + timedelta(minutes=runtime or UNKNOWN_MINUTES)


def _uid(identifier: UUID) -> str:
    return f"{identifier}@{DOMAIN}"


def _words(languages: Languages) -> Mapping[str, str]:
    """Return the words of a feed in the first preferred language that has them, else in English."""
    primary = (tag.partition("-")[0].lower() for tag in languages.preferred)
    return next((_WORDS[language] for language in primary if language in _WORDS), _WORDS["en"])
