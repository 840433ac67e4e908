"""The collections of the demo catalog's movies, by the numbers that TMDB has for both."""

from typing import Final

from provider_simulator.images.files import collection_file
from provider_simulator.responses import Body

COLLECTIONS: Final = {
    230: ("The Godfather Collection", (238, 240, 242)),
    528: ("The Terminator Collection", (218, 280)),
    2344: ("The Matrix Collection", (603, 604, 605, 624860)),
    8091: ("Alien Collection", (348, 679)),
    86311: ("The Avengers Collection", (24428, 299536, 299534, 1003596)),
    87096: ("Avatar Collection", (19995, 76600, 83533, 216527)),
    448150: ("Deadpool Collection", (293660, 383498, 533535)),
    573436: ("Spider-Man: Spider-Verse Collection", (324857, 569094)),
    726871: ("Dune Collection", (438631, 693134)),
}
"""Name and movies of each collection."""

_OF_MOVIE: Final = {movie: number for number, (_, movies) in COLLECTIONS.items() for movie in movies}


def collection_of(movie: int) -> Body | None:
    """Return the collection of a movie as its record names it, or null without one."""
    number = _OF_MOVIE.get(movie)
    if number is None:
        return None
    return {
        "id": number,
        "name": COLLECTIONS[number][0],
        "poster_path": collection_file(number, "poster"),
        "backdrop_path": collection_file(number, "backdrop"),
    }


def collection_name(number: int) -> str | None:
    """Return the name of a collection, or null for a number without one."""
    return COLLECTIONS[number][0] if number in COLLECTIONS else None
