"""What a query says beside the name: the year, the season and episode, and whether a movie or a show is wanted."""

import re
from dataclasses import dataclass
from typing import Final

FIRST_YEAR: Final = 1870
LAST_YEAR: Final = 2099

_YEAR: Final = re.compile(r"(?P<name>.*\S)\s*(?:\s|(?<=\S)(?=[(\[]))[(\[]?(?P<year>\d{4})[)\]]?")
_YEAR_FIRST: Final = re.compile(r"[(\[]?(?P<year>\d{4})[)\]]?\s+(?P<name>\S.*)")

_SEASON_WORD: Final = "season|series|сезон|staffel|saison|temporada|stagione|sezon|säsong|seizoen|kausi|シーズン"
_EPISODE_WORD: Final = "episode|ep|серія|серия|эпизод|епізод|folge|épisode|episodio|episódio|odcinek|avsnitt|aflevering"
_EPISODE: Final = tuple(
    re.compile(rf"(?P<name>.*[^\s._-])[\s._-]+{pattern}", re.IGNORECASE)
    for pattern in (
        r"\(?s(?P<season>\d{1,3})[\s._-]*(?:ep?(?P<episode>\d{1,4}))?\)?",
        r"\(?(?P<season>\d{1,2})x(?P<episode>\d{1,3})\)?",
        rf"(?:{_SEASON_WORD})\s*(?P<season>\d{{1,3}})(?:[\s,._-]*(?:{_EPISODE_WORD})\.?\s*(?P<episode>\d{{1,4}}))?",
        rf"(?P<season>\d{{1,3}})\s*(?:{_SEASON_WORD})(?:[\s,._-]*(?P<episode>\d{{1,4}})\s*(?:{_EPISODE_WORD}))?",
    )
)

_KINDS: Final = {
    "movie": "movie",
    "фільм": "movie",
    "фильм": "movie",
    "show": "show",
    "series": "show",
    "серіал": "show",
    "сериал": "show",
}
_KIND: Final = re.compile(rf"(?P<name>.*?\S)\s+(?:tv\s+)?(?P<kind>{'|'.join(_KINDS)})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a text may name beside `name`. Each part may belong to the name after all, as in Blade Runner 2049."""

    name: str = ""
    """What remains; empty when nothing was recognized."""
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    kind: str | None = None


def hints_of(text: str) -> Hints:
    """Return what a text says beside a name. There is always a name left."""
    for pattern in _EPISODE:
        if match := pattern.fullmatch(text):
            episode = match["episode"]
            return Hints(match["name"], None, int(match["season"]), int(episode) if episode else None, "show")
    for pattern in (_YEAR, _YEAR_FIRST):
        if (match := pattern.fullmatch(text)) and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return Hints(match["name"], int(match["year"]))
    if match := _KIND.fullmatch(text):
        return Hints(match["name"], kind=_KINDS[match["kind"].lower()])
    return Hints()
