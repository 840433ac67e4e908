"""What the page of a title shows of its facts, in the order in which it shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KINDS_OF_OFFERS: Final = ("stream", "free", "ads", "rent", "buy")
FIRST_JOBS: Final = ("Director", "Creator", "Writer", "Screenplay", "Original Music Composer")
CREW_JOBS: Final = 6


@dataclass(frozen=True, slots=True)
class Rating:
    """What one source says of a title, on its own scale and on that of 100."""

    source: str
    name: str
    value: float
    scale: int
    votes: int | None
    address: str

    @property
    def share(self) -> float:
        """Return the part of the scale, in percent."""
        return round(100 * self.value / self.scale, 1)


def ratings_of(title: Mapping[str, Any], average: Mapping[str, Any] | None) -> list[Rating]:
    """Return the ratings of a title by all sources that have one, those of our users last."""
    external, ids = title["externalRatings"], title["externalIds"]
    kind = "movie" if title["type"] == "movie" else "tv"
    slug = ids["traktSlug"]
    addresses = {
        "imdb": f"https://www.imdb.com/title/{ids['imdb']}/" if ids["imdb"] else "",
        "tmdb": f"https://www.themoviedb.org/{kind}/{title['tmdbId']}",
        "trakt": f"https://trakt.tv/{title['type']}s/{slug}" if slug else "",
    }
    names = {"imdb": "IMDb", "tmdb": "TMDB", "trakt": "Trakt"}
    ratings = [
        Rating(source, name, one["rating"], 10, one["voteCount"], addresses[source])
        for source, name in names.items()
        if (one := external[source])
    ]
    critics = {"metacritic": "Metacritic", "rottenTomatoes": "Rotten Tomatoes"}
    ratings += [
        Rating(source, name, one["rating"], 100, None, "")
        for source, name in critics.items()
        if (one := external[source])
    ]
    if average and average["average"] is not None:
        ratings.append(Rating("marquee", "", average["average"], 5, average["count"], ""))
    return ratings


def crew_by_job(crew: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the crew by job: those who make a title what it is first."""
    jobs: dict[str, list[Mapping[str, Any]]] = {}
    for member in crew:
        jobs.setdefault(member["job"], []).append(member)
    order = {job: number for number, job in enumerate(FIRST_JOBS)}
    return sorted(jobs.items(), key=lambda pair: order.get(pair[0], len(order)))[:CREW_JOBS]


def offers_of(available: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None, region: str) -> dict[str, Any] | None:
    """Return the offers of a region by kind, or null: out of the offers of one region or of all."""
    if available is None:
        return None
    if isinstance(available, Mapping):
        chosen: Mapping[str, Any] | None = available
    else:
        chosen = next((one for one in available if one["region"] == region), None)
    if chosen is None:
        return None
    kinds = {kind: chosen[kind] for kind in KINDS_OF_OFFERS if chosen[kind]}
    return {"region": chosen["region"], "link": chosen["link"], "kinds": kinds} if kinds else None


def structured(title: Mapping[str, Any], folder: str, public_url: str) -> dict[str, Any]:
    """Return the facts of a title for search engines, in the vocabulary of schema.org."""
    best = next(
        (title["externalRatings"][name] for name in ("imdb", "tmdb", "trakt") if title["externalRatings"][name]), None
    )
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Movie" if folder == "movies" else "TVSeries",
        "name": title["title"],
        "url": f"{public_url}/{folder}/{title['slug']}",
        "description": title["overview"],
        "datePublished": title["releaseDate"],
        "genre": [genre["name"] for genre in title["genres"]],
        "image": title["poster"]["large"] if title["poster"] else None,
        "actor": [{"@type": "Person", "name": member["name"]} for member in title["credits"]["cast"][:5]],
    }
    if best and best["voteCount"]:
        facts["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": best["rating"],
            "bestRating": 10,
            "ratingCount": best["voteCount"],
        }
    return {name: value for name, value in facts.items() if value}
