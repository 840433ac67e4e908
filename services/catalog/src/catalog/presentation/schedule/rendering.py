"""Read models of the schedule to response bodies: stored documents are joined as they are."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from pydantic_core import from_json, to_json

from catalog.application.schedule.read_models import (
    Calendar,
    CalendarDay,
    NewEpisode,
    ScheduledEpisode,
    ScheduledRelease,
)
from catalog.domain.languages import Text
from catalog.presentation.routes.localization import Languages, selected_texts
from catalog.presentation.routes.rendering import kept, success
from catalog.presentation.schedule.schemas import CalendarRelease, NewEpisodeItem


def calendar(result: Calendar, languages: Languages, *, releases: bool) -> tuple[bytes, bytes]:
    """Return the body of a calendar, the days with entries in order, and its digest."""
    return kept(result.renderings, languages, lambda fresh: _calendar(result, fresh, releases=releases))


def _calendar(result: Calendar, languages: Languages, *, releases: bool) -> tuple[bytes, bytes]:
    headers = ShowHeaders(languages)
    days = b",".join([_day(day, headers, result.region, languages, releases=releases) for day in result.entries])
    bounds = to_json({"startDate": result.days.first, "endDate": result.days.end, "hasMore": result.has_more})
    body = success(bounds[:-1] + b',"days":[' + days + b"]}")
    return body, sha256(body).digest()


def new_episodes(episodes: Iterable[NewEpisode], languages: Languages) -> bytes:
    """Return the body of the list of new episodes."""
    return success(new_episode_items(episodes, languages))


def new_episode_items(episodes: Iterable[NewEpisode], languages: Languages) -> bytes:
    """Return new episodes as an array."""
    headers = ShowHeaders(languages)
    items = [
        NewEpisodeItem.of(episode, headers.of(episode.show_id, episode.show, episode.texts)) for episode in episodes
    ]
    return to_json(items)


class ShowHeaders:
    """The headers of shows in the languages of a request: each show is localized once."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._rendered: dict[UUID, bytes] = {}

    def of(self, show_id: UUID, header: bytes, texts: bytes | None) -> bytes:
        """Return the header with the name of the show in the first preferred language that has one."""
        if not self._languages or texts is None:
            return header
        rendered = self._rendered.get(show_id)
        if rendered is None:
            show = from_json(header)
            show["showTitle"] = selected_texts(texts, Text(show["showTitle"]), self._languages).title
            rendered = self._rendered[show_id] = to_json(show)
        return rendered


def _day(day: CalendarDay, headers: ShowHeaders, region: str, languages: Languages, *, releases: bool) -> bytes:
    episodes = b",".join([_episode(episode, headers) for episode in day.episodes])
    body = b'{"date":"%b","episodes":[%b]' % (day.day.isoformat().encode(), episodes)
    if not releases:
        return body + b"}"
    items = [release_item(release, region, languages) for release in day.releases]
    return body + b',"releases":' + to_json(items) + b"}"


def _episode(episode: ScheduledEpisode, headers: ShowHeaders) -> bytes:
    header = headers.of(episode.show_id, episode.show, episode.texts)
    return b'%b,"slug":"%b",%b' % (header[:-1], episode.slug.encode(), episode.episode[1:])


def release_item(release: ScheduledRelease, region: str, languages: Languages) -> CalendarRelease:
    """Return a release with the name of its movie in the first preferred language that has one."""
    movie = from_json(release.movie)
    title: str | None = movie["title"]
    if languages and release.texts is not None:
        title = selected_texts(release.texts, Text(title), languages).title
    return CalendarRelease(
        movie_id=release.movie_id,
        slug=release.slug,
        title=title or movie["title"],
        original_title=movie["originalTitle"],
        poster=movie["poster"],
        release_type=release.release_type,
        region=region,
    )
