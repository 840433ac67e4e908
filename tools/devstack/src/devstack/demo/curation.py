"""What the editor of the demo data has published: collections and a category, each a section of the home page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.identity import media_id
from devstack.demo.stock import Stock
from devstack.gateway_client import GatewayClient
from provider_simulator.titles.facts import Title

TITLES: Final = 12
FIRST_POSITION: Final = 6
"""Behind the sections that every home page has."""


@dataclass(frozen=True, slots=True)
class Curated:
    """A collection in the words of its editor, and the rule that chose its titles."""

    slug: str
    kind: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    titles: Callable[[Stock], Sequence[Title]]

    def body(self, stock: Stock) -> dict[str, object]:
        """Return the request that creates it."""
        titles = [str(media_id(title.kind, title.ids.tmdb)) for title in self.titles(stock)[:TITLES]]
        texts = {"names": dict(self.names), "descriptions": dict(self.descriptions)}
        return {"slug": self.slug, "kind": self.kind, **texts, "titles": titles}


def _short(stock: Stock) -> Sequence[Title]:
    movies = [movie for movie in stock.known_movies() if 0 < movie.runtime <= 100]
    return sorted(movies, key=lambda movie: -(movie.ratings.imdb or 0))


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
)


def curate(editor: GatewayClient, stock: Stock) -> None:
    """Create and publish what is not there yet, and show it on the home page; raise GatewayRefused."""
    listed = {item["slug"] for item in editor.get("/admin/catalog/collections", {"limit": "100"})}
    for place, curated in enumerate(CURATED):
        if curated.slug in listed:
            continue
        editor.post("/admin/catalog/collections", curated.body(stock))
        editor.put(f"/admin/catalog/collections/{curated.slug}/published")
        section = {"enabled": True, "position": FIRST_POSITION + place}
        editor.put(f"/admin/catalog/sections/collection:{curated.slug}", section)
