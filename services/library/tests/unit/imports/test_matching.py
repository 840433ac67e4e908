"""Which title and episode a row means."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.episodes import RowPlace, place_of
from library.domain.imports.applying.lookup import Lookup
from library.domain.imports.applying.matching import Candidate, TitleReference, match
from library.domain.imports.rows import ExternalIds, ImportRow, Position
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.names import match_name

pytestmark = pytest.mark.unit

MATRIX: Final = Candidate(UUID(int=1), "movie", 603, ("the matrix", "matrix"), 1999, imdb="tt0133093")
SOLARIS_1972: Final = Candidate(UUID(int=2), "movie", 593, ("solaris",), 1972, popularity=9.0)
SOLARIS_2002: Final = Candidate(UUID(int=3), "movie", 2103, ("solaris",), 2002, popularity=20.0)
SHOW: Final = Candidate(UUID(int=4), "show", 603, ("an example",), 2010, tvdb=77)
CATALOG: Final = (MATRIX, SOLARIS_1972, SOLARIS_2002, SHOW)


def named(name: str, year: int | None = None) -> TitleReference:
    return TitleReference(names=(match_name(name),), year=year)


@pytest.mark.parametrize(
    ("reference", "status", "media_id", "confidence"),
    [
        (TitleReference(ids=ExternalIds(imdb="tt0133093")), "matched", MATRIX.media_id, 1.0),
        (TitleReference("movie", ExternalIds(tmdb=603)), "matched", MATRIX.media_id, 1.0),
        (TitleReference("show", ExternalIds(tmdb=603)), "matched", SHOW.media_id, 1.0),
        (TitleReference("show", ExternalIds(tvdb=77)), "matched", SHOW.media_id, 1.0),
        (named("The Matrix", 1999), "matched", MATRIX.media_id, 1.0),
        (named("The Matrix"), "matched", MATRIX.media_id, 0.9),
        (named("The Matrix", 2000), "matched", MATRIX.media_id, 0.8),
        (named("The Matrix", 2024), "ambiguous", MATRIX.media_id, 0.6),
        (named("Solaris", 1972), "matched", SOLARIS_1972.media_id, 1.0),
        (named("Solaris"), "ambiguous", SOLARIS_2002.media_id, 0.9),
        (named("Nothing of this name"), "unmatched", None, None),
    ],
)
def test_a_title_is_matched_by_id_or_by_name_and_year(
    reference: TitleReference, status: str, media_id: UUID | None, confidence: float | None
) -> None:
    result = match(reference, Lookup(CATALOG).of(reference))

    best = result.best
    assert (result.status, best and best.media_id, best and best.confidence) == (status, media_id, confidence)


def test_an_id_of_tmdb_without_a_type_needs_the_name() -> None:
    ids = ExternalIds(tmdb=603)

    assert match(TitleReference(ids=ids), CATALOG).status == "unmatched"
    best = match(TitleReference(ids=ids, names=("an example",)), CATALOG).best
    assert best is not None
    assert best.media_id == SHOW.media_id


def test_a_movie_never_matches_a_show() -> None:
    assert match(TitleReference("movie", names=("an example",), year=2010), (SHOW,)).status == "unmatched"


@given(
    st.lists(
        st.builds(
            Candidate,
            st.uuids(),
            st.sampled_from(["movie", "show"]),
            st.integers(1, 5),
            st.lists(st.sampled_from(["a", "b", "a b"]), max_size=2).map(tuple),
            st.none() | st.integers(1999, 2002),
        ),
        max_size=6,
    ),
    st.permutations(range(6)),
    st.none() | st.integers(1999, 2002),
)
def test_the_result_does_not_depend_on_the_order_of_candidates(
    candidates: list[Candidate], order: list[int], year: int | None
) -> None:
    reference = TitleReference(names=("a b",), year=year)
    shuffled = [candidates[place] for place in order if place < len(candidates)]

    result = match(reference, shuffled)

    assert result == match(reference, candidates)
    confidences = [item.confidence for item in result.alternatives]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.5 <= confidence <= 1 for confidence in confidences)


EPISODES: Final[Mapping[EpisodeNumber, EpisodeDetails]] = {
    EpisodeNumber(0, 1): EpisodeDetails(1, name="The Special"),
    EpisodeNumber(1, 1): EpisodeDetails(1, source_id=501, name="Pilot"),
    EpisodeNumber(1, 2): EpisodeDetails(2, source_id=502, name="It's Two"),
    EpisodeNumber(2, 1): EpisodeDetails(1, source_id=503, name="Pilot"),
}


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({}, RowPlace()),
        ({"season": 1, "episode": 2}, RowPlace(1, 2)),
        ({"season": 1}, RowPlace(1)),
        ({"season": 1, "episode": 9}, RowPlace(1, 9, "episode_unconfirmed")),
        ({"season": 0, "episode": 9}, RowPlace(0, 9)),
        ({"episode": 3}, RowPlace(2, 1)),
        ({"episode": 9}, RowPlace(1, 9, "episode_unconfirmed")),
        ({"season": 1, "episode_title": "its two"}, RowPlace(1, 2)),
        ({"season": 2, "episode_title": "It’s Two"}, RowPlace(1, 2)),
        ({"season": 1, "episode_title": "Pilot"}, RowPlace(1, 1)),
        ({"episode_title": "Pilot"}, RowPlace(None, None, "episode_unknown")),
        ({"episode_title": "The Special"}, RowPlace(0, 1)),
        ({"season": 7, "episode": 7, "episode_ids": ExternalIds(tmdb=503)}, RowPlace(2, 1)),
    ],
)
def test_an_episode_is_found_by_id_number_or_name(row: dict[str, object], place: RowPlace) -> None:
    stated = ImportRow(Position("", 1), "An Example", (), **row)  # type: ignore[arg-type] # the cases are typed loosely

    assert place_of(stated, "show", EPISODES) == place


def test_a_movie_has_no_episodes() -> None:
    row = ImportRow(Position("", 1), "An Example", (), season=1, episode=2)

    assert place_of(row, "movie", {}).reason == "movie_has_no_episodes"


def test_numbers_of_a_show_without_known_episodes_are_kept() -> None:
    row = ImportRow(Position("", 1), "An Example", (), season=3, episode=4)

    assert place_of(row, "show", {}) == RowPlace(3, 4)
