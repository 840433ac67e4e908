"""Statistics in responses, as `library.presentation.statistics.schemas` documents them."""

from collections.abc import Sequence

from fastapi import Response

from library.application.statistics.reading import DatedStatistics
from library.domain.rankings.streaks import Streak
from library.domain.statistics.statistics import Part, PlayOfTitle, Totals, WatchedShow
from library.presentation.rendering import Document, private_response, success_body


def statistics_response(dated: DatedStatistics) -> Response:
    """Return the response of statistics, which are written once while they are kept and the streak is the same."""
    body = dated.renderings.get(dated.current_streak)
    if body is None:
        dated.renderings.clear()
        body = dated.renderings[dated.current_streak] = success_body(statistics_document(dated))
    return private_response(body)


def statistics_document(dated: DatedStatistics) -> Document:
    """Return the `StatisticsResponse` of statistics."""
    statistics = dated.statistics
    return {
        "computedAt": dated.computed_at,
        "totals": _totals(statistics.totals),
        "playsWithoutDay": statistics.plays_without_day,
        "currentStreak": dated.current_streak,
        "longestStreak": _streak(statistics.longest_streak),
        "firstPlay": _play(statistics.first_play),
        "lastPlay": _play(statistics.last_play),
        "days": _parts(statistics.days),
        "months": _parts(statistics.months),
        "weekdays": _parts(statistics.weekdays),
        "hours": _parts(statistics.hours),
        "genres": _parts(statistics.genres),
        "decades": _parts(statistics.decades),
        "countries": _parts(statistics.countries),
        "languages": _parts(statistics.languages),
        "directors": _parts(statistics.directors),
        "cast": _parts(statistics.cast),
        "ratings": [{"rating": stars, "count": count} for stars, count in statistics.ratings.items()],
        "shows": [_show(show) for show in statistics.shows],
    }


def _totals(totals: Totals) -> Document:
    return {
        "hours": _hours(totals.seconds),
        "plays": totals.plays,
        "moviePlays": totals.movie_plays,
        "episodePlays": totals.episode_plays,
        "playsWithoutDuration": totals.plays_without_duration,
        "movies": totals.movies,
        "shows": totals.shows,
        "episodes": totals.episodes,
        "days": totals.days,
        "longestStreak": totals.longest_streak,
    }


def _streak(streak: Streak | None) -> Document | None:
    return None if streak is None else {"days": streak.days, "first": streak.first, "last": streak.last}


def _play(play: PlayOfTitle | None) -> Document | None:
    if play is None:
        return None
    return {
        "mediaItemId": str(play.media_id),
        "title": play.name,
        "season": play.season,
        "episode": play.episode,
        "watchedAt": play.watched_at,
    }


def _parts(parts: Sequence[Part]) -> list[Document]:
    return [
        {
            "key": part.key,
            "name": part.name,
            "plays": part.plays,
            "hours": _hours(part.seconds),
            "titles": part.titles,
        }
        for part in parts
    ]


def _show(show: WatchedShow) -> Document:
    return {
        "mediaItemId": str(show.media_id),
        "title": show.name,
        "plays": show.plays,
        "hours": _hours(show.seconds),
        "episodes": show.episodes,
    }


def _hours(seconds: int) -> float:
    return round(seconds / 3600, 2)
