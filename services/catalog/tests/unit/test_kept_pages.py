"""Pages of titles that are kept with their rendering."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from services.catalog.tests.unit.test_caching import request_for

from catalog.application.read_models import Entry, LookupResult, Title
from catalog.presentation.routes.caching import page_response
from catalog.presentation.routes.localization import Languages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLANNED = Entry("planned", None, None, NOW)


def a_title(number: int) -> Title:
    facts: tuple[Any, ...] = (
        UUID(int=number),
        b"{}",
        None,
        "movie",
        "dune",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        False,
        None,
    )
    return Title(*facts)


class Pages:
    """Requests of one path, and how many of them were rendered."""

    def __init__(self) -> None:
        self.path = f"/{uuid4()}"
        self.rendered = 0

    def get(
        self,
        titles: Sequence[Title],
        *,
        more: object = None,
        now: datetime = NOW,
        query: str = "",
        language: str = "de",
        private: bool = False,
        entries: Mapping[UUID, Entry] | None = None,
        **headers: str,
    ) -> Response:
        """Return the response with the number of the rendering as its body."""
        languages = Languages(language)

        def body() -> tuple[bytes, None]:
            self.rendered += 1
            languages.serve((language,))
            return str(self.rendered).encode(), None

        result = LookupResult(titles, entries or {}, (), (), "US", now)
        return page_response(request_for(self.path, query, **headers), result, more, languages, body, private=private)


def test_page_of_the_same_titles_is_rendered_once() -> None:
    pages, titles = Pages(), [a_title(1), a_title(2)]

    responses = [pages.get(list(titles), more=(1, "cursor")) for _ in range(3)]

    assert [response.body for response in responses] == [b"1"] * 3
    assert len({tuple(response.headers.items()) for response in responses}) == 1
    assert responses[2].headers["content-language"] == "de"
    assert responses[2].headers["content-length"] == "1"


def test_title_that_was_read_again_is_shown_as_it_is_now() -> None:
    pages, title = Pages(), a_title(1)
    pages.get([title])

    assert replace(title, slug="arrakis").serial != title.serial
    assert pages.get([replace(title, slug="arrakis")]).body == b"2"
    assert pages.get([title, a_title(2)]).body == b"3"
    assert pages.get([]).body == b"4"


@pytest.mark.parametrize(
    "other",
    [{"more": 2}, {"now": NOW + timedelta(days=1)}, {"query": "region=GB"}, {"language": "uk"}],
    ids=["more", "day", "query", "language"],
)
def test_other_page_is_rendered(other: dict[str, object]) -> None:
    pages, titles = Pages(), [a_title(1)]
    pages.get(titles, more=1)

    assert pages.get(titles, **{"more": 1, **other}).body == b"2"  # type: ignore[arg-type]


def test_entries_of_a_user_are_never_kept() -> None:
    pages, titles = Pages(), [a_title(1)]
    pages.get(titles)

    mine = pages.get(titles, entries={titles[0].media_id: PLANNED}, private=True)

    assert (mine.body, mine.headers["cache-control"]) == (b"2", "private, no-cache")
    assert pages.get(titles).body == b"1"


def test_kept_page_is_private_or_shared_by_request() -> None:
    pages, titles = Pages(), [a_title(1)]

    kinds = [pages.get(titles, private=private).headers["cache-control"] for private in (True, False, True)]

    assert kinds == ["private, no-cache", "public, max-age=30", "private, no-cache"]
    assert pages.rendered == 1


def test_client_that_has_the_kept_page_gets_not_modified() -> None:
    pages, titles = Pages(), [a_title(1)]
    first = pages.get(titles)

    again = pages.get(titles, if_none_match=first.headers["etag"])

    assert (again.status_code, again.body, again.headers["content-language"]) == (304, b"", "de")
    assert pages.get(titles, if_none_match='"other"').body == b"1"


def test_header_that_is_added_to_a_response_is_not_in_the_next_one() -> None:
    pages, titles = Pages(), [a_title(1)]

    pages.get(titles).headers["X-Once"] = "1"

    assert "x-once" not in pages.get(titles).headers
