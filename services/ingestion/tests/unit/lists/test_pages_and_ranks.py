"""Lists: ranks and scores, and pages that do not add up."""

import pytest

from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.lists.pages import Listed, ListPage, check_page, check_whole
from ingestion.domain.lists.ranking import duplicates, rank
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit


def _page(number: int, received: int, pages: int, results: int) -> ListPage:
    return ListPage(number, (), received, pages, results)


@pytest.mark.parametrize(
    ("requested", "page"),
    [
        (1, _page(1, 20, 87, 1734)),
        (87, _page(87, 14, 87, 1734)),
        (2, _page(2, 20, 2, 40)),
        (1, _page(1, 0, 0, 0)),
        (1, _page(1, 0, 1, 0)),
        (3, _page(3, 20, 500, 1_000_000)),  # TMDB caps the pages it gives
        (500, _page(500, 20, 500, 1_000_000)),
    ],
)
def test_pages_that_add_up_pass(requested: int, page: ListPage) -> None:
    check_page("tmdb", requested, page)


@pytest.mark.parametrize(
    ("requested", "page", "returned"),
    [
        (1, _page(1, 19, 3, 60), "page 1 of 3 has 19 entries, not 20"),
        (1, _page(1, 15, 3, 60), "page 1 of 3 has 15 entries, not 20"),
        (1, _page(1, 21, 3, 60), "page 1 of 3 has 21 entries, not 20"),
        (3, _page(3, 18, 3, 55), "page 3 of 3 has 18 entries, not 15"),
        (3, _page(3, 0, 3, 41), "page 3 of 3 has 0 entries, not 1"),
        (1, _page(1, 20, 3, 61), "61 results do not make 3 pages"),
    ],
)
def test_slightly_inconsistent_page_is_accepted_and_reported(requested: int, page: ListPage, returned: str) -> None:
    assert check_page("tmdb", requested, page) == (returned,)


@pytest.mark.parametrize(
    ("requested", "page", "returned"),
    [
        (2, _page(1, 20, 3, 60), "received page 1"),
        (1, _page(1, 14, 3, 60), "has 14 entries, not 20"),
        (1, _page(1, 0, 3, 60), "has 0 entries, not 20"),
        (3, _page(3, 3, 3, 55), "has 3 entries, not 15"),
        (1, _page(1, 20, 3, 100), "100 results do not make 3 pages"),
        (1, _page(1, 20, 9, 100), "100 results do not make 9 pages"),
    ],
)
def test_broken_page_is_rejected(requested: int, page: ListPage, returned: str) -> None:
    with pytest.raises(SourceFailed, match=returned) as failed:
        check_page("tmdb", requested, page)
    assert failed.value.cause is Cause.TRUNCATED


@pytest.mark.parametrize(
    "others",
    [[_page(2, 12, 2, 32)], [_page(2, 10, 2, 30)], [_page(2, 20, 3, 41), _page(3, 0, 2, 40)], [_page(2, 0, 1, 20)]],
)
def test_pages_that_disagree_slightly_on_the_whole_are_accepted_and_reported(others: list[ListPage]) -> None:
    first = _page(1, 20, 2, 31)
    assert check_whole("tmdb", [first, _page(2, 11, 2, 31)]) == ()
    [problem] = check_whole("tmdb", [first, *others])
    assert "changed while it was read" in problem


def test_pages_of_two_different_lists_are_an_error() -> None:
    with pytest.raises(SourceFailed, match="changed"):
        check_whole("tmdb", [_page(1, 20, 3, 55), _page(2, 20, 4, 80)])
    assert check_whole("tmdb", [_page(1, 20, 50, 1000), _page(2, 20, 46, 910)])
    with pytest.raises(SourceFailed, match="changed"):
        check_whole("tmdb", [_page(1, 20, 50, 1000), _page(2, 20, 44, 880)])


def test_entries_that_are_missing_all_over_a_list_are_an_error() -> None:
    short = [_page(number, 16, 5, 100) for number in range(1, 4)]
    with pytest.raises(SourceFailed, match="lack 12 of the entries"):
        check_whole("tmdb", short)
    assert check_whole("tmdb", short[:2]) == ()


def test_repeated_titles_are_counted() -> None:
    items = [Listed(TitleKey("movie", n)) for n in (7, 3, 7, 9, 7)]
    assert duplicates(items) == ("2 entries repeat an earlier one",)
    assert duplicates(items[:2]) == ()


def test_ranks_continue_over_pages_and_a_title_keeps_its_first_rank() -> None:
    ranked = rank([Listed(TitleKey("movie", n)) for n in (7, 3, 7, 9)])
    assert [(item.title.tmdb_id, item.rank, item.score) for item in ranked] == [
        (7, 1, 10000.0),
        (3, 2, 9999.0),
        (9, 3, 9998.0),
    ]
