"""The id under which a provider was queried for a title, and whether its response is still about that title.

TMDB numbers the titles. Trakt is found by that number, OMDb by the IMDb id, TVMaze by the IMDb or TVDB id. When TMDB
corrects or withdraws such an id, everything that was obtained through it belongs to another title.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.domain.titles.facts import Facts, Source, TitleKey
from ingestion.domain.titles.observations import Observation, observed_under


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a title that lead to it at other providers."""

    imdb_id: str | None = None
    tvdb_id: int | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """The ids as observations remember them, the best first."""
        origins = []
        if self.imdb_id is not None:
            origins.append(imdb_origin(self.imdb_id))
        if self.tvdb_id is not None:
            origins.append(tvdb_origin(self.tvdb_id))
        return tuple(origins)

    def or_those_of(self, facts: Facts) -> "Ids":
        """Return these ids, each missing one taken from `facts`."""
        return Ids(self.imdb_id or facts.imdb_id, self.tvdb_id or facts.tvdb_id)


def imdb_origin(imdb_id: str) -> str:
    """Return how an observation remembers that it was made under an IMDb id."""
    return f"imdb:{imdb_id}"


def tvdb_origin(tvdb_id: int) -> str:
    """Return how an observation remembers that it was made under a TVDB id."""
    return f"tvdb:{tvdb_id}"


def tmdb_origin(key: TitleKey) -> str:
    """Return how an observation remembers that it was made under a TMDB number."""
    return f"tmdb:{key.tmdb_id}"


def ids_of(observations: Mapping[Source, Observation]) -> Ids:
    """Return the ids of a title by what is stored of it: TMDB's, and Trakt's where TMDB has none."""
    ids = Ids()
    for source in ("tmdb", "trakt"):
        if source in observations:
            ids = ids.or_those_of(observations[source].facts)
    return ids


def remembered_tvmaze_id(before: Observation | None, ids: Ids, released: int | None) -> int | None:
    """Return the TVMaze id to query directly, or null when the id must be looked up again.

    It counts only while the id that led to it is still the best one and the facts agree: the IMDb id at TVMaze, and
    the year of the first airing (one year of tolerance for premieres around the New Year).
    """
    if before is None or before.facts.tvmaze_id is None or not ids.origins:
        return None
    if observed_under(before) != ids.origins[0] or _another_imdb_id(before.facts, ids):
        return None
    premiered = before.facts.release_date
    if premiered is not None and released is not None and abs(premiered.year - released) > 1:
        return None
    return before.facts.tvmaze_id


def changed_identity(before: Mapping[Source, Observation], after: Mapping[Source, Observation]) -> frozenset[Source]:
    """Return the providers at which the title is another one now, or none: their seasons and episodes are void."""
    changed: set[Source] = set()
    for source, seen in before.items():
        now = after.get(source, seen)
        if source == "trakt" and seen.facts.trakt_id not in (None, now.facts.trakt_id):
            changed.add(source)
        if source == "tvmaze" and seen.facts.tvmaze_id not in (None, now.facts.tvmaze_id):
            changed.add(source)
    return frozenset(changed)


def _another_imdb_id(facts: Facts, ids: Ids) -> bool:
    return facts.imdb_id is not None and ids.imdb_id is not None and facts.imdb_id != ids.imdb_id
