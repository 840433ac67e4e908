"""TVMaze's show, season and episode objects from facts."""

from datetime import UTC, date, datetime, time

from provider_simulator.responses import Body
from provider_simulator.titles.episodes import Episode, air_date, aired, season_episodes, season_unique, upcoming
from provider_simulator.titles.facts import Network, Season, Show
from provider_simulator.titles.vocabulary import country, episode_overview, language, overview

NUMBERS_AFTER_TMDB = 500_000_000
"""TVMaze's numbers of seasons and episodes are TMDB's plus this, so that they cannot be confused."""

_API = "https://api.tvmaze.com"
_SITE = "https://www.tvmaze.com"
_STATUS = {"returning": "Running", "ended": "Ended", "canceled": "Ended", "planned": "In Development"}
_GENRES = {
    "sci-fi-fantasy": ("Science-Fiction", "Fantasy"),
    "action-adventure": ("Action", "Adventure"),
    "war-politics": ("War",),
    "kids": ("Children",),
    "animation": ("Anime",),
    "documentary": (),
}


def show(source_show: Show, today: date) -> Body:
    """Return a show object."""
    number = source_show.ids.tvmaze
    seen, ahead = aired(source_show, today), upcoming(source_show, today)
    over = source_show.status != "returning" and seen
    streaming = source_show.network.streaming
    return {
        "id": number,
        "url": f"{_SITE}/shows/{number}/{_slug(source_show)}",
        "name": source_show.title,
        "type": _type(source_show),
        "language": language(source_show.language),
        "genres": [name for genre in source_show.genres for name in _genres(genre, source_show)],
        "status": _STATUS[source_show.status],
        "runtime": source_show.runtime,
        "averageRuntime": source_show.runtime,
        "premiered": source_show.first_day.isoformat(),
        "ended": seen[-1].air_date.isoformat() if over else None,
        "officialSite": None,
        "schedule": {"time": source_show.network.airtime or "", "days": [source_show.first_day.strftime("%A")]},
        "rating": {"average": source_show.ratings.trakt},
        "weight": min(100, source_show.audience.on(today).live_watchers // 10),
        "network": None if streaming else _network(source_show.network),
        "webChannel": _web_channel(source_show.network) if streaming else None,
        "dvdCountry": None,
        "externals": {"tvrage": None, "thetvdb": source_show.ids.tvdb, "imdb": source_show.ids.imdb},
        "image": None,
        "summary": f"<p>{overview(source_show)}</p>",
        "updated": updated(today),
        "_links": _show_links(source_show, seen, ahead),
    }


def season(source_show: Show, one: Season) -> Body:
    """Return a season object."""
    number = season_unique(source_show, one) + NUMBERS_AFTER_TMDB
    streaming = source_show.network.streaming
    return {
        "id": number,
        "url": f"{_SITE}/seasons/{number}/{_slug(source_show)}-season-{one.number}",
        "number": one.number,
        "name": "",
        "episodeOrder": one.episodes,
        "premiereDate": one.first_air.isoformat(),
        "endDate": air_date(one, one.episodes).isoformat(),
        "network": None if streaming else _network(source_show.network),
        "webChannel": _web_channel(source_show.network) if streaming else None,
        "image": None,
        "summary": "",
        "_links": {"self": {"href": f"{_API}/seasons/{number}"}},
    }


def episode(source_show: Show, one: Episode, today: date) -> Body:
    """Return an episode object; specials carry no number."""
    number = one.unique + NUMBERS_AFTER_TMDB
    special = one.season == 0
    return {
        "id": number,
        "url": f"{_SITE}/episodes/{number}/{_slug(source_show)}-{one.season}x{one.number:02d}",
        "name": one.name,
        "season": _season_of_special(source_show, one) if special else one.season,
        "number": None if special else one.number,
        "type": "significant_special" if special else "regular",
        "airdate": one.air_date.isoformat(),
        "airtime": source_show.network.airtime or "",
        "airstamp": one.airs_at.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "runtime": one.runtime,
        "rating": {"average": round(one.rating, 1) if one.air_date <= today else None},
        "image": None,
        "summary": f"<p>{episode_overview(source_show, one.season, one.number)}</p>",
        "_links": {
            "self": {"href": f"{_API}/episodes/{number}"},
            "show": {"href": f"{_API}/shows/{source_show.ids.tvmaze}", "name": source_show.title},
        },
    }


def episodes(source_show: Show, today: date, *, specials: bool) -> list[Body]:
    """Return all episodes in order of air date; specials only if requested."""
    listed = [e for s in source_show.seasons if specials or s.number > 0 for e in season_episodes(source_show, s)]
    ordered = sorted(listed, key=lambda e: (e.air_date, e.season, e.number))
    return [episode(source_show, one, today) for one in ordered]


def updated(day: date) -> int:
    """Return the Unix time at which our shows count as changed on a day."""
    return int(datetime.combine(day, time(6), UTC).timestamp())


def _season_of_special(source_show: Show, one: Episode) -> int:
    """Return the season of a special: at TVMaze, the regular season that ran before it."""
    before = [s.number for s in source_show.seasons if s.number > 0 and s.first_air <= one.air_date]
    return max(before, default=1)


def _show_links(source_show: Show, seen: list[Episode], ahead: list[Episode]) -> Body:
    links: Body = {"self": {"href": f"{_API}/shows/{source_show.ids.tvmaze}"}}
    if seen:
        links["previousepisode"] = _episode_link(seen[-1])
    if ahead:
        links["nextepisode"] = _episode_link(ahead[0])
    return links


def _episode_link(one: Episode) -> Body:
    return {"href": f"{_API}/episodes/{one.unique + NUMBERS_AFTER_TMDB}", "name": one.name}


def _network(network: Network) -> Body:
    place = {"name": _place(network.country), "code": network.country, "timezone": network.timezone}
    return {"id": network.tvmaze, "name": network.name, "country": place, "officialSite": None}


def _web_channel(network: Network) -> Body:
    return {"id": network.tvmaze, "name": network.name, "country": None, "officialSite": None}


def _place(code: str) -> str:
    return "United States" if code == "US" else country(code)


def _type(source_show: Show) -> str:
    if "documentary" in source_show.genres:
        return "Documentary"
    return "Animation" if "animation" in source_show.genres else "Scripted"


def _genres(genre: str, source_show: Show) -> tuple[str, ...]:
    if genre == "animation" and source_show.language != "ja":
        return ()
    return _GENRES.get(genre, (genre.replace("-", " ").title(),))


def _slug(source_show: Show) -> str:
    return source_show.ids.slug or f"show-{source_show.ids.tvmaze}"
