"""Read models to response bodies: stored documents are joined with what changes by user, day and score.

No model runs here for lists, whose items would cost more than their queries; a test compares every body with the
model that documents it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from pydantic_core import from_json, to_json

from catalog.application.read_models import (
    Entry,
    GenreCount,
    NewEpisode,
    Paging,
    ScheduledEpisode,
    SearchResult,
    Title,
    TitleDetail,
    TitlePage,
)
from catalog.domain.cards import Context, EpisodeNumber, Signals, WatchState, card_for
from catalog.domain.release import is_classic, is_new, is_new_release, release_status
from catalog.domain.show_progress import ShowProgress
from catalog.presentation.routes.localization import localized
from catalog.presentation.schemas.availability import Availability, Certification
from catalog.presentation.schemas.lists import ListMeta
from catalog.presentation.schemas.schedule import NewEpisodeItem
from catalog.presentation.schemas.search import GenreItem
from catalog.presentation.schemas.title import TitleStats
from chassis.http.images import Images

Json = dict[str, object]

_NO_STATS: Final = to_json(TitleStats.unknown())


def page(result: TitlePage, paging: Paging, languages: Sequence[str], context: Context) -> bytes:
    """Return the body of one page of a list."""
    items = b",".join(
        list_item(title, result.entries.get(title.media_id), context, result.as_of, result.region, languages)
        for title in result.titles
    )
    meta = ListMeta(
        count=len(result.titles),
        total=result.total,
        limit=paging.limit,
        offset=paging.offset,
        has_more=result.has_more,
        list_taken_at=result.taken_at,
    )
    return b'{"success":true,"data":[' + items + b'],"meta":' + to_json(meta) + b"}"


def list_item(
    title: Title,
    entry: Entry | None,
    context: Context,
    now: datetime,
    region: str | None = None,
    languages: Sequence[str] = (),
) -> bytes:
    """Return a title as an item of a list, with the dates of `region`."""
    dates = (title.release_date, title.theatrical_release_date, title.digital_release_date)
    signals = Signals(
        new_release=context == "NEW_RELEASES_LIST" and is_new_release(now.date(), *dates),
        trending=title.trending,
        last_episode=title.progress.last_episode if title.progress else None,
        last_aired_at=title.progress.last_aired_at if title.progress else None,
        ended=_has_ended(title),
    )
    state = {**_state(title, now.date(), region), **_personal(entry, context, signals, now)}
    return _join(localized(title.card, title.texts, languages), state, stats=title.stats or _NO_STATS)


def detail(result: TitleDetail, images: Images, languages: Sequence[str] = ()) -> bytes:
    """Return the body of a title's own page."""
    title, now = result.title, result.as_of
    today = now.date()
    dates = (title.release_date, title.theatrical_release_date, title.digital_release_date)
    status = None
    if title.kind == "movie":
        production = None if any(dates) else from_json(result.detail).get("status")
        status = release_status(*dates, today, offered=_is_offered(result), production=production)
    signals = Signals(
        new_release=status != "upcoming" and is_new_release(today, title.release_date),
        trending=title.trending,
        hit=result.hit,
        last_episode=title.progress.last_episode if title.progress else None,
        last_aired_at=title.progress.last_aired_at if title.progress else None,
        ended=_has_ended(title),
    )
    state = {**_state(title, today, result.region), **_personal(result.entry, "DEFAULT", signals, now)}
    state["certification"] = Certification.of(result.certification)
    state["availability"] = None if result.offers is None else Availability.of(result.offers, images)
    parts = {"stats": title.stats or _NO_STATS}
    if title.kind == "movie":
        state["releaseStatus"] = status
    else:
        state["lastAirDate"] = title.progress.last_air_date if title.progress else None
        state["nextAirDate"] = title.progress.next_air_date if title.progress else None
        parts["seasons"] = _seasons(result)
    return success(_join(localized(result.detail, title.texts, languages), state, **parts))


def search(query: str, results: Iterable[SearchResult], languages: Sequence[str] = ()) -> bytes:
    """Return the body of a search; `tmdb` is reserved for titles outside this catalog."""
    local = b",".join(
        _join(localized(result.document, result.texts, languages), {"slug": result.slug}) for result in results
    )
    return success(b'{"query":' + to_json(query) + b',"local":[' + local + b'],"tmdb":[]}')


def genres(counts: Iterable[GenreCount]) -> bytes:
    """Return the body of the list of genres."""
    return success(to_json([GenreItem.of_count(genre) for genre in counts]))


def calendar(start: date, end: date, episodes: Iterable[ScheduledEpisode]) -> bytes:
    """Return the body of a calendar: the days with episodes, in order."""
    days = [
        b'{"date":"' + day.isoformat().encode() + b'","episodes":[' + b",".join(map(_scheduled, aired)) + b"]}"
        for day, aired in groupby(episodes, key=lambda episode: episode.day)
    ]
    bounds = to_json({"startDate": start, "endDate": end})
    return success(bounds[:-1] + b',"days":[' + b",".join(days) + b"]}")


def new_episodes(episodes: Iterable[NewEpisode]) -> bytes:
    """Return the body of the list of new episodes."""
    return success(to_json([NewEpisodeItem.of(episode) for episode in episodes]))


def success(data: bytes) -> bytes:
    """Return the envelope of a single result."""
    return b'{"success":true,"data":' + data + b"}"


def _has_ended(title: Title) -> bool:
    """Return whether no further episode of a show will be made or is announced."""
    return title.progress is not None and title.progress.ended and title.progress.next_air_date is None


def _is_offered(result: TitleDetail) -> bool:
    """Return whether a service offers the movie in the region whose dates apply."""
    offers, region = result.offers, result.title.release_region
    return offers is not None and (not offers.is_fallback or region is None or offers.region == region)


def _join(document: bytes, state: Json, **parts: bytes) -> bytes:
    """Return the object of a document with more members; `parts` are JSON already."""
    rendered = b"".join(b',"' + name.encode() + b'":' + part for name, part in parts.items())
    return document[:-1] + rendered + b"," + to_json(state)[1:]


def _state(title: Title, today: date, region: str | None) -> Json:
    """Return the members of `MovieState` or `ShowState` that do not depend on the user."""
    state: Json = {
        "slug": title.slug,
        "popularity": title.popularity,
        "isNew": is_new(title.kind, title.release_date, today),
        "isClassic": is_classic(title.release_date, title.ratingo, title.total_watchers, today),
    }
    if title.kind == "show":
        state["showProgress"] = _progress(title.progress)
    else:
        state["theatricalReleaseDate"] = title.theatrical_release_date
        state["digitalReleaseDate"] = title.digital_release_date
        state["releaseRegion"] = title.release_region
        state["isReleaseFallback"] = title.release_region is not None and title.release_region != region
    return state


def _personal(entry: Entry | None, context: Context, signals: Signals, now: datetime) -> Json:
    """Return the user's entry and the card."""
    watch = None if entry is None else WatchState(entry.state, entry.progress)
    card = card_for(context, signals, watch, now)
    user_state = None
    if entry is not None:
        user_state = {
            "state": entry.state,
            "rating": entry.rating,
            "progress": _seen(entry),
            "updatedAt": entry.changed_at,
        }
    return {
        "userState": user_state,
        "card": {
            "badgeKey": card.badge,
            "primaryCta": card.action,
            "continue": _position(card.resume),
            "listContext": context,
        },
    }


def _seen(entry: Entry) -> Json | None:
    position = entry.progress
    if position is None and not entry.seasons:
        return None
    seasons = entry.seasons or ({position.season: position.episode} if position else {})
    return {
        "season": position.season if position else None,
        "episode": position.episode if position else None,
        "seasons": {str(season): episode for season, episode in sorted(seasons.items())},
    }


def _position(number: EpisodeNumber | None) -> Json | None:
    return None if number is None else {"season": number.season, "episode": number.episode}


def _progress(progress: ShowProgress | None) -> Json | None:
    if progress is None or (progress.last_air_date is None and progress.next_air_date is None):
        return None
    last = progress.last_episode
    return {
        "season": last.season if last else None,
        "episode": last.episode if last else None,
        "label": f"S{last.season}E{last.episode}" if last else None,
        "lastAirDate": progress.last_air_date,
        "nextAirDate": progress.next_air_date,
    }


def _seasons(result: TitleDetail) -> bytes:
    """Return the seasons by number. Values of a synced season replace those of the import, except null values."""
    by_number: dict[int, Json] = {season["number"]: season for season in from_json(result.seasons)}
    for summary in map(from_json, result.synced_seasons):
        values = {name: value for name, value in summary.items() if value is not None}
        by_number[summary["number"]] = {**summary, **by_number.get(summary["number"], {}), **values}
    ordered: Sequence[Json] = [by_number[number] for number in sorted(by_number)]
    return to_json(ordered)


def _scheduled(episode: ScheduledEpisode) -> bytes:
    return episode.show[:-1] + b',"slug":"' + episode.slug.encode() + b'",' + episode.episode[1:]
