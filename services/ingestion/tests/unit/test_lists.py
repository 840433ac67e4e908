"""Lists: ranks and scores, and pages that do not add up."""

import pytest

from ingestion.domain.facts import TitleKey
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.lists import Listed, ListPage, check_page, check_whole, rank

pytestmark = pytest.mark.unit


def _page(number: int, received: int, pages: int, results: int) -> ListPage:
    return ListPage(number, (), received, pages, results)


@pytest.mark.parametrize(
    ("asked", "page"),
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
def test_pages_that_add_up_pass(asked: int, page: ListPage) -> None:
    check_page("tmdb", asked, page)


@pytest.mark.parametrize(
    ("asked", "page", "said"),
    [
        (2, _page(1, 20, 3, 60), "got page 1"),
        (1, _page(1, 19, 3, 60), "has 19 results, not 20"),
        (3, _page(3, 20, 3, 55), "has 20 results, not 15"),
        (3, _page(3, 3, 3, 55), "has 3 results, not 15"),
        (1, _page(1, 20, 3, 100), "100 results do not make 3 pages"),
        (1, _page(1, 20, 9, 100), "100 results do not make 9 pages"),
    ],
)
def test_a_short_or_crooked_page_is_an_error(asked: int, page: ListPage, said: str) -> None:
    with pytest.raises(SourceFailed, match=said) as failed:
        check_page("tmdb", asked, page)
    assert failed.value.cause is Cause.TRUNCATED


def test_a_list_that_changes_while_it_is_read_is_an_error() -> None:
    check_whole("tmdb", [_page(1, 20, 3, 55), _page(2, 20, 3, 55)])
    with pytest.raises(SourceFailed, match="changed"):
        check_whole("tmdb", [_page(1, 20, 3, 55), _page(2, 20, 3, 56)])


def test_ranks_go_on_over_pages_and_a_title_keeps_its_first_place() -> None:
    ranked = rank([Listed(TitleKey("movie", n)) for n in (7, 3, 7, 9)])
    assert [(item.title.tmdb_id, item.rank, item.score) for item in ranked] == [
        (7, 1, 10000.0),
        (3, 2, 9999.0),
        (9, 3, 9998.0),
    ]
