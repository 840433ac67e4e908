"""Candidates by their ids and names, to find those of one title among those of many."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from library.domain.imports.applying.matching import Candidate, TitleReference

_SOURCES: Final = ("imdb", "tvdb", "trakt")


class Lookup:
    """Finds candidates."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_id: dict[tuple[str, object], list[Candidate]] = defaultdict(list)
        self._by_name: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            self._by_id["marquee", candidate.media_id].append(candidate)
            self._by_id["tmdb", candidate.tmdb_id].append(candidate)
            for source in _SOURCES:
                if (value := getattr(candidate, source)) is not None:
                    self._by_id[source, value].append(candidate)
            for name in candidate.names:
                self._by_name[name].append(candidate)

    def of(self, reference: TitleReference) -> list[Candidate]:
        """Return the titles that have an id or a name of what is searched for, each once."""
        ids = reference.ids
        values = {"marquee": ids.marquee, "tmdb": ids.tmdb, "imdb": ids.imdb, "tvdb": ids.tvdb, "trakt": ids.trakt}
        candidates = [
            candidate for source, value in values.items() for candidate in self._by_id.get((source, value), ())
        ]
        candidates += [candidate for name in reference.names for candidate in self._by_name.get(name, ())]
        return list({(candidate.media_id, candidate.tmdb_id): candidate for candidate in candidates}.values())
