"""Addresses of lists in many spellings, feeds, and export files."""

import pytest

from ingestion.domain.external.exports import read_export
from ingestion.domain.external.failures import ListAddressUnknown, ListFailed, ListFileInvalid
from ingestion.domain.external.items import ListedItem
from ingestion.providers.lists.kinds.letterboxd import entries_of
from ingestion.providers.lists.list_spec import ListClients, items_of
from ingestion.providers.lists.registry import LIST_SPECS, Sites

pytestmark = pytest.mark.unit

SITES = Sites(ListClients())


@pytest.mark.parametrize(
    "address",
    [
        "https://trakt.tv/users/jane/lists/best",
        "http://www.trakt.tv/users/Jane/lists/Best/",
        "trakt.tv/users/jane/lists/best?sort=rank,asc#top",
        "  https://app.trakt.tv/users/jane/lists/best  ",
    ],
)
def test_spellings_of_an_address_are_one_list(address: str) -> None:
    recognized = SITES.recognize(address)
    assert (recognized.reference.kind, recognized.reference.path) == ("trakt", "users/jane/lists/best")


@pytest.mark.parametrize(
    "address", ["", " ", "x", "https://", "https://trakt.tv", "https://trakt.tv:x/a", "//a/b", "a" * 600]
)
def test_text_that_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ListAddressUnknown):
        SITES.recognize(address)


def test_examples_of_every_site_are_recognized_as_lists_of_that_site() -> None:
    for spec in LIST_SPECS:
        for example in spec.examples:
            assert SITES.recognize(example).reference.kind == spec.kind
    assert not any(SITES.is_configured(spec.kind) for spec in LIST_SPECS), "no site has a client"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>no feed</body></html>",
        b"<rss><channel><item></rss>",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><item>&a;</item></channel></rss>',
        b"<rss><channel>" + b"<item></item>" * 1_001 + b"</channel></rss>",
    ],
)
def test_body_that_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(ListFailed):
        entries_of(body)


def test_page_of_which_nothing_can_be_read_is_no_empty_page() -> None:
    """An empty page would remove every title of the list."""

    def item_of(number: int) -> ListedItem | None:
        return ListedItem("movie", number) if number else None

    assert items_of("/lists/1", [1, None, 0], item_of) == (ListedItem("movie", 1),)
    assert items_of("/lists/1", [], item_of) == ()
    assert items_of("/lists/1", [0], item_of) == (), "a person, for example"
    with pytest.raises(ListFailed, match="wrong_shape"):
        items_of("/lists/1", [None, None], item_of)


def test_bad_rows_of_an_export_affect_only_themselves() -> None:
    text = 'Const,Title,Title Type,Year\ntt0133093,The Matrix,Movie,1999\n"tt1,\ntt0903747,Breaking Bad,tvSeries,2008\n'
    assert read_export(text) == (
        ListedItem("movie", imdb_id="tt0133093", name="The Matrix", year=1999),
        ListedItem("show", imdb_id="tt0903747", name="Breaking Bad", year=2008),
    )


def test_long_table_is_refused() -> None:
    with pytest.raises(ListFileInvalid, match="more than"):
        read_export("Const\n" + "tt0133093\n" * 20_001)


def test_table_whose_lines_are_no_csv_is_refused() -> None:
    """Each of these lines ends a quoted cell of the line before, and opens another one."""
    with pytest.raises(ListFileInvalid, match="200 lines are no CSV"):
        read_export("Const\n" + 'a","\n' * 1_000)
