"""Which title of several is meant, and when none is certain."""

from uuid import UUID

import pytest

from library.domain.scrobbling.candidates import Candidate, Refusal, choose, year_of
from library.domain.scrobbling.scrobble import Account, ProviderIds, Subject

pytestmark = pytest.mark.unit

FIRST, SECOND = UUID(int=1), UUID(int=2)
SUBJECT = Subject("show", "The Office", 2005)


def test_ids_count_more_than_the_year() -> None:
    candidates = [Candidate(FIRST, 2001, 1), Candidate(SECOND, 1950, 2)]
    assert choose(SUBJECT, candidates) == SECOND


def test_the_nearest_year_counts_up_to_one_apart() -> None:
    assert choose(SUBJECT, [Candidate(FIRST, 2001), Candidate(SECOND, 2006)]) == SECOND
    assert choose(SUBJECT, [Candidate(FIRST, 2005), Candidate(SECOND, 2006)]) == FIRST
    assert choose(SUBJECT, [Candidate(FIRST, None)]) == FIRST
    assert choose(SUBJECT, [Candidate(FIRST, 2007)]) == Refusal("no title of the catalog has this name and year")
    assert choose(SUBJECT, [Candidate(FIRST, 2005), Candidate(SECOND, 2005)]) == Refusal(
        "2 titles of the catalog have this name"
    )


def test_the_id_of_an_episode_counts_more_than_the_year() -> None:
    assert choose(SUBJECT, [Candidate(FIRST, 2005), Candidate(SECOND, 2001, has_episode=True)]) == SECOND


def test_a_name_alone_counts_only_if_no_other_title_has_it() -> None:
    nameless = Subject("show", "The Office")
    assert choose(nameless, [Candidate(FIRST, 2005)]) == FIRST
    assert isinstance(choose(nameless, [Candidate(FIRST, 2005), Candidate(SECOND, 2001)]), Refusal)
    assert isinstance(choose(nameless, []), Refusal)


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("The Office (2005)", None, 2005),
        ("The Office (2005)", 2001, 2001),
        ("2001", None, None),
        ("X (1799)", None, None),
    ],
)
def test_a_year_may_end_the_name(name: str, year: int | None, expected: int | None) -> None:
    assert year_of(Subject("show", name, year)) == expected


def test_the_identity_of_a_title_is_the_same_for_all_its_episodes() -> None:
    first = Subject("show", "The  Office", 2005, season=1, episodes=(1,), episode_ids=ProviderIds(tmdb=5))
    assert first.identity == Subject("show", "the office", 2005, season=2).identity == "show:the office:2005"
    assert Subject("movie", ids=ProviderIds("tt0133093", 603)).identity == "movie:imdb:tt0133093"
    assert Subject("movie", media_id=FIRST).identity == str(FIRST)


def test_accounts_are_compared_by_id_and_by_name_in_any_case() -> None:
    account = Account("77", "Ada")
    assert account.is_one_of(())
    assert account.is_one_of(("ada",))
    assert account.is_one_of(("x", "77"))
    assert not account.is_one_of(("grace",))
    assert Account().is_one_of(())
    assert not Account().is_one_of(("ada",))
