"""Which hit of a search is the artist or the release."""

import pytest

from music.domain.enrichment.matching import Candidate, Match, Verdict, match_artist, match_release


def artist(mbid: str, score: int, *names: str) -> Candidate:
    return Candidate(mbid, score, names or ("Nina Simone",))


def release(mbid: str, *, group: str = "G", score: int = 100, year: int | None = 1965, tracks: int = 9) -> Candidate:
    return Candidate(
        mbid, score, ("Pastel Blues",), group_mbid=group, artist="Nina Simone", year=year, track_count=tracks
    )


def matched(*candidates: Candidate, year: int | None = 1965, tracks: int = 9) -> Match:
    return match_release("Pastel Blues", "NINA SIMONE", candidates, year=year, track_count=tracks)


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(100, Verdict.APPLY), (90, Verdict.APPLY), (89, Verdict.SUGGEST), (70, Verdict.SUGGEST), (69, Verdict.NOTHING)],
)
def test_the_score_decides_about_an_artist_of_the_name(score: int, verdict: Verdict) -> None:
    assert match_artist("nina simone", [artist("a", score)]).verdict is verdict


def test_an_alias_is_a_name() -> None:
    hit = artist("a", 95, "Eunice Waymon", "Nina Simone")
    assert match_artist("Nina Simone", [hit]) == Match(Verdict.APPLY, (hit,))


def test_the_best_hit_of_another_name_is_only_suggested() -> None:
    hit = artist("a", 100, "Nina Simone Tribute")
    assert match_artist("Nina Simone", [hit]) == Match(Verdict.SUGGEST, (hit,))


def test_two_artists_of_one_name_are_suggested_the_best_first() -> None:
    low, first, second = artist("c", 40), artist("a", 97), artist("b", 100)
    assert match_artist("Nina Simone", [low, first, second]) == Match(Verdict.SUGGEST, (second, first))


def test_no_hit_is_nothing() -> None:
    assert match_artist("Nina Simone", []) == Match(Verdict.NOTHING)


def test_the_edition_with_as_many_tracks_is_the_release() -> None:
    right = release("a")
    assert matched(right, release("b", tracks=12)) == Match(Verdict.APPLY, (right,))


def test_of_editions_with_as_many_tracks_the_year_decides() -> None:
    right = release("b")
    assert matched(release("a", year=1990), right).candidates == (right,)


def test_among_equal_editions_only_the_group_is_certain() -> None:
    match = matched(release("a"), release("b"))
    assert (match.verdict, match.candidates[0].mbid, match.candidates[0].group_mbid) == (Verdict.APPLY, "", "G")


def test_an_unknown_edition_states_the_group_alone() -> None:
    match = matched(release("a", tracks=12))
    assert (match.candidates[0].mbid, match.candidates[0].group_mbid) == ("", "G")


def test_two_groups_are_suggested() -> None:
    assert matched(release("a"), release("b", group="H")).verdict is Verdict.SUGGEST


def test_a_release_of_another_artist_is_suggested() -> None:
    hit = Candidate("a", 100, ("Pastel Blues",), group_mbid="G", artist="Another", track_count=9)
    assert matched(hit) == Match(Verdict.SUGGEST, (hit,))
