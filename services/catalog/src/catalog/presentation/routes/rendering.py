"""Read models to answers: rendered documents are joined with what changes by reader, day and score."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Final

from pydantic_core import from_json, to_json

from catalog.application.read_models import (
    Certification,
    Entry,
    GenreCount,
    NewEpisode,
    Offers,
    Paging,
    ScheduledEpisode,
    SearchResult,
    Title,
    TitleDetail,
    TitlePage,
)
from catalog.domain.cards import Context, EpisodeNumber, Signals, Viewing, card_for
from catalog.domain.release import is_classic, is_new, is_new_release, release_status
from catalog.domain.show_progress import ShowProgress
from catalog.presentation.images import Images
from catalog.presentation.projection_documents import OFFER_KINDS
from catalog.presentation.routes.localization import localize

Json = dict[str, object]

_NO_STATS: Final = to_json(
    {
        "ratingoScore": None,
        "qualityScore": None,
        "popularityScore": None,
        "liveWatchers": None,
        "totalWatchers": None,
    }
)


def page(found: TitlePage, paging: Paging, languages: Sequence[str], context: Context) -> bytes:
    """Return the body of one page of a list."""
    items = b",".join(
        list_item(title, found.entries.get(title.media_id), context, found.as_of, found.region, languages)
        for title in found.titles
    )
    meta: Json = {
        "count": len(found.titles),
        "total": found.total,
        "limit": paging.limit,
        "offset": paging.offset,
        "hasMore": found.has_more,
        "nextCursor": None,
        "listTakenAt": found.taken_at,
    }
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
    live = {**_live(title, now.date(), region), **_personal(entry, context, signals, now)}
    return _join(localize(title.card, title.texts, languages), live, stats=title.stats or _NO_STATS)


def detail(found: TitleDetail, images: Images, languages: Sequence[str] = ()) -> bytes:
    """Return the body of a title's own page."""
    title, now = found.title, found.as_of
    today = now.date()
    dates = (title.release_date, title.theatrical_release_date, title.digital_release_date)
    status = None
    if title.kind == "movie":
        production = None if any(dates) else from_json(found.detail).get("status")
        status = release_status(*dates, today, offered=_is_offered(found), production=production)
    signals = Signals(
        new_release=status != "upcoming" and is_new_release(today, title.release_date),
        trending=title.trending,
        hit=found.hit,
        last_episode=title.progress.last_episode if title.progress else None,
        last_aired_at=title.progress.last_aired_at if title.progress else None,
        ended=_has_ended(title),
    )
    live = {**_live(title, today, found.region), **_personal(found.entry, "DEFAULT", signals, now)}
    live["certification"] = _certification(found.certification)
    parts = {"stats": title.stats or _NO_STATS, "availability": _availability(found.offers, images)}
    if title.kind == "movie":
        live["releaseStatus"] = status
    else:
        live["lastAirDate"] = title.progress.last_air_date if title.progress else None
        live["nextAirDate"] = title.progress.next_air_date if title.progress else None
        parts["seasons"] = _seasons(found)
    return success(_join(localize(found.detail, title.texts, languages), live, **parts))


def _has_ended(title: Title) -> bool:
    """Return whether no further episode of a show is made or announced."""
    return title.progress is not None and title.progress.ended and title.progress.next_air_date is None


def _is_offered(found: TitleDetail) -> bool:
    """Return whether a service offers the movie in the region whose dates count."""
    offers, region = found.offers, found.title.release_region
    return offers is not None and (not offers.is_fallback or region is None or offers.region == region)


def search(query: str, results: Iterable[SearchResult], languages: Sequence[str] = ()) -> bytes:
    """Return the body of a search; `tmdb` is for titles beyond this catalog."""
    local = b",".join(
        _join(localize(result.found, result.texts, languages), {"slug": result.slug}) for result in results
    )
    return success(b'{"query":' + to_json(query) + b',"local":[' + local + b'],"tmdb":[]}')


def genres(found: Iterable[GenreCount]) -> bytes:
    """Give the body of the list of genres."""
    return success(
        to_json(
            [
                {
                    "id": genre.tmdb_id,
                    "name": genre.name,
                    "slug": genre.slug,
                    "count": genre.movies + genre.shows,
                    "movies": genre.movies,
                    "shows": genre.shows,
                }
                for genre in found
            ]
        )
    )


def calendar(start: date, end: date, episodes: Iterable[ScheduledEpisode]) -> bytes:
    """Give the body of a calendar: the days on which something airs, in order."""
    days = [
        b'{"date":"' + day.isoformat().encode() + b'","episodes":[' + b",".join(map(_scheduled, aired)) + b"]}"
        for day, aired in groupby(episodes, key=lambda episode: episode.day)
    ]
    bounds = to_json({"startDate": start, "endDate": end})
    return success(bounds[:-1] + b',"days":[' + b",".join(days) + b"]}")


def new_episodes(found: Iterable[NewEpisode]) -> bytes:
    """Give the body of the list of new episodes."""
    items = []
    for episode in found:
        show = from_json(episode.show)
        items.append(
            {
                "showId": episode.show_id,
                "slug": episode.slug,
                "title": show["showTitle"],
                "posterPath": show["posterPath"],
                "poster": show["poster"],
                "seasonNumber": episode.season,
                "episodeNumber": episode.episode,
                "episodeTitle": episode.title,
                "airDate": episode.air_date,
                "airsAt": None if episode.airs_at is None else episode.airs_at.astimezone(UTC),
            }
        )
    return success(to_json(items))


def success(data: bytes) -> bytes:
    """Give the envelope of a single result."""
    return b'{"success":true,"data":' + data + b"}"


def _join(document: bytes, live: Json, **parts: bytes) -> bytes:
    """Give the object of a document with more members: `parts` are JSON already."""
    rendered = b"".join(b',"' + name.encode() + b'":' + part for name, part in parts.items())
    return document[:-1] + rendered + b"," + to_json(live)[1:]


def _live(title: Title, today: date, region: str | None) -> Json:
    live: Json = {
        "slug": title.slug,
        "popularity": title.popularity,
        "isNew": is_new(title.kind, title.release_date, today),
        "isClassic": is_classic(title.release_date, title.ratingo, title.total_watchers, today),
    }
    if title.kind == "show":
        live["showProgress"] = _progress(title.progress)
    else:
        live["theatricalReleaseDate"] = title.theatrical_release_date
        live["digitalReleaseDate"] = title.digital_release_date
        live["releaseRegion"] = title.release_region
        live["isReleaseFallback"] = title.release_region is not None and title.release_region != region
    return live


def _personal(entry: Entry | None, context: Context, signals: Signals, now: datetime) -> Json:
    viewing = None if entry is None else Viewing(entry.state, entry.progress)
    card = card_for(context, signals, viewing, now)
    state = None
    if entry is not None:
        state = {
            "state": entry.state,
            "rating": entry.rating,
            "progress": _seen(entry),
            "updatedAt": entry.changed_at,
        }
    return {
        "userState": state,
        "card": {
            "badgeKey": card.badge,
            "primaryCta": card.action,
            "continue": _place(card.resume),
            "listContext": context,
        },
    }


def _seen(entry: Entry) -> Json | None:
    if entry.progress is None and not entry.seasons:
        return None
    place = entry.progress
    seasons = entry.seasons or ({place.season: place.episode} if place else {})
    return {
        "season": place.season if place else None,
        "episode": place.episode if place else None,
        "seasons": {str(season): episode for season, episode in sorted(seasons.items())},
    }


def _place(number: EpisodeNumber | None) -> Json | None:
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


def _availability(offers: Offers | None, images: Images) -> bytes:
    if offers is None:
        return b"null"
    given = from_json(offers.offers)
    kinds = {kind: [_provider(provider, images) for provider in given[kind]] for kind in OFFER_KINDS}
    return to_json({"region": offers.region, "isFallback": offers.is_fallback, "link": given["link"], **kinds})


def _certification(found: Certification | None) -> Json | None:
    if found is None:
        return None
    return {"region": found.region, "isFallback": found.is_fallback, "name": found.name}


def _provider(provider: dict[str, Any], images: Images) -> Json:
    return {
        "providerId": provider["providerId"],
        "name": provider["name"],
        "logo": images.poster(provider["logoPath"]),
        "displayPriority": provider["displayPriority"],
    }


def _seasons(found: TitleDetail) -> bytes:
    """What a synced season says goes before what the import lists; what it leaves open does not."""
    by_number: dict[int, Json] = {season["number"]: season for season in from_json(found.seasons)}
    for summary in map(from_json, found.synced_seasons):
        said = {name: value for name, value in summary.items() if value is not None}
        by_number[summary["number"]] = {**summary, **by_number.get(summary["number"], {}), **said}
    ordered: Sequence[Json] = [by_number[number] for number in sorted(by_number)]
    return to_json(ordered)


def _scheduled(episode: ScheduledEpisode) -> bytes:
    return episode.show[:-1] + b',"slug":"' + episode.slug.encode() + b'",' + episode.episode[1:]
