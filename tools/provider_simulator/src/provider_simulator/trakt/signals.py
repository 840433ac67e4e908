"""What Trakt knows of its users: ratings with their distribution, stats and who is watching now."""

from datetime import date

from provider_simulator.responses import Body
from provider_simulator.titles.episodes import Episode
from provider_simulator.titles.facts import Movie, Title

MOST_WATCHING = 5_000
"""No list of people watching is longer; the trending list still reports the true number."""

_PLAYS_PER_WATCHER = {"movie": 1.3, "show": 28.0}


def ratings(rating: float | None, votes: int) -> Body:
    """Return the body of GET …/ratings: the rating, its votes and a distribution whose counts sum up to the votes."""
    return {"rating": rating or 0.0, "votes": votes, "distribution": distribution(rating or 0.0, votes)}


def all_ratings(title: Title) -> Body:
    """Return the body of GET …/ratings?extended=all: the newer shape with every source."""
    kind = "movie" if isinstance(title, Movie) else "tv"
    page = f"https://www.imdb.com/title/{title.ids.imdb}" if title.ids.imdb else None
    of = title.ratings
    return {
        "trakt": ratings(of.trakt, of.trakt_votes),
        "tmdb": {
            "rating": of.tmdb,
            "votes": of.tmdb_votes,
            "link": f"https://www.themoviedb.org/{kind}/{title.ids.tmdb}",
        },
        "imdb": {"rating": of.imdb, "votes": of.imdb_votes, "link": page},
        "metascore": {"rating": of.metascore, "link": page},
        "rotten_tomatoes": {"rating": of.rotten, "state": None, "user_rating": None, "user_state": None, "link": None},
    }


def distribution(rating: float, votes: int) -> dict[str, int]:
    """Return the votes spread over 1 to 10 around the rating; the remainder of rounding goes to the nearest mark."""
    weights = {mark: 1.0 / (1.0 + (mark - rating) ** 2 * 1.4) ** 2 for mark in range(1, 11)}
    total = sum(weights.values())
    counts = {mark: int(votes * weight / total) for mark, weight in weights.items()}
    nearest = min(10, max(1, round(rating)))
    counts[nearest] += votes - sum(counts.values())
    return {str(mark): count for mark, count in counts.items()}


def stats(title: Title, today: date) -> Body:
    """Return the body of GET /{movies|shows}/{id}/stats: every user who ever watched, and what follows from it."""
    watchers = title.audience.on(today).total_watchers
    body: Body = {
        "watchers": watchers,
        "plays": round(watchers * _PLAYS_PER_WATCHER[title.kind]),
        "collectors": watchers * 3 // 5,
        "comments": title.ratings.trakt_votes // 250,
        "lists": watchers // 4,
        "votes": title.ratings.trakt_votes,
        "favorited": watchers // 60,
        "recommended": watchers // 60,
    }
    return body


def episode_stats(title: Title, episode: Episode, today: date) -> Body:
    """Return the body of GET …/episodes/{n}/stats."""
    votes = episode.votes if episode.air_date <= today else 0
    watchers = min(votes * 14, title.audience.on(today).total_watchers)
    return {
        "watchers": watchers,
        "plays": watchers * 5 // 4,
        "collectors": watchers * 2,
        "comments": votes // 300,
        "lists": votes // 12,
        "votes": votes,
    }


def watching(count: int) -> list[Body]:
    """Return the body of GET …/watching: one invented user per current watcher."""
    return [
        {
            "username": f"user-{number}",
            "private": False,
            "deleted": False,
            "name": f"User {number}",
            "vip": False,
            "vip_ep": False,
            "director": False,
            "ids": {"slug": f"user-{number}"},
        }
        for number in range(1, min(count, MOST_WATCHING) + 1)
    ]
