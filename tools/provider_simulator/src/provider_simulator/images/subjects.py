"""What a picture is of, by the name of its file: names carry the title, so that nothing is stored."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import Final, Literal

from provider_simulator.images.files import has_pictures
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Title

Shape = Literal["poster", "backdrop", "still", "portrait", "logo"]

_NAME: Final = re.compile(
    r"(?:(?P<kind>movie|show)-(?P<tmdb>[0-9]{1,10})(?:-s(?P<season>[0-9]{1,4})(?:e(?P<episode>[0-9]{1,5}))?)?"
    r"-(?P<shape>poster|backdrop|still)"
    r"|collection-(?P<collection>[0-9]{1,10})-(?P<collected>poster|backdrop)"
    r"|person-(?P<person>[0-9]{1,10})|service-(?P<service>[0-9]{1,10}))\.jpg"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture shows: its shape, the texts on it, and what decides its look."""

    shape: Shape
    seed: str
    title: str = ""
    caption: str = ""
    genres: tuple[str, ...] = ()
    number: int = 0
    """Decides the scene."""
    turn: float = 0.0
    """How far its colors differ from those of the title: seasons and episodes look alike, not the same."""

    def random(self) -> Random:
        """Return random numbers that are the same for each drawing of what has the seed."""
        return Random(int.from_bytes(blake2b(self.seed.encode(), digest_size=8).digest(), "big"))


class Subjects:
    """Finds the subject of a file in a catalog."""

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        collections: Callable[[int], str | None],
        services: Callable[[int], str | None],
    ) -> None:
        self._catalog = catalog
        self._collection = collections
        self._service = services

    def of(self, file: str) -> Subject | None:
        """Return what a file shows, or null for one that does not exist."""
        match = _NAME.fullmatch(file)
        if match is None:
            return None
        if match["person"]:
            return Subject("portrait", f"person-{match['person']}")
        if match["service"]:
            return self._named("logo", f"service-{match['service']}", self._service(int(match["service"])))
        if match["collection"]:
            shape: Shape = "poster" if match["collected"] == "poster" else "backdrop"
            number = int(match["collection"])
            return self._named(shape, f"collection-{number}", self._collection(number), number)
        return self._title(match)

    @staticmethod
    def _named(shape: Shape, seed: str, name: str | None, number: int = 0) -> Subject | None:
        return None if name is None else Subject(shape, seed, name, number=number)

    def _title(self, match: re.Match[str]) -> Subject | None:
        catalog, number = self._catalog(), int(match["tmdb"])
        title: Title | None = catalog.movie(number) if match["kind"] == "movie" else catalog.show(number)
        if title is None or not has_pictures(title):
            return None
        seed = f"{match['kind']}-{number}"
        season, episode = int(match["season"] or 0), int(match["episode"] or 0)
        if match["shape"] == "still":
            place, turn = f"{seed}-{season}-{episode}", 0.03 * (episode % 5 - 2)
            return Subject("still", place, genres=title.genres, number=number + episode, turn=turn)
        shape: Shape = "poster" if match["shape"] == "poster" else "backdrop"
        if match["season"] is None:
            return Subject(shape, seed, title.title, str(title.first_day.year), title.genres, number)
        caption = "Specials" if season == 0 else f"Season {season}"
        return Subject(shape, seed, title.title, caption, title.genres, number, turn=0.09 * season)
