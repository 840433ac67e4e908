"""What the editor has published, each a section of the home page, and what the administrator has begun."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from contracts.identity import media_id
from devstack.demo.stock import Stock
from devstack.gateway_client import GatewayClient
from provider_simulator.titles.facts import Title

TITLES: Final = 12
FIRST_POSITION: Final = 6
"""Behind the sections that every home page has."""
POLICY: Final[Mapping[str, object]] = {
    "eligibilityMode": "STRICT",
    "allowedCountries": ["US", "GB", "UA", "DE", "JP"],
    "blockedCountries": [],
    "blockedCountryMode": "ANY",
    "allowedLanguages": ["en", "uk", "de", "ja"],
    "blockedLanguages": [],
    "globalProviders": [],
    "breakoutRules": [
        {
            "id": "GLOBAL_HIT",
            "name": "Global hit",
            "priority": 1,
            "requirements": {"minImdbVotes": 500_000, "requireAnyOfRatingsPresent": ["imdb"]},
        }
    ],
    "homepage": {"minRelevanceScore": 20},
    "globalRequirements": None,
}
INVITED: Final = "friend@marquee.example"


@dataclass(frozen=True, slots=True)
class Curated:
    """A collection in the words of its editor, and the rule that chose its titles."""

    slug: str
    kind: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    titles: Callable[[Stock], Sequence[Title]]

    published: bool = True
    """Whether it is on the home page; the others are scheduled to be published."""

    def body(self, stock: Stock) -> dict[str, object]:
        """Return the request that creates it."""
        titles = [str(media_id(title.kind, title.ids.tmdb)) for title in self.titles(stock)[:TITLES]]
        texts = {"names": dict(self.names), "descriptions": dict(self.descriptions)}
        return {"slug": self.slug, "kind": self.kind, **texts, "titles": titles}


def _short(stock: Stock) -> Sequence[Title]:
    movies = [movie for movie in stock.known_movies() if 0 < movie.runtime <= 100]
    return sorted(movies, key=lambda movie: -(movie.ratings.imdb or 0))


def _long(stock: Stock) -> Sequence[Title]:
    return [movie for movie in stock.known_movies() if movie.runtime > 150]


def _space(stock: Stock) -> Sequence[Title]:
    return [movie for movie in stock.known_movies() if "science-fiction" in movie.genres]


def _finished(stock: Stock) -> Sequence[Title]:
    return stock.shows_with("ended")


def _japanese(stock: Stock) -> Sequence[Title]:
    return [title for title in stock.catalog.titles if title.language == "ja" and title.first_day < stock.today]


CURATED: Final = (
    Curated(
        "short-and-brilliant",
        "collection",
        {"en": "Short and brilliant", "uk": "Коротко й блискуче"},
        {"en": "Great movies of at most 100 minutes.", "uk": "Чудові фільми, що тривають не більш як 100 хвилин."},
        _short,
    ),
    Curated(
        "other-worlds",
        "collection",
        {"en": "Other worlds", "uk": "Інші світи"},
        {"en": "Science fiction that stays with you.", "uk": "Фантастика, яку не забути."},
        _space,
    ),
    Curated(
        "complete-stories",
        "collection",
        {"en": "Complete stories", "uk": "Завершені історії"},
        {"en": "Shows with an ending: no waiting for the next season.", "uk": "Серіали, які вже мають кінець."},
        _finished,
    ),
    Curated(
        "from-japan",
        "category",
        {"en": "From Japan", "uk": "З Японії"},
        {"en": "Animation and more in Japanese.", "uk": "Анімація та інше японською мовою."},
        _japanese,
    ),
    Curated(
        "long-evenings",
        "collection",
        {"en": "Long evenings", "uk": "Довгі вечори"},
        {"en": "Movies of more than two and a half hours.", "uk": "Фільми, довші за дві з половиною години."},
        _long,
        published=False,
    ),
)


def curate(editor: GatewayClient, stock: Stock) -> None:
    """Create what is not there yet, and publish it on the home page or schedule that; raise GatewayRefused."""
    listed = {item["slug"] for item in editor.get("/admin/catalog/collections", {"limit": "100"})}
    for place, curated in enumerate(CURATED):
        if curated.slug in listed:
            continue
        editor.post("/admin/catalog/collections", curated.body(stock))
        if not curated.published:
            due = stock.now + timedelta(days=7)
            change = {"action": "collection.publish", "target": curated.slug, "at": due.isoformat()}
            editor.post("/admin/catalog/schedule", change)
            continue
        editor.put(f"/admin/catalog/collections/{curated.slug}/published")
        section = {"enabled": True, "position": FIRST_POSITION + place}
        editor.put(f"/admin/catalog/sections/collection:{curated.slug}", section)


def begin(administrator: GatewayClient) -> None:
    """Begin what was not begun yet; raise GatewayRefused."""
    if administrator.total("/admin/catalog-policies") == 1:
        policy = administrator.post("/admin/catalog-policies", POLICY)
        administrator.post(f"/admin/catalog-policies/{policy['id']}/prepare")
    if administrator.total("/admin/invitations") == 0:
        administrator.post("/admin/invitations", {"email": INVITED})
