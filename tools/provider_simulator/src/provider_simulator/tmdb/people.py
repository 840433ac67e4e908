"""The cast and crew of the demo catalog; none of them is a real person.

Real titles have "Example Performer 12", so that no name is taken for a real one; invented titles have invented people.
"""

from typing import Final

from provider_simulator.images.files import person_file
from provider_simulator.responses import Body
from provider_simulator.titles.facts import Title
from provider_simulator.titles.seeded_random import mix

PERSON_NUMBERS: Final = 9_800_000
"""TMDB numbers of people start here."""

_EXAMPLES: Final = 400
_INVENTED_FROM: Final = 800
_INVENTED_PERFORMERS, _INVENTED_AUTHORS = 120, 40
_FIRST: Final = ("Ada", "Bruno", "Carys", "Dario", "Elif", "Farid", "Greta", "Hugo", "Ilka", "Jonah", "Katya", "Luis",
                 "Mirela", "Noor", "Otis", "Petra")  # fmt: skip
_LAST: Final = ("Ashgrove", "Bellweather", "Corvane", "Dunmarrow", "Eskeland", "Fairholt", "Gravenor", "Hollisay",
                "Ironmead", "Jessamere", "Kestrelle", "Lindqvale", "Marrowby", "Northolme", "Oakhanger",
                "Pellworth")  # fmt: skip
_CHARACTERS: Final = ("Vesna Holt", "Ira Lund", "The Archivist", "Dr. Amon Reyes", "Sergeant Pike", "Lena",
                      "Captain Tomas", "The Stranger", "Mayor Quill", "Nadia Frost", "Uncle Bo", "Inspector Vale",
                      "Pim", "Judge Ortega", "June", "The Neighbor")  # fmt: skip


def performers(title: Title) -> list[Body]:
    """Return the cast in its order, each with the name of a character."""
    count = 4 + mix(53, title.ids.tmdb) % 5
    people = _INVENTED_PERFORMERS if title.pitch else _EXAMPLES
    numbers = sorted({mix(54, title.ids.tmdb, place) % people for place in range(count)})
    return [
        {**_person(title, number, "Acting"), "order": order, "character": _character(title, order)}
        for order, number in enumerate(numbers)
    ]


def author(title: Title, department: str) -> Body:
    """Return the director of a movie, or the writer of a show."""
    people = _INVENTED_AUTHORS if title.pitch else _EXAMPLES
    return _person(title, mix(56, title.ids.tmdb) % people, department)


def _person(title: Title, number: int, department: str) -> Body:
    acting = department == "Acting"
    if title.pitch:
        place = number if acting else _INVENTED_PERFORMERS + number
        unique, name = PERSON_NUMBERS + _INVENTED_FROM + place, _invented_name(place)
    else:
        unique = PERSON_NUMBERS + number + (0 if acting else _EXAMPLES)
        name = f"Example {'Performer' if acting else 'Author'} {number + 1}"
    return {
        "adult": False,
        "gender": 0,
        "id": unique,
        "known_for_department": department,
        "name": name,
        "original_name": name,
        "popularity": 1.0,
        "profile_path": person_file(unique),
    }


def _invented_name(place: int) -> str:
    row, column = divmod(place, len(_FIRST))
    return f"{_FIRST[column]} {_LAST[(column * 7 + row) % len(_LAST)]}"


def _character(title: Title, order: int) -> str:
    if not title.pitch:
        return f"Role {order + 1}"
    return _CHARACTERS[(mix(59, title.ids.tmdb) + order) % len(_CHARACTERS)]
